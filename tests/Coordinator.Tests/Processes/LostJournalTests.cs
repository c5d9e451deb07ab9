using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorSearch.Coordinator.Tests.Web.Api;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Tests.Processes;

/// <summary>Real processes after SIGKILL and damage: they refuse with one line and exit code 2, and go on with --accept-loss.</summary>
public sealed class LostJournalTests : IDisposable
{
    private const int Submitted = 20;

    /// <summary>In the first page of a write-ahead log: SQLite drops all of it.</summary>
    private const int FirstFrame = 100;

    private readonly string _folder = Directory.CreateTempSubdirectory("actorsearch-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Journal => Path.Combine(_folder, "coordinator", "journal.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_run_refuses_a_journal_that_lost_its_end_and_comes_to_the_same_front_without_it()
    {
        using var search = new TinySearch(epochs: 20, candidates: 12);
        Assert.Equal(0, (await ActorSearchProcess.RunAsync(["run", search.SearchFile, "--out", search.Out("a")], Cancel)).Code);
        using (var run = ActorSearchProcess.Start("run", search.SearchFile, "--out", search.Out("b")))
        {
            await run.UntilAsync(search.Journal("b"), events => events.OfType<RunCompleted>().Any(), Cancel);
            run.Kill();
            await run.EndAsync(Cancel);
        }
        Flip(search.Journal("b") + "-wal", FirstFrame);

        foreach (var arguments in new string[][] { ["run", search.SearchFile, "--out", search.Out("b")], ["front", search.Out("b")] })
        {
            var (code, _, error) = await ActorSearchProcess.RunAsync(arguments, Cancel);
            Assert.True(code == 2, $"{code}: {error}");
            var refusal = Assert.Single(
                error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => line.Contains("--accept-loss", StringComparison.Ordinal));
            Assert.Contains("missing", refusal, StringComparison.Ordinal);
        }
        var accepted = await ActorSearchProcess.RunAsync(["run", search.SearchFile, "--out", search.Out("b"), "--accept-loss"], Cancel);
        Assert.True(accepted.Code == 0, accepted.Error);
        Assert.Contains("journal.db.lost-1", accepted.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(search.Journal("b") + ".lost-1-wal"));
        Assert.Equal(search.Front("a"), search.Front("b"));
        Assert.Equal(0, (await ActorSearchProcess.RunAsync(["front", search.Out("b")], Cancel)).Code);
    }

    [Fact]
    public async Task A_coordinator_refuses_a_journal_without_the_searches_it_has_acknowledged()
    {
        using (var coordinator = Start(out var address))
        {
            using var http = await ReadyAsync(address);
            for (var number = 1; number <= Submitted; number++)
            {
                using var body = new StringContent(ApiServer.Search, Encoding.UTF8, "application/yaml");
                var path = string.Create(CultureInfo.InvariantCulture, $"/searches?id=s{number}");
                using var response = await http.PostAsync(new Uri(path, UriKind.Relative), body, Cancel);
                Assert.Equal(HttpStatusCode.Created, response.StatusCode);
            }
            coordinator.Kill();
            await coordinator.EndAsync(Cancel);
        }
        var files = Directory.GetFiles(Path.Combine(_folder, "coordinator"), "journal.db*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal))
            .ToDictionary(file => file, File.ReadAllBytes);

        await RefusedAsync(() => Flip(Journal + "-wal", FirstFrame), "missing");
        await RefusedAsync(() => File.Delete(Journal + "-wal"), "missing");
        await RefusedAsync(() => File.WriteAllBytes(Journal, []), "it is empty");
        await RefusedAsync(() => File.Delete(Journal + ".mark"), "journal.db.mark is missing");

        // The last journal lacks nothing but its mark: without it, all searches are there.
        using (var coordinator = Start(out var address, "--accept-loss"))
        {
            using var http = await ReadyAsync(address);
            var list = await http.GetStringAsync(new Uri("/searches", UriKind.Relative), Cancel);
            for (var number = 1; number <= Submitted; number++)
                Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"\"s{number}\""), list, StringComparison.Ordinal);
        }

        async Task RefusedAsync(Action damage, string expected)
        {
            foreach (var file in Directory.GetFiles(Path.Combine(_folder, "coordinator"), "journal.db*")) File.Delete(file);
            foreach (var (file, bytes) in files) File.WriteAllBytes(file, bytes);
            damage();
            using var coordinator = Start(out _);
            var (code, _, error) = await coordinator.EndAsync(Cancel);
            Assert.True(code == 2, $"{code}: {error}");
            Assert.Contains(expected, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        }
    }

    private static async Task<HttpClient> ReadyAsync(Task<string> address)
    {
        var http = new HttpClient { BaseAddress = new Uri(await address.WaitAsync(Patience.Limit, Cancel)), Timeout = Patience.Limit };
        var ready = new Uri("/health/ready", UriKind.Relative);
        await Patience.UntilAsync(async () => (await http.GetAsync(ready, Cancel)).IsSuccessStatusCode, () => "not ready", Cancel);
        return http;
    }

    private static void Flip(string path, int at)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[at] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private ActorSearchProcess Start(out Task<string> address, params string[] more)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        address = found.Task;
        return ActorSearchProcess.Start(
            ["coordinator", "--folder", Path.Combine(_folder, "coordinator"), "--port", FreePort(), "--http-port", "0", "--insecure", .. more],
            (_, line) => { if (line.StartsWith("HTTP at ", StringComparison.Ordinal)) found.TrySetResult(line["HTTP at ".Length..]); });
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
