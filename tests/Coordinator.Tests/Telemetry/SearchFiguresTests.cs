using ActorSearch.Coordinator.Telemetry;

namespace ActorSearch.Coordinator.Tests.Telemetry;

/// <summary>The actor writes while others read.</summary>
public sealed class SearchFiguresTests
{
    /// <summary>Two values that belong together are seen together, and none half written.</summary>
    [Fact]
    public async Task What_is_read_is_what_was_written()
    {
        var figures = new SearchFigures(new SearchId("s"), TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var writing = Task.Run(() =>
        {
            for (var i = 1L; !stop.IsCancellationRequested; i++)
            {
                // Both halves of each number change.
                var value = (i << 32) | i;
                figures.Recovery = i % 3 == 0 ? null : (TimeSpan.FromTicks(value), value);
                figures.Snapshot = i % 3 == 0 ? null : TimeSpan.FromTicks(value);
            }
        }, CancellationToken.None);
        for (var i = 0; i < 5_000_000; i++)
        {
            if (figures.Recovery is (var took, var replayed)) Assert.True(replayed > 0 && took.Ticks == replayed, $"{took.Ticks} beside {replayed}");
            if (figures.Snapshot is { } snapshot)
                Assert.True(snapshot.Ticks > 0 && snapshot.Ticks >> 32 == (snapshot.Ticks & uint.MaxValue), $"{snapshot.Ticks}");
        }
        await stop.CancelAsync();
        await writing;
    }
}
