using ActorSearch.Search.Objectives;
using ActorSearch.TrainerNode.Training.Runs;

namespace ActorSearch.Coordinator.Tests.Support;

/// <summary>Small searches, and what a search comes to without any actor: the reference.</summary>
public static class SampleSearches
{
    public static readonly Numerics Numerics = new("table 1", "avx2");

    public static readonly SearchId Id = new("search-of-tests");

    public static SearchSpec Spec(int candidates = 40, int replicates = 1) => new()
    {
        Name = "table",
        Data = new DataSpec { Kind = DataKind.SyntheticCracks, Positive = ["crack"] },
        Model = new ModelSpec { Kind = ModelKind.Mlp, Sizes = [10] },
        Train = new TrainSpec { Epochs = 3 },
        Space = new SpaceSpec { PruningRate = [0.3, 0.6], ClassCost = [1, 5], Rewind = [RewindPoint.ToEpoch(0), RewindPoint.ToEpoch(1)] },
        Search = new StrategySpec { Width = 4, MaxLevel = 4, MaxCandidates = candidates, Replicates = replicates, Seed = 3 },
    };

    public static SubmitSearch Submission(SearchSpec? spec = null, string specHash = "spec-1") =>
        new(Id, spec ?? Spec(), specHash, "training-1", "data-1", DateTimeOffset.UnixEpoch);

    /// <summary>One slot, no actors, no journal; to the end, or as far as asked.</summary>
    public static SearchState Reference(SubmitSearch submission, Func<SearchState, bool>? until = null)
    {
        var state = SearchState.Empty;
        var trainer = new FileTrainer(new MemoryStore());
        SearchReply Do(ISearchCommand command)
        {
            var decision = SearchDecider.Decide(state, command);
            state = decision.Events.Aggregate(state, SearchEffects.Apply);
            return decision.Reply;
        }
        Do(submission);
        while (state.Status == SearchStatus.Running && until?.Invoke(state) != true)
        {
            var order = ((Granted)Do(new RequestLease(new SlotId("reference", 0), Numerics, DateTimeOffset.UnixEpoch))).Order;
            Do(new ReportOutcome(order.Work, order.Attempt, trainer.Run(order, new Silent(), CancellationToken.None), DateTimeOffset.UnixEpoch));
        }
        return state;
    }

    /// <summary>What has to be equal between two runs of one search.</summary>
    public static string Outcome(SearchState state) => string.Join('\n', [
        $"status {state.Status}, hypervolume {state.Hypervolume:R}",
        .. state.Plan.Select(id => state[id])
            .Select(c => $"{c.Id} {c.Path} {c.Score} {c.Abandoned} {string.Join(',', c.Runs.Select(r => r.Result?.Ticket.Sha256))}"),
        .. state.Front.Members.Select(m => $"front {m.Id} {state[m.Id].Test?.Runs.Length}")]);

    private sealed class Silent : ISessionObserver
    {
        public void Alive(int epoch, int lastEpoch, long samples) { }
        public void EpochDone(EpochPoint point) { }
        public void CheckpointSaved(TrainingCheckpoint checkpoint) { }
    }
}
