using ActorSearch.TrainerNode.Training.Data;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Data;

/// <summary>
/// Every kind of data with every kind of <see cref="HostileEntry"/>: one line, and few bytes read, allocated and decoded. A test that waits for ever fails by
/// the runner's limit. Over HTTP: `ForeignFilesTests` of the coordinator.
/// </summary>
public sealed class HostileFilesTests
{
    private const int Limit = 300_000;

    public static TheoryData<string, string> Cases => new(HostileEntry.All);

    [Theory(Timeout = Limit)]
    [MemberData(nameof(Cases))]
    public async Task It_is_one_line_in_bounded_time_and_memory(string kind, string entry)
    {
        using var folder = new TestFolder();
        using var hostile = new HostileEntry(folder, kind, entry);
        // Devices and /proc are among the roots here, so that more than the roots keeps them out.
        var roots = DataRoots.Of([hostile.Root, "/dev", "/proc"]);
        LoadedDataset Open() =>
            Datasets.Open(hostile.Spec, folder.Cache, roots: roots, mostCached: HostileEntry.MostDecoded, cancel: TestContext.Current.CancellationToken);
        using (Open()) { }
        hostile.Make();

        var (failure, read, allocated) = await Task.Run(() => Measured(Open), TestContext.Current.CancellationToken);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.Contains(hostile.Expected, failure.Message, StringComparison.Ordinal);
        foreach (var secret in new[] { HostileEntry.Secret, "PATH=" }) Assert.DoesNotContain(secret, failure.WithoutContent, StringComparison.Ordinal);
        Assert.InRange(read, 0, 8 << 20);
        Assert.InRange(allocated, 0, 32 << 20);
    }

    /// <summary>On a thread that does nothing else: what it reads, and what it allocates.</summary>
    private static (BadInputException Failure, long Read, long Allocated) Measured(Func<LoadedDataset> open)
    {
        var (read, allocated) = (BytesRead(), GC.GetAllocatedBytesForCurrentThread());
        var failure = Assert.Throws<BadInputException>(open);
        return (failure, BytesRead() - read, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    private static long BytesRead()
    {
        var line = File.ReadLines("/proc/thread-self/io").First(line => line.StartsWith("rchar:", StringComparison.Ordinal));
        return long.Parse(line["rchar:".Length..], CultureInfo.InvariantCulture);
    }
}
