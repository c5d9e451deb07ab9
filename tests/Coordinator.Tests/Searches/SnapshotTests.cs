using System.Text;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.TrainerNode.Training.Runs;

namespace ActorSearch.Coordinator.Tests.Searches;

public sealed class SnapshotTests
{
    /// <summary>
    /// After every command of a search with failures, hand-backs and a damaged ticket: the state read back from its snapshot decides the same and looks the
    /// same.
    /// </summary>
    [Fact]
    public void A_state_read_back_from_a_snapshot_decides_as_the_original()
    {
        var store = new MemoryStore();
        var trainer = new FileTrainer(store);
        var state = SearchState.Empty;
        var at = DateTimeOffset.UnixEpoch;
        var leases = 0;
        SearchReply Do(ISearchCommand command)
        {
            var back = state.Status == SearchStatus.NotSubmitted ? state : States.FromSnapshot(state);
            Assert.Equal(States.Text(state), States.Text(back));
            var decision = SearchDecider.Decide(state, command);
            var same = SearchDecider.Decide(back, command);
            Assert.Equal(decision.Events.Select(States.Text), same.Events.Select(States.Text));
            Assert.Equal(decision.Reply.GetType(), same.Reply.GetType());
            state = decision.Events.Aggregate(state, SearchEffects.Apply);
            return decision.Reply;
        }

        Do(SampleSearches.Submission(SampleSearches.Spec(14, replicates: 2)));
        while (state.Status == SearchStatus.Running)
        {
            at = at.AddSeconds(1);
            if (Do(new RequestLease(new SlotId("t", 0), SampleSearches.Numerics, at)) is not Granted { Order: var order }) continue;
            WorkOutcome outcome = ++leases % 7 == 0 ? new WorkFailed(FailureKind.Environment, $"disk {leases}", null)
                : leases % 5 == 0 ? new WorkInterrupted(new TrainingCheckpoint(store.Write(Encoding.UTF8.GetBytes($"half {leases}"), 1), 1, 0))
                : leases == 12 && order.ParentTicket is { } parent ? new WorkFailed(FailureKind.CheckpointDamaged, "hash", parent)
                : trainer.Run(order, new Ignore(), CancellationToken.None);
            Do(new ReportOutcome(order.Work, order.Attempt, outcome, at));
        }
        Assert.Equal(SearchStatus.Finished, state.Status);
        Assert.Equal(SampleSearches.Outcome(state), SampleSearches.Outcome(States.FromSnapshot(state)));
    }

    private sealed class Ignore : ISessionObserver
    {
        public void Alive(int epoch, int lastEpoch, long samples) { }
        public void EpochDone(EpochPoint point) { }
        public void CheckpointSaved(TrainingCheckpoint checkpoint) { }
    }
}
