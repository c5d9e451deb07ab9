using System.Security.Cryptography;
using System.Text.Json;
using ActorSearch.Coordinator.Cli.Cluster;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Tests.Web.Api;
using ActorSearch.TrainerNode.Training.Files;

namespace ActorSearch.Coordinator.Tests.Cli;

/// <summary>The command line as a client of a cluster.</summary>
public sealed class ClusterCommandTests(ApiServer server) : IClassFixture<ApiServer>, IDisposable
{
    /// <summary>No process listens there.</summary>
    private const string Nowhere = "http://127.0.0.1:1";

    private readonly string _folder = Directory.CreateTempSubdirectory("actorsearch-client-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] args) =>
        Cli.RunAsync([.. args, "--coordinator", $"{Nowhere},{server.Address}", "--token", ApiServer.Token]);

    private async Task<string> DoneAsync(params string[] args)
    {
        var (code, output, error) = await RunAsync(args);
        Assert.True(code == 0, $"{code}: {error}{output}");
        return output;
    }

    private string FileOf(string text)
    {
        var file = Path.Combine(_folder, "search.yaml");
        File.WriteAllText(file, text);
        return file;
    }

    [Fact]
    public async Task A_search_is_submitted_watched_shown_and_exported()
    {
        var submitted = await DoneAsync("submit", FileOf(ApiServer.Search), "--id", "cli", "--set", "search.seed=5");
        Assert.StartsWith("search cli: ", submitted, StringComparison.Ordinal);
        var watched = await DoneAsync("watch", "cli");
        Assert.Contains("of at most", watched, StringComparison.Ordinal);
        Assert.Contains("Front of table", watched, StringComparison.Ordinal);

        Assert.Contains("finished", await DoneAsync("list"), StringComparison.Ordinal);
        var searches = JsonDocument.Parse(await DoneAsync("list", "--format", "json")).RootElement.EnumerateArray();
        Assert.Contains("cli", searches.Select(search => search.GetProperty("search").GetString()));
        var front = await DoneAsync("front", "cli", "--format", "json");
        Assert.Equal((await server.GetAsync("/searches/cli/front.json")).GetRawText(), JsonDocument.Parse(front).RootElement.GetRawText());
        Assert.Contains("Front of table", await DoneAsync("front", "cli"), StringComparison.Ordinal);
        var shown = await DoneAsync("show", "cli", "root");
        foreach (var part in new[] { "path       dense", "run 0: completed, 1 attempt", "fn_at_fpr_0.05", "fc1.weight", "val AUC", ", engine torch" })
            Assert.Contains(part, shown, StringComparison.Ordinal);
        var root = System.Text.Encoding.UTF8.GetBytes(await DoneAsync("show", "cli", "root", "--format", "json"));
        Assert.Equal(3, DocumentJson.Read<CandidateDocument>(root).Runs[0].Curve.Count);
        Assert.Contains("local", await DoneAsync("trainers"), StringComparison.Ordinal);
        var trainers = JsonDocument.Parse(await DoneAsync("trainers", "--format", "json")).RootElement.GetProperty("trainers");
        Assert.Equal("local", trainers[0].GetProperty("name").GetString());

        server.StoreTickets();
        var file = Path.Combine(_folder, "root.safetensors");
        var exported = await DoneAsync("export", "cli", "root", "--to", file);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file, Cancel))), exported, StringComparison.Ordinal);
        var json = JsonDocument.Parse(await DoneAsync("export", "cli", "root", "--to", file, "--format", "json")).RootElement;
        Assert.Equal((file, new FileInfo(file).Length), (json.GetProperty("file").GetString(), json.GetProperty("bytes").GetInt64()));
        Assert.Contains(json.GetProperty("sha256").GetString()!, exported, StringComparison.Ordinal);
        // A device stays one; what cannot be written there is said.
        Assert.Contains("sha256:", await DoneAsync("export", "cli", "root", "--to", "/dev/null"), StringComparison.Ordinal);
        var (full, _, why) = await RunAsync("export", "cli", "root", "--to", "/dev/full");
        Assert.Equal(1, full);
        Assert.StartsWith("failed: ", why, StringComparison.Ordinal);
        foreach (var device in new[] { "/dev/null", "/dev/full" }) Assert.Equal(FileType.Device, PosixFile.Facts(device).Type);
        Assert.Equal([file, Path.Combine(_folder, "search.yaml")], Directory.GetFiles(_folder).Order());
    }

    /// <summary>From the HTTP interface; the same command with a run's folder is in RunDirectoryTests.</summary>
    [Fact]
    public async Task Pictures_of_a_search_are_drawn()
    {
        await server.FinishedAsync("drawn");
        var folder = Path.Combine(_folder, "pictures");
        string[] files = [.. new[] { "front", "hypervolume", "curves", "cost" }
            .SelectMany(kind => new[] { ".png", ".svg" }.Select(type => Path.Combine(folder, kind + type)))];
        Assert.Equal(string.Concat(files.Select(file => file + "\n")), await DoneAsync("plot", "drawn", "--to", folder));
        Assert.All(files, file => Assert.True(new FileInfo(file).Length > 1000, file));
        var one = Path.Combine(_folder, "one.svg");
        Assert.Equal(one + "\n", await DoneAsync("plot", "drawn", "--to", one, "--kind", "cost", "--split", "test", "--width", "180", "--title", "a title"));
        Assert.Contains("a title", await File.ReadAllTextAsync(one, Cancel), StringComparison.Ordinal);
        var (code, _, error) = await RunAsync("plot", "drawn", "--to", one, "--kind", "curves", "--candidate", "zzz");
        Assert.Equal((2, "no candidate zzz\n"), (code, error));
    }

    /// <summary>Every command that talks to a cluster offers both.</summary>
    [Fact]
    public async Task Every_command_has_a_format_for_people_and_one_for_programs()
    {
        foreach (var command in new[] { "submit", "list", "watch", "front", "show", "pause", "resume", "cancel", "trainers", "export" })
        {
            var line = $"actorsearch {command} --format ";
            var (code, offered, _) = await Cli.RunAsync($"[suggest:{line.Length}]", line);
            Assert.Equal(0, code);
            Assert.Superset(new HashSet<string> { "table", "json" }, offered.Split('\n').ToHashSet());
        }
    }

    [Fact]
    public async Task Every_change_is_a_line_of_JSON_when_asked_for()
    {
        await server.FinishedAsync("lines");
        var lines = (await DoneAsync("watch", "lines", "--format", "json")).TrimEnd().Split('\n');
        Assert.Equal("finished", JsonDocument.Parse(lines[0]).RootElement.GetProperty("status").GetProperty("status").GetString());
    }

    /// <summary>A coordinator that tells of a failover, and dies in the middle of an event.</summary>
    [Fact]
    public async Task Watch_goes_on_at_the_next_coordinator()
    {
        await server.FinishedAsync("moved");
        using var dying = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        dying.Start();
        var served = Task.Run(async () =>
        {
            using var client = await dying.AcceptTcpClientAsync(Cancel);
            await using var stream = client.GetStream();
            Assert.NotEqual(0, await stream.ReadAsync(new byte[1000], Cancel));
            await stream.WriteAsync(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: waiting\ndata: {\"reason\":\"a failover\"}\n\nevent: sta"u8.ToArray(),
                Cancel);
            dying.Stop();
        }, Cancel);
        var (code, output, error) = await Cli.RunAsync(
            "watch", "moved", "--coordinator", $"http://{dying.LocalEndpoint},{server.Address}", "--token", ApiServer.Token);
        await served;
        Assert.Equal((0, "waiting: a failover\n"), (code, error));
        Assert.Contains("Front of table", output, StringComparison.Ordinal);
    }

    /// <summary>It answers, sends half of what it has, and then nothing more, with the connection open.</summary>
    [Fact]
    public async Task A_coordinator_that_stops_in_the_middle_of_a_document_or_a_file_is_left_for_the_next_one()
    {
        await server.FinishedAsync("stuck");
        server.StoreTickets();
        using var stuck = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        stuck.Start();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var served = Task.Run(async () =>
        {
            while (true)
            {
                using var client = await stuck.AcceptTcpClientAsync(end.Token);
                var stream = client.GetStream();
                Assert.NotEqual(0, await stream.ReadAsync(new byte[1000], end.Token));
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half"u8.ToArray(), end.Token);
                // Until the client has given up.
                Assert.Equal(0, await stream.ReadAsync(new byte[1], end.Token));
            }
        }, end.Token);
        using var error = new StringWriter();
        var terminal = new Coordinator.Cli.Terminal(Spectre.Console.AnsiConsole.Console, error, error, Live: null);
        var (address, silence) = (new Uri($"http://{stuck.LocalEndpoint}"), TimeSpan.FromMilliseconds(200));
        foreach (var path in new[] { "searches/stuck", "searches/stuck/front.json", "searches/stuck/candidates/root" })
        {
            using var client = new ClusterClient([address, server.Address], ApiServer.Token, null, terminal) { Silence = silence };
            Assert.Equal(await server.Http.GetByteArrayAsync(new Uri(path, UriKind.Relative), Cancel), await client.GetAsync(path, Cancel));
        }
        // With no other to ask it says so, and gives up when its patience ends.
        using (var client = new ClusterClient([address], ApiServer.Token, null, terminal) { Silence = silence, Patience = TimeSpan.Zero })
        {
            var silent = await Assert.ThrowsAsync<IOException>(() => client.GetAsync("searches/stuck", Cancel));
            Assert.Contains("nothing came for", silent.Message, StringComparison.Ordinal);
        }
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => served);
    }

    [Fact]
    public async Task A_search_is_paused_resumed_and_cancelled()
    {
        server.Trainer.EpochTime = TimeSpan.FromMilliseconds(200);
        try
        {
            await DoneAsync("submit", FileOf(ApiServer.Search), "--id", "steered");
            Assert.Equal("search steered: paused\n", await DoneAsync("pause", "steered"));
            Assert.Equal("search steered: running\n", await DoneAsync("resume", "steered"));
            var cancelled = JsonDocument.Parse(await DoneAsync("cancel", "steered", "--format", "json")).RootElement;
            Assert.Equal("cancelled", cancelled.GetProperty("status").GetString());
            var (code, _, error) = await RunAsync("resume", "steered");
            Assert.Equal(2, code);
            Assert.Contains("cancelled", error, StringComparison.Ordinal);
            Assert.Equal(1, (await RunAsync("watch", "steered")).Code);
        }
        finally
        {
            server.Trainer.EpochTime = TimeSpan.Zero;
        }
    }

    [Theory]
    [InlineData(new[] { "front", "none" }, "there is no search none")]
    [InlineData(new[] { "front", "none", "--format", "csv" }, "no folder none")]
    [InlineData(new[] { "show", "none", "root" }, "there is no search none")]
    [InlineData(new[] { "watch", "none" }, "there is no search none")]
    [InlineData(new[] { "pause", "none" }, "there is no search none")]
    [InlineData(new[] { "pause", "a/b" }, "there is no search a")]
    [InlineData(new[] { "export", "none", "root", "--to", "x.safetensors" }, "there is no search none")]
    [InlineData(new[] { "export", "none", "root", "--to", "/nowhere/x.safetensors" }, "no folder /nowhere")]
    [InlineData(new[] { "export", "none", "root" }, "--to")]
    [InlineData(new[] { "submit", "/nowhere.yaml" }, "/nowhere.yaml")]
    [InlineData(new[] { "list", "--format", "xml" }, "xml")]
    [InlineData(new[] { "plot", "none", "--to", "x.png" }, "there is no search none")]
    [InlineData(new[] { "plot", "./none", "--to", "x.png" }, "holds no search")]
    [InlineData(new[] { "plot", "none" }, "--to")]
    [InlineData(new[] { "plot", "none", "--to", "x.pdf" }, "x.pdf ends in .pdf; .png, .svg or a folder was expected")]
    [InlineData(new[] { "plot", "none", "--to", "/nowhere/x.png" }, "no folder /nowhere")]
    [InlineData(new[] { "plot", "none", "--to", "x.png", "--kind", "front,cost" }, "for one --kind; give a folder for several")]
    [InlineData(new[] { "plot", "none", "--to", "x.png", "--kind", "costs" }, "did you mean `cost`")]
    [InlineData(new[] { "plot", "none", "--to", "x.png", "--dpi", "7" }, "--dpi: 7 is not a number from 50 to 1200")]
    [InlineData(new[] { "plot", "none", "--to", "x.png", "--width", "wide" }, "wide")]
    public async Task A_refusal_is_one_line_and_exit_code_2(string[] args, string reason)
    {
        var (code, _, error) = await RunAsync(args);
        Assert.Equal(2, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.DoesNotContain("fault of the program", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Environment.CurrentDirectory, "x.safetensors*"));
    }

    [Fact]
    public async Task What_keeps_it_from_the_cluster_is_told()
    {
        var (code, _, error) = await Cli.RunAsync("list", "--coordinator", Nowhere);
        Assert.Equal(1, code);
        Assert.Contains($"no coordinator answers at {Nowhere}: Connection refused", error, StringComparison.Ordinal);
        (code, _, error) = await Cli.RunAsync("list", "--coordinator", server.Address.ToString(), "--token", "wrong");
        Assert.Equal((2, "the bearer token is missing or wrong\n"), (code, error));
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, ApiServer.Token + "\n", Cancel);
        Assert.Equal(0, (await Cli.RunAsync("list", "--coordinator", server.Address.ToString(), "--token-file", file)).Code);
        File.Delete(file);
        (code, _, error) = await Cli.RunAsync("list", "--coordinator", server.Address.ToString(), "--token-file", file);
        Assert.Equal(2, code);
        Assert.Contains($"{file}: cannot be read", error, StringComparison.Ordinal);
        (code, _, error) = await Cli.RunAsync("list", "--coordinator", "c1:4080");
        Assert.Equal(2, code);
        Assert.Contains("expected http(s)://host:port", error, StringComparison.Ordinal);
        (code, _, error) = await Cli.RunAsync("list", "--ca", "/nowhere.pem");
        Assert.Equal(2, code);
        Assert.Contains("/nowhere.pem", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task A_shell_gets_its_completion(string shell)
    {
        var (code, output, _) = await Cli.RunAsync("completion", shell);
        Assert.Equal(0, code);
        Assert.Contains("[suggest:", output, StringComparison.Ordinal);
        var (suggested, words, _) = await Cli.RunAsync("[suggest:14]", "actorsearch ca");
        Assert.Equal((0, "cancel\n"), (suggested, words));
        Assert.Contains("--coordinator", (await Cli.RunAsync("[suggest:21]", "actorsearch list --co")).Output, StringComparison.Ordinal);
        Assert.Equal("plot\n", (await Cli.RunAsync("[suggest:15]", "actorsearch plo")).Output);
        Assert.Equal("hypervolume\n", (await Cli.RunAsync("[suggest:28]", "actorsearch plot x --kind hy")).Output);
        Assert.Equal("--split\n", (await Cli.RunAsync("[suggest:22]", "actorsearch plot x --sp")).Output);
        Assert.Equal("report\n", (await Cli.RunAsync("[suggest:15]", "actorsearch rep")).Output);
        Assert.Equal("resampled\n", (await Cli.RunAsync("[suggest:34]", "actorsearch report --thresholds re")).Output);
    }
}
