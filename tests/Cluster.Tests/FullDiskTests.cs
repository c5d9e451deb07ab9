using System.Security.Cryptography;
using System.Text.Json;
using ActorSearch.Coordinator.Journal;

namespace ActorSearch.Cluster.Tests;

/// <summary>A disk fills up, and is given space again: the status says what is wrong, nothing is given up, the front is the one of a run undisturbed.</summary>
[Collection("processes")]
public sealed class FullDiskTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_shared_folder_of_checkpoints_is_full()
    {
        using var cluster = new TestCluster();
        using var disk = SmallDisk.At(cluster.Checkpoints);
        await TrainsOnAsync(cluster, disk, "No space left");
        AssertWholeFiles(cluster.Checkpoints);
    }

    [Fact]
    public async Task A_coordinators_own_folder_of_checkpoints_is_full()
    {
        using var cluster = new TestCluster(shared: false);
        using var disk = SmallDisk.At(cluster.CheckpointsOf(0));
        await TrainsOnAsync(cluster, disk, "the disk is full");
        AssertWholeFiles(cluster.CheckpointsOf(0));
    }

    [Fact]
    public async Task The_disk_of_the_journal_is_full()
    {
        using var cluster = new TestCluster();
        using var disk = SmallDisk.At(Path.GetDirectoryName(cluster.JournalFile)!);
        var expected = await StartAsync(cluster);
        disk.Fill();
        var waiting = await cluster.UntilAsync("small", status => status.GetProperty("status").GetString() == "waiting", Cancel);
        Assert.Equal("the journal's disk is full", waiting.GetProperty("waiting").GetProperty("reason").GetString());
        disk.Free();
        Assert.Equal(expected, await cluster.FinishedFrontAsync("small", Cancel));
        var events = JournalFile.Events(cluster.JournalFile);
        Assert.All(events.OfType<RunCompleted>().GroupBy(e => e.Run), run => Assert.Single(run));
        Assert.Empty(events.OfType<AttemptFailed>());
        Assert.Empty(events.OfType<LeaseEnded>());
    }

    private static async Task TrainsOnAsync(TestCluster cluster, SmallDisk disk, string reason)
    {
        var expected = await StartAsync(cluster);
        await cluster.UntilAsync("small", status =>
        {
            disk.Fill();
            return Says(status, reason);
        }, Cancel);
        disk.Free();
        Assert.Equal(expected, await cluster.FinishedFrontAsync("small", Cancel));
        var events = JournalFile.Events(cluster.JournalFile);
        Assert.All(events.OfType<AttemptFailed>(), failed => Assert.Equal(FailureKind.Environment, failed.Kind));
        Assert.Empty(events.OfType<CandidateAbandoned>());
        Assert.All(events.OfType<RunCompleted>().GroupBy(e => e.Run), run => Assert.Single(run));
    }

    /// <returns>The front to expect; a candidate is done, and two are in training.</returns>
    private static async Task<byte[]> StartAsync(TestCluster cluster)
    {
        var expected = await Standalone.FrontAsync(TestCluster.Search());
        await cluster.CoordinatorAsync(0, Cancel);
        foreach (var name in new[] { "t0", "t1" }) cluster.Trainer(name);
        await cluster.SubmitAsync(TestCluster.Search(), Cancel);
        await cluster.UntilAsync(
            "small", status => status.GetProperty("candidates").GetProperty("done").GetInt32() >= 1 && status.GetProperty("leases").GetInt32() == 2,
            Cancel);
        return expected;
    }

    private static bool Says(JsonElement status, string reason) =>
        status.GetProperty("failing").EnumerateArray().Any(work =>
            work.GetProperty("failures").GetInt32() > 0 && work.GetProperty("reason").GetString()!.Contains(reason, StringComparison.Ordinal));

    /// <summary>Nothing half-written is left, and every file is what its name says.</summary>
    private static void AssertWholeFiles(string folder)
    {
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            Assert.Equal(".safetensors", Path.GetExtension(file));
            Assert.Equal(Path.GetFileNameWithoutExtension(file), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))));
        }
    }
}
