using ActorSearch.Search.Candidates;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Search.Deciding;

/// <summary>How far a search is, for people.</summary>
/// <param name="Candidates">Candidates proposed so far in the present plan; these are done, running, waiting or abandoned.</param>
/// <param name="Running">Candidates that have a run in training.</param>
/// <param name="Ready">Pieces of work that a slot could have now.</param>
/// <param name="EpochsPlanned">Epochs of the candidates proposed so far, over all runs.</param>
/// <param name="Hypervolume">Of the front so far.</param>
public sealed record SearchProgress(
    int Round, int Level, int Candidates, int Done, int Running, int Waiting, int Abandoned, int Ready,
    long EpochsDone, long EpochsPlanned, int Front, double Hypervolume, int TestsDone, int TestsPlanned)
{
    /// <summary>That of a state at a time.</summary>
    public static SearchProgress Of(SearchState state, DateTimeOffset now)
    {
        var counters = state.Counters;
        var running = state.Leases.Keys.Where(work => work.Kind == WorkKind.Train).Select(work => work.Candidate).Distinct()
            .Count(id => state[id] is { Index: >= 0, IsIn: false });
        return new SearchProgress(
            state.Round, state.Level, state.Plan.Count, counters.CandidatesIn - counters.Abandoned, running, state.Plan.Count - counters.CandidatesIn - running,
            counters.Abandoned, state.ReadyAt(now), counters.EpochsDone, counters.EpochsPlanned,
            state.Front.Count, state.Hypervolume, counters.TestsPlanned - state.PendingTests.Count, counters.TestsPlanned);
    }
}
