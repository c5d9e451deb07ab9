using System.Diagnostics;
using System.Text.RegularExpressions;
using ActorSearch.Coordinator.Journal;

namespace ActorSearch.Cluster.Tests;

/// <summary>A device without memory: the attempt is reported, its process makes room for another one, and a smaller micro-batch goes through.</summary>
[Collection("processes")]
public sealed partial class DeviceMemoryTests
{
    /// <summary>
    /// Enough for a trainer to live on, and less than what one batch needs: with libtorch the first layer's answers alone (400 images of 16 channels of
    /// 128 x 128: 419 MB), with the sparse engine what all parts of the batch keep for their gradients.
    /// </summary>
    private const long Megabytes = 380;

    private static string Search(string engine) => $$"""
        name: large
        data:      { kind: synthetic-cracks, positive: crack, samples: 600, positive_share: 0.2, image_size: 128 }
        model:     { kind: cnn-3 }
        train:     { epochs: 1, batch_size: 400, optimizer: sgd, learning_rate: 0.05, engine: {{engine}} }
        space:     { pruning_rate: [0.5], class_cost: [1], rewind: [0] }
        objectives: { fn: { at_fpr: 0.10 } }
        search:    { strategy: pareto-beam, width: 1, max_level: 1, max_candidates: 2, seed: 11 }
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("torch")]
    [InlineData("sparse")]
    public async Task A_trainer_whose_device_is_out_of_memory_ends_with_3_and_the_next_one_takes_less_at_once(string engine)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/prlimit"), "prlimit is not installed");
        using var cluster = new TestCluster();
        await cluster.CoordinatorAsync(0, Cancel);
        var launcher = cluster.Launcher("box", "--devices", "cpu:1", "--log", "info");
        await LauncherTests.TrainersAsync(cluster, names => names.SequenceEqual(["box-0"]));
        Limit(Assert.Single(LauncherTests.ChildrenOf(launcher.Id)));
        await cluster.SubmitAsync(Search(engine), Cancel);

        await launcher.PrintsAsync("cpu is out of memory; this process ends", Cancel);
        await launcher.PrintsAsync("box-0 (cpu): ended with exit code 3; starting it again in 1 s", Cancel);
        await cluster.FinishedFrontAsync("large", Cancel);
        var events = JournalFile.Events(cluster.JournalFile);
        var failed = Assert.Single(events.OfType<AttemptFailed>());
        Assert.Equal(FailureKind.DeviceMemory, failed.Kind);
        Assert.Equal(200, events.OfType<RunCompleted>().First(e => WorkId.Train(e.Run) == failed.Work).Result.MicroBatch);
        Assert.Empty(events.OfType<LeaseEnded>());
    }

    /// <summary>From now on the process may have so much more memory than it has, and no more.</summary>
    private static void Limit(int process)
    {
        var status = File.ReadAllText($"/proc/{process}/status");
        var kilobytes = long.Parse(VirtualSize().Match(status).Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture);
        var limit = string.Create(CultureInfo.InvariantCulture, $"--as={(kilobytes << 10) + (Megabytes << 20)}");
        using var prlimit = Process.Start("prlimit", ["--pid", process.ToString(CultureInfo.InvariantCulture), limit]);
        prlimit.WaitForExit();
        Assert.Equal(0, prlimit.ExitCode);
    }

    [GeneratedRegex(@"VmSize:\s+(\d+) kB")]
    private static partial Regex VirtualSize();
}
