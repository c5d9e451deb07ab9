using System.Net;

namespace ActorSearch.Cluster.Tests;

/// <summary>A coordinator without any settings but ports, and what it prints, pasted: encrypted on both sides, closed to all others.</summary>
[Collection("processes")]
public sealed class PastedLinesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorsearch-pasted-").FullName;
    private readonly List<NodeProcess> _all = [];
    private readonly int[] _ports = TestCluster.FreePorts(2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private NodeProcess Start(string program, params string[] arguments)
    {
        var process = NodeProcess.Start(program, _folder, arguments);
        _all.Add(process);
        return process;
    }

    private NodeProcess Coordinator() => Start("actorsearch", "coordinator", "--port", $"{_ports[0]}", "--http-port", $"{_ports[1]}");

    private NodeProcess Command(params string[] arguments) => Start("actorsearch", [.. arguments, "--coordinator", $"http://127.0.0.1:{_ports[1]}"]);

    /// <summary>As a shell would do it.</summary>
    private NodeProcess Paste(string line, params string[] more)
    {
        var words = line.Split(' ');
        return Start(words[0], [.. words[1..], .. more]);
    }

    public void Dispose()
    {
        foreach (var process in _all) process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Two_pasted_lines_make_a_cluster_and_rotated_keys_another_one()
    {
        var coordinator = Coordinator();
        var line = (await coordinator.PrintsAsync("a trainer: ", Cancel)).Split("a trainer: ")[1];
        await coordinator.PrintsAsync("active:", Cancel);
        // Of the two it is one that lets this trainer in, and commands of this user in.
        var trainer = Paste(line, "--device", "cpu");
        await Patience.UntilAsync(async () =>
        {
            var list = Command("trainers");
            return await list.EndAsync(Cancel) == 0 && list.Output.Contains(Environment.MachineName, StringComparison.Ordinal);
        }, () => $"{coordinator.Output}\n{trainer.Output}", Cancel);

        using (var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_ports[1]}") })
        {
            using var anonymous = await http.GetAsync("/searches", Cancel);
            Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        }
        var plain = Start(
            "actorsearch-trainer", "--device", "cpu", "--name", "plain", "--seeds", $"127.0.0.1:{_ports[0]}", "--checkpoints", "c", "--insecure-remoting");
        await coordinator.PrintsAsync("it does not encrypt", Cancel);
        plain.Dispose();

        var copy = Path.Combine(_folder, "copy.pem");
        File.Copy(Path.Combine(_folder, "coordinator", "keys", "trainer.pem"), copy);
        coordinator.Signal("-TERM");
        Assert.Equal(0, await coordinator.EndAsync(Cancel));
        trainer.Dispose();
        var rotated = Start("actorsearch", "rotate-keys");
        Assert.True(await rotated.EndAsync(Cancel) == 0, rotated.Output);
        var again = Coordinator();
        var second = (await again.PrintsAsync("a trainer: ", Cancel)).Split("a trainer: ")[1];
        Assert.Equal(line, second);
        await again.PrintsAsync("active:", Cancel);
        var stranger = Start(
            "actorsearch-trainer", "--device", "cpu", "--name", "old", "--seeds", $"127.0.0.1:{_ports[0]}", "--checkpoints", "c", "--cert", copy);
        await again.PrintsAsync("the authority did not sign CN=trainer", Cancel);
        stranger.Dispose();
        Paste(second, "--device", "cpu");
        await Patience.UntilAsync(async () =>
        {
            var list = Command("trainers");
            return await list.EndAsync(Cancel) == 0 && list.Output.Contains(Environment.MachineName, StringComparison.Ordinal);
        }, () => again.Output, Cancel);
    }

    [Fact]
    public async Task The_link_opens_the_dashboard_for_one_browser_once()
    {
        var coordinator = Coordinator();
        var link = new Uri((await coordinator.PrintsAsync("dashboard: ", Cancel)).Split(' ')[1]);
        await coordinator.PrintsAsync("active:", Cancel);
        async Task<string> Opened(Uri address)
        {
            using var browser = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() });
            browser.DefaultRequestHeaders.Accept.ParseAdd("text/html");
            using var page = await browser.GetAsync(address, Cancel);
            return page.RequestMessage!.RequestUri!.AbsolutePath;
        }
        Assert.Equal("/ui/login", await Opened(new Uri(link, "/ui")));
        Assert.Equal("/ui/login", await Opened(new Uri(link, "/ui/open?once=00000000000000000000000000000000")));
        Assert.Equal("/ui/login", await Opened(new Uri(link, "/ui/open")));
        Assert.Equal("/ui", await Opened(link));
        Assert.Equal("/ui/login", await Opened(link));
    }
}
