using System.Net;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Coordinator.Web.Api;
using ActorSearch.TrainerNode.Tests.Data;
using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Data.Cache;

namespace ActorSearch.Coordinator.Tests.Web.Api;

/// <summary>A client that may submit names files of the coordinator's machine, and learns nothing of what is in them.</summary>
public sealed class ForeignFilesTests(ApiServer server) : IClassFixture<ApiServer>, IDisposable
{
    private const string Secret = "hunter2";

    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    /// <summary>The `data:` line, the file and what it holds, a word of the refusal, and whether `run` shows the secret.</summary>
    public static TheoryData<string, string, string, string> Cases => new()
    {
        { "{ kind: csv, path: '~/f', positive: 1 }", "f", $"{Secret},1\n2,0\n", "line 1, column 0: what is there is not a number" },
        { "{ kind: csv, path: '~/f', positive: 1, header: true }", "f", $"{Secret},l\nx,1\n", "line 2, column 0" },
        { "{ kind: csv, path: '~/f', positive: 1, header: true, label: nosuch }", "f", $"root:{Secret}:0:0\nx\n", "has no column 'nosuch'" },
        { "{ kind: csv, path: '~/f', positive: 1, header: true, group: nosuch }", "f", $"{Secret},l\nx,1\n", "has no column 'nosuch'" },
        { "{ kind: csv, path: '~/f', positive: 1, header: true }", "f", $"{Secret},{Secret}\nx,1\n", "names a column twice" },
        { "{ kind: csv, path: '~/f', positive: 1, header: true, drop: [last] }", "f", $"a,{Secret}\nx,1\n", "label column" },
        { "{ kind: csv, path: '~/f', positive: 1, header: true, group: last }", "f", $"a,{Secret}\nx,1\n", "label column" },
        { "{ kind: csv, path: '~/f', positive: nosuch }", "f", $"1,{Secret}\n2,b\n", "the label 'nosuch' does not occur" },
        { "{ kind: csv, path: '~/f', positive: '0' }", "f", $"1,{Secret}\n2,{Secret}\n", "does not occur" },
        { "{ kind: csv, path: '~/f', positive: 1, header: true }", "f", $"a,{Secret}\n1,\n", "the label is missing" },
        { "{ kind: images, path: '~/d', positive: a, image_size: 8 }", $"d/a/{Secret}.txt", "x", "a file is no .jpg" },
        { "{ kind: images, path: '~/d', positive: a, image_size: 8 }", $"d/{Secret}.png", "x", "an image lies beside" },
        { "{ kind: images, path: '~/d', positive: b, image_size: 8 }", $"d/{Secret}/x.png", "x", "the label 'b' does not occur" },
        { "{ kind: images, path: '~/d', positive: a, image_size: 8 }", "d/labels.csv", $"file,label\n{Secret}.png,a\n", "there is no such file" },
        { "{ kind: images, path: '~/d', positive: a, image_size: 8 }", "d/labels.csv", $"{Secret},label\nx.png,a\n", "has no column 'file'" },
        { "{ kind: images, path: '~/d', positive: a, image_size: 8 }", "d/labels.csv", $"file,label\n../{Secret},a\n", "is not a path below the folder" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_refusal_says_where_and_not_what(string data, string name, string content, string expected)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        var file = $"name: x\ndata: {data.Replace("~", _folder.Path, StringComparison.Ordinal)}\n"
            + "model: { kind: mlp, sizes: [4] }\nspace: { pruning_rate: [0.5] }\n";
        foreach (var (route, status) in new[] { ("/check", HttpStatusCode.OK), ("/searches?id=foreign", HttpStatusCode.BadRequest) })
        {
            using var response = await server.SendAsync(HttpMethod.Post, route, file);
            var answer = (await response.Content.ReadAsStringAsync(Cancel)).Replace("\\u0027", "'", StringComparison.Ordinal);
            Assert.Equal(status, response.StatusCode);
            Assert.Contains(expected, answer, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, answer, StringComparison.Ordinal);
        }
    }

    /// <summary>Outside of the data roots it makes no difference what is there, if anything; nor does a link in a root that leads there.</summary>
    [Theory]
    [InlineData("/proc/self/environ")]
    [InlineData("/proc/self/cmdline")]
    [InlineData("/dev/zero")]
    [InlineData("/etc/passwd")]
    [InlineData("/etc/nothing")]
    [InlineData("/")]
    [InlineData("~/out/passwd")]
    [InlineData("~/out/nothing")]
    [InlineData("~/../../etc/passwd")]
    public async Task Outside_of_the_data_roots_all_are_refused_alike(string given)
    {
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "out"), "/etc");
        var path = given.Replace("~", _folder.Path, StringComparison.Ordinal);
        foreach (var kind in new[] { "csv", "npz", "idx", "images, image_size: 8" })
            foreach (var (route, status) in new[] { ("/check", HttpStatusCode.OK), ("/searches?id=foreign", HttpStatusCode.BadRequest) })
            {
                using var response = await server.SendAsync(HttpMethod.Post, route,
                    $"name: x\ndata: {{ kind: {kind}, path: {path}, positive: 1 }}\nmodel: {{ kind: mlp, sizes: [4] }}\nspace: {{ pruning_rate: [0.5] }}\n");
                var answer = await response.Content.ReadAsStringAsync(Cancel);
                Assert.Equal(status, response.StatusCode);
                var roots = Path.TrimEndingDirectorySeparator(Path.GetTempPath());
                Assert.Contains($"data.path: {path} is outside of the data roots ({roots}); --data-root adds one", answer, StringComparison.Ordinal);
            }
    }

    public static TheoryData<string, string> HostileEntries => new(HostileEntry.All);

    /// <summary>
    /// The reasons are those of the readers (HostileFilesTests), except for what the roots keep out: one line without content, never a status of 500.
    /// </summary>
    [Theory]
    [MemberData(nameof(HostileEntries))]
    public async Task Whatever_lies_inside_of_a_root_is_one_line_without_content(string kind, string entry)
    {
        using var folder = new TestFolder();
        using var hostile = new HostileEntry(folder, kind, entry);
        using (var good = await SendAsync("/check")) Assert.Contains("\"good\":true", await good.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        hostile.Make();
        foreach (var (route, status) in new[] { ("/check", HttpStatusCode.OK), ("/searches?id=foreign", HttpStatusCode.BadRequest) })
        {
            using var response = await SendAsync(route);
            var answer = (await response.Content.ReadAsStringAsync(Cancel)).Replace("\\u0027", "'", StringComparison.Ordinal);
            Assert.Equal(status, response.StatusCode);
            // Links to devices and /proc lead out of the roots here, and what lies beside the set is in them. A folder is looked through before it is read.
            var expected = (kind, entry) switch
            {
                (_, "device" or "proc") => "outside of the data roots",
                (_, "out") => "",
                ("idx", "deep") => "more than 100 deep",
                _ => hostile.Expected,
            };
            Assert.True(answer.Contains(expected, StringComparison.Ordinal), answer);
            Assert.DoesNotContain("\\n", answer, StringComparison.Ordinal);
            foreach (var secret in new[] { HostileEntry.Secret, "PATH=" }) Assert.DoesNotContain(secret, answer, StringComparison.Ordinal);
        }

        Task<HttpResponseMessage> SendAsync(string route)
        {
            var data = hostile.Spec;
            var size = data.ImageSize is { } pixels ? $", image_size: {pixels}" : "";
            var kind = data.Kind.ToString().ToLowerInvariant();
            return server.SendAsync(HttpMethod.Post, route, $"name: x\ndata: {{ kind: {kind}, path: {data.Path}, positive: {data.Positive[0]}{size} }}\n"
                + "model: { kind: mlp, sizes: [4] }\nspace: { pruning_rate: [0.5] }\n");
        }
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(".hidden")]
    public async Task An_id_that_no_address_can_have_is_refused(string id)
    {
        using var response = await server.SendAsync(HttpMethod.Post, $"/searches?id={id}", ApiServer.Search);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains($"id: {id} is not 1 to 100 letters", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_requests_read_data_and_the_others_wait_until_they_are_given_up()
    {
        using var go = new ManualResetEventSlim();
        var (running, most) = (0, 0);
        using var pool = new DatasetPool(DataRoots.Of([_folder.Path]));
        using var all = new DataReadings(pool, CancellationToken.None);
        int Read(DatasetPool data, CancellationToken stop)
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            go.Wait(stop);
            Interlocked.Decrement(ref running);
            return now;
        }
        var readings = Enumerable.Range(0, 6).Select(_ => all.RunAsync(Read, Cancel)).ToArray();
        using var gone = new CancellationTokenSource();
        var waiting = all.RunAsync(Read, gone.Token);
        gone.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        go.Set();
        await Task.WhenAll(readings);
        Assert.InRange(most, 1, DataReadings.AtOnce);

        static void InterlockedMax(ref int target, int value)
        {
            for (var old = Volatile.Read(ref target); old < value; old = Volatile.Read(ref target))
                if (Interlocked.CompareExchange(ref target, value, old) == old) return;
        }
    }

    [Fact]
    public async Task Readings_end_when_the_process_is_told_to_stop_and_say_so()
    {
        using var pool = new DatasetPool(DataRoots.Of([_folder.Path]));
        using var stopping = new CancellationTokenSource();
        using var readings = new DataReadings(pool, stopping.Token);
        using var begun = new SemaphoreSlim(0);
        // Two read, and one waits.
        var all = Enumerable.Range(0, 3).Select(_ => readings.RunAsync((_, stop) =>
        {
            begun.Release();
            stop.WaitHandle.WaitOne();
            stop.ThrowIfCancellationRequested();
            return 0;
        }, Cancel)).ToArray();
        for (var i = 0; i < DataReadings.AtOnce; i++) await begun.WaitAsync(Cancel);
        await stopping.CancelAsync();
        foreach (var reading in all)
            Assert.Equal((503, "this coordinator stops; ask another one, or again"), await RefusalAsync(reading));
    }

    [Fact(Timeout = 60_000)]
    public async Task Plans_do_not_wait_behind_readings_and_two_are_made_at_a_time()
    {
        using var pool = new DatasetPool(DataRoots.Of([_folder.Path]));
        using var readings = new DataReadings(pool, CancellationToken.None);
        using var go = new ManualResetEventSlim();
        var reading = Enumerable.Range(0, 3).Select(_ => readings.RunAsync((_, stop) => Waited(stop), TestContext.Current.CancellationToken)).ToArray();
        Assert.Equal(7, await readings.PlanAsync(_ => 7, Cancel));
        using var gone = new CancellationTokenSource();
        var planning = Enumerable.Range(0, 3).Select(_ => readings.PlanAsync(Waited, gone.Token)).ToArray();
        // The third has not begun, and leaves as well.
        await gone.CancelAsync();
        foreach (var plan in planning) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => plan);
        go.Set();
        await Task.WhenAll(reading);

        int Waited(CancellationToken stop)
        {
            go.Wait(stop);
            return 0;
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_reading_that_takes_too_long_is_ended_and_says_so()
    {
        using var pool = new DatasetPool(DataRoots.Of([_folder.Path]));
        using var readings = new DataReadings(pool, CancellationToken.None) { Limit = TimeSpan.FromMilliseconds(50) };
        var endless = readings.RunAsync((_, stop) =>
        {
            stop.WaitHandle.WaitOne();
            stop.ThrowIfCancellationRequested();
            return 0;
        }, TestContext.Current.CancellationToken);
        Assert.Equal((503, "not finished after 00:00:00.0500000: the data are too large to be read for a request"), await RefusalAsync(endless));
        Assert.Equal(7, await readings.RunAsync((_, _) => 7, Cancel));
    }

    [Fact]
    public async Task A_disk_that_fails_is_one_line_without_names_of_files()
    {
        using var pool = new DatasetPool(DataRoots.Of([_folder.Path]));
        using var readings = new DataReadings(pool, CancellationToken.None);
        Task<int> Failing(Exception failure) => readings.RunAsync<int>((_, _) => throw failure, Cancel);
        Assert.Equal((503, "/cache: cannot be used"), await RefusalAsync(Failing(new CacheException("/cache: cannot be used", new IOException("full")))));
        foreach (var failure in new Exception[] { new IOException(Secret), new FileNotFoundException(Secret), new UnauthorizedAccessException(Secret) })
            Assert.Equal((503, "the data cannot be read by this coordinator at the moment"), await RefusalAsync(Failing(failure)));
    }

    private static async Task<(int, string)> RefusalAsync(Task<int> reading)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => reading);
        return (refused.Status, refused.Message);
    }
}
