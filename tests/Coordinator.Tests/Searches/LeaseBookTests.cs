using ActorSearch.Coordinator.Searches;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Messages;

namespace ActorSearch.Coordinator.Tests.Searches;

public sealed class LeaseBookTests
{
    /// <summary>Who looks at the leases, however often and for whatever reason, changes nothing of them.</summary>
    [Fact]
    public void Only_a_check_counts_the_silence_of_a_trainer_and_its_next_word_ends_it()
    {
        var submitted = SearchDecider.Decide(SearchState.Empty, SampleSearches.Submission(SampleSearches.Spec(3)));
        var state = submitted.Events.Aggregate(SearchState.Empty, SearchEffects.Apply);
        var granted = SearchDecider.Decide(state, new RequestLease(new SlotId("t", 0), SampleSearches.Numerics, DateTimeOffset.UnixEpoch));
        state = granted.Events.Aggregate(state, SearchEffects.Apply);
        var book = new LeaseBook();
        book.Restore(state, TimeSpan.Zero);
        var open = Assert.Single(book.Open);
        for (var checks = 1; checks <= 3; checks++)
        {
            book.Check();
            Assert.Equal(checks, open.SilentChecks);
            Assert.Same(open, Assert.Single(book.Open, lease => lease.SilentChecks > 0));
        }
        open.Heard(new TrainingProgress(new SearchId("run"), open.Lease.Slot, open.Lease.Work, open.Lease.Attempt, 1, 2, 3, 4, null, null));
        Assert.Equal(0, open.SilentChecks);
    }
}
