using ActorSearch.Coordinator.Hosting;
using ActorSearch.Messages;

namespace ActorSearch.Coordinator.Tests.Hosting;

/// <summary>What `/health/ready` makes of the active coordinator's answer.</summary>
public sealed class ReadinessTests
{
    private static readonly JournalAway Away = new("a full disk", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    [Fact]
    public void A_coordinator_is_unready_for_the_reason_that_the_active_one_gives_and_for_its_own_journal()
    {
        Assert.Equal("1 of 2 searches are not read yet", CoordinatorHost.Why(new SearchList([], false, "1 of 2 searches are not read yet"), false));
        Assert.Null(CoordinatorHost.Why(new SearchList([], false), false));
        Assert.Equal("the journal: a full disk", CoordinatorHost.Why(Away, true));
        // Another one's journal.
        Assert.Null(CoordinatorHost.Why(Away, false));
    }
}
