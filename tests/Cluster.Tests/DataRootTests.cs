using System.Diagnostics;
using System.Net;
using System.Text;
using ActorSearch.Coordinator.Journal;

namespace ActorSearch.Cluster.Tests;

/// <summary>Where the data of searches may lie, and what reading it may cost a coordinator.</summary>
[Collection("processes")]
public sealed class DataRootTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Search(string path) => $$"""
        name: table
        data:      { kind: csv, path: '{{path}}', positive: 1 }
        model:     { kind: mlp, sizes: [4] }
        train:     { epochs: 1, batch_size: 16, learning_rate: 0.1 }
        space:     { pruning_rate: [0.5], class_cost: [1], rewind: [0] }
        search:    { strategy: pareto-beam, width: 1, max_level: 1, max_candidates: 2, seed: 1 }
        """;

    [Fact]
    public async Task A_trainer_whose_roots_lack_the_data_fails_the_attempt_and_another_does_the_work()
    {
        using var cluster = new TestCluster();
        var (sets, table) = (Directory.CreateDirectory(Path.Combine(cluster.Folder, "sets")).FullName, Path.Combine(cluster.Folder, "sets", "t.csv"));
        await File.WriteAllLinesAsync(table, Enumerable.Range(0, 60).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},{i * i},{i % 2}")), Cancel);
        var coordinator = await cluster.CoordinatorAsync(0, Cancel, "--data-root", sets);
        await coordinator.PrintsAsync($"data roots: {sets}", Cancel);
        using (var refused = await cluster.AskAsync(HttpMethod.Post, "/searches", Search(Path.Combine(cluster.Folder, "coordinator-0", "journal.db")), Cancel))
        {
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            var answer = await refused.Content.ReadAsStringAsync(Cancel);
            Assert.Contains($"journal.db is outside of the data roots ({sets}); --data-root adds one", answer, StringComparison.Ordinal);
        }

        var elsewhere = cluster.Trainer("t0", "--data-root", "/elsewhere", "--data-root", "/nowhere");
        await elsewhere.PrintsAsync("data roots: /elsewhere, /nowhere", Cancel);
        await cluster.SubmitAsync(Search(table), Cancel);
        var failing = await cluster.UntilAsync("table", status => status.GetProperty("failing").GetArrayLength() > 0, Cancel);
        Assert.Contains($"data.path: {table} is outside of the data roots (/elsewhere, /nowhere); --data-root adds one",
            failing.GetProperty("failing")[0].GetRawText(), StringComparison.Ordinal);
        elsewhere.Signal("-TERM");
        Assert.Equal(0, await elsewhere.EndAsync(Cancel));

        // A launcher hands its roots to its processes, and says them once.
        var launcher = cluster.Launcher("box", "--devices", "cpu:1", "--data-root", "/elsewhere", "--data-root", sets);
        await cluster.FinishedFrontAsync("table", Cancel);
        var said = launcher.Output.Split('\n').Where(line => line.StartsWith("data roots", StringComparison.Ordinal));
        Assert.Equal($"data roots: /elsewhere, {sets}", Assert.Single(said));
    }

    [Fact]
    public async Task Without_a_cache_of_images_a_trainer_says_so_and_finds_the_same_front()
    {
        using var cluster = new TestCluster { Cache = "/dev/null/cache" };
        var expected = await Standalone.FrontAsync(TestCluster.Search());
        await cluster.CoordinatorAsync(0, Cancel);
        var trainer = cluster.Trainer("t0");
        await cluster.SubmitAsync(TestCluster.Search(), Cancel);
        Assert.Equal(expected, await cluster.FinishedFrontAsync("small", Cancel));
        var said = trainer.Output.Split('\n').Where(line => line.Contains("held in memory", StringComparison.Ordinal));
        Assert.StartsWith("warning: /dev/null/cache: the cache of decoded images cannot be used: ", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_full_disk_of_cached_images_small_sets_are_checked_and_large_ones_refused_with_the_reason()
    {
        using var cluster = new TestCluster { Cache = "cache" };
        using var disk = SmallDisk.At(cluster.Cache);
        disk.Fill();
        await cluster.CoordinatorAsync(0, Cancel);
        var search = TestCluster.Search();
        using (var small = await cluster.AskAsync(HttpMethod.Post, "/check", search, Cancel))
            Assert.Contains("\"good\":true", await small.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        // More than any process holds in memory for one set.
        var large = search
            .Replace("samples: 400", "samples: 20000", StringComparison.Ordinal)
            .Replace("image_size: 32", "image_size: 256", StringComparison.Ordinal);
        using var client = new HttpClient { Timeout = Patience.Limit };
        using var content = new StringContent(large, Encoding.UTF8, "application/yaml");
        using var refused = await client.PostAsync(new Uri(cluster.Address(0) + "/check"), content, Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        var answer = await refused.Content.ReadAsStringAsync(Cancel);
        Assert.Contains($"{cluster.Cache}: the cache of decoded images cannot be used: ", answer, StringComparison.Ordinal);
        Assert.Contains("for memory alone, 1,310,720,000 bytes are too many", answer, StringComparison.Ordinal);
    }

    /// <summary>
    /// As many requests at once as a hostile client may send, some for files whose hash takes minutes: two are worked at, the others wait without a thread,
    /// a search goes on beside them as if they were not there, and the coordinator ends all of them when it is told to stop.
    /// </summary>
    [Fact]
    public async Task Two_hundred_requests_for_large_files_take_neither_threads_nor_memory_and_end_with_the_process()
    {
        const int requests = 200, large = 8;
        using var cluster = new TestCluster();
        for (var i = 0; i < large; i++)
        {
            using var sparse = File.Create(Path.Combine(cluster.Folder, Large(i)));
            sparse.SetLength(1L << 36);
        }
        using (var pipe = Process.Start("mkfifo", [Path.Combine(cluster.Folder, "pipe")])) await pipe.WaitForExitAsync(Cancel);
        var coordinator = await cluster.CoordinatorAsync(0, Cancel);
        await coordinator.PrintsAsync("active:", Cancel);
        using (var first = await cluster.AskAsync(HttpMethod.Post, "/check", Search("/nothing"), Cancel)) Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var search = TestCluster.Search(epochs: 8);
        var expected = await Standalone.FrontAsync(search);
        cluster.Trainer("t0");
        await cluster.SubmitAsync(search, Cancel);
        await cluster.UntilAsync("small", status => status.GetProperty("leases").GetInt32() == 1, Cancel);
        var (threads, memory) = (Status(coordinator.Id, "Threads"), Status(coordinator.Id, "VmRSS"));

        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = requests }) { Timeout = Patience.Limit };
        var answers = Enumerable.Range(0, requests)
            .Select(i => SendAsync((i % 4) switch { 0 => Large(i / 4), 1 => "/dev/zero", 2 => "pipe", _ => "/etc/passwd" })).ToArray();
        await Patience.UntilAsync(() => Opened(coordinator.Id, ".npz") > 0, () => coordinator.Output, Cancel);
        for (var i = 0; i < 3; i++)
        {
            using var ready = await client.GetAsync(new Uri(cluster.Address(0) + "/health/ready"), Cancel);
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        }
        // Beside them a trainer is heard and believed to be there from the first candidate to the last.
        Assert.Equal(expected, await cluster.FinishedFrontAsync("small", Cancel));
        Assert.True(Opened(coordinator.Id, ".npz") > 0, "the large files were read before the search had ended");
        Assert.InRange(Status(coordinator.Id, "Threads"), 0, threads + 40);
        Assert.InRange(Status(coordinator.Id, "VmRSS"), 0, memory + (200 << 10));

        coordinator.Signal("-TERM");
        var ended = await Task.WhenAll(answers);
        Assert.All(ended, answer => Assert.True(
            answer.StartsWith("503", StringComparison.Ordinal) ? answer.Contains("this coordinator stops", StringComparison.Ordinal)
            : answer.StartsWith("200", StringComparison.Ordinal) && answer.Contains("\"good\":false", StringComparison.Ordinal), answer));
        Assert.True(ended.Any(answer => answer.StartsWith("503", StringComparison.Ordinal)), string.Join('\n', ended));
        Assert.Equal(0, await coordinator.EndAsync(Cancel));
        Assert.DoesNotContain(JournalFile.Events(cluster.JournalFile), @event => @event is AttemptFailed or LeaseEnded);

        static string Large(int i) => string.Create(CultureInfo.InvariantCulture, $"{i % large}.npz");

        async Task<string> SendAsync(string entry)
        {
            var search = Search(Path.Combine(cluster.Folder, entry)).Replace("kind: csv", "kind: npz", StringComparison.Ordinal);
            using var content = new StringContent(search, Encoding.UTF8, "application/yaml");
            using var response = await client.PostAsync(new Uri(cluster.Address(0) + "/check"), content, Cancel);
            return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Cancel)}";
        }
    }

    /// <summary>A figure of /proc/PID/status; memory in KiB.</summary>
    private static long Status(int process, string name)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(name + ":", StringComparison.Ordinal));
        return long.Parse(line[(name.Length + 1)..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }

    /// <summary>How often a process has a file open.</summary>
    private static int Opened(int process, string name) => Directory.GetFileSystemEntries($"/proc/{process}/fd")
        .Count(file => new FileInfo(file).LinkTarget?.EndsWith(name, StringComparison.Ordinal) == true);
}
