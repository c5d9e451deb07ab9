using System.Text.Json;

namespace ActorSearch.Cluster.Tests;

/// <summary>The launcher starts a process per device, starts a dead one again, and stops all of them in order.</summary>
[Collection("processes")]
public sealed class LauncherTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_processes_are_started_a_killed_one_is_started_again_and_all_stop_with_the_launcher()
    {
        using var cluster = new TestCluster();
        using var coordinator = await cluster.CoordinatorAsync(0, Cancel);
        var launcher = cluster.Launcher("box", "--devices", "cpu:2");
        await TrainersAsync(cluster, names => names.SequenceEqual(["box-0", "box-1"]));
        var children = ChildrenOf(launcher.Id);
        Assert.Equal(2, children.Length);

        using (var kill = System.Diagnostics.Process.Start("kill", ["-KILL", children[0].ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(Cancel);
        await launcher.PrintsAsync("starting it again in 1 s", Cancel);
        int[] again = [];
        await Patience.UntilAsync(() => (again = ChildrenOf(launcher.Id)).Length == 2 && !again.SequenceEqual(children), () => launcher.Output, Cancel);

        launcher.Signal("-TERM");
        Assert.True(await launcher.EndAsync(Cancel) == 0, launcher.Output);
        Assert.DoesNotContain(again, child => Directory.Exists($"/proc/{child}"));
    }

    [Fact]
    public async Task Children_of_a_launcher_that_is_killed_end_and_bad_settings_are_given_up_at_once()
    {
        using var cluster = new TestCluster();
        var launcher = cluster.Launcher("box", "--devices", "cpu:1");
        int[] children = [];
        await Patience.UntilAsync(() => (children = ChildrenOf(launcher.Id)).Length > 0, () => launcher.Output, Cancel);
        await launcher.KillAsync(Cancel);
        await Patience.UntilAsync(() => !children.Any(child => Directory.Exists($"/proc/{child}")), () => "children of the killed launcher live on", Cancel);

        var wrong = cluster.Launcher("box", "--devices", "cuda:0");
        Assert.Equal(2, await wrong.EndAsync(Cancel));
        Assert.Contains("box-0 (cuda:0): given up", wrong.Output, StringComparison.Ordinal);
    }

    internal static async Task TrainersAsync(TestCluster cluster, Func<string[], bool> so, string? token = null)
    {
        var seen = "";
        await Patience.UntilAsync(async () =>
        {
            using var response = await cluster.AskAsync(HttpMethod.Get, "/trainers", null, Cancel, token: token);
            using var json = JsonDocument.Parse(seen = await response.Content.ReadAsStringAsync(Cancel));
            return so([.. json.RootElement.GetProperty("trainers").EnumerateArray().Select(t => t.GetProperty("name").GetString()!)]);
        }, () => seen, Cancel);
    }

    internal static int[] ChildrenOf(int process)
    {
        try
        {
            return [.. Directory.GetDirectories($"/proc/{process}/task")
                .SelectMany(task => File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(int.Parse).Order()];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
