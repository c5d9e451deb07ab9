using ActorSearch.Search.Specs;
using ActorSearch.Search.Strategies;

namespace ActorSearch.Search.Deciding;

/// <summary>Running sums over the present plan.</summary>
/// <param name="CandidatesIn">Candidates with nothing left to train, abandoned ones included.</param>
/// <param name="EpochsProposed">Cost of all candidates proposed: what `max_epochs` limits.</param>
/// <param name="EpochsPlanned">The same, but abandoned candidates count with what they trained.</param>
/// <param name="EpochsDone">Cost of the runs completed.</param>
/// <param name="TestsPlanned">Test evaluations the report asks for.</param>
public sealed record PlanCounters(
    int CandidatesIn = 0, int Abandoned = 0, long EpochsProposed = 0, long EpochsPlanned = 0, long EpochsDone = 0, int TestsPlanned = 0)
{
    /// <summary>Those of one candidate.</summary>
    internal static PlanCounters Of(SearchSpec spec, CandidateState candidate)
    {
        var cost = (long)EpochCost.OfRun(spec, candidate.Path, candidate.Epochs);
        var (all, done) = (cost * candidate.Runs.Length, cost * candidate.Runs.Count(run => run.Result is not null));
        var isAbandoned = candidate.Abandoned is not null;
        return new(candidate.IsIn ? 1 : 0, isAbandoned ? 1 : 0, all, isAbandoned ? done : all, done);
    }

    /// <summary>The sums with those of a candidate, or without (<paramref name="times"/> = -1).</summary>
    internal PlanCounters Plus(PlanCounters other, int times = 1) => new(
        CandidatesIn + times * other.CandidatesIn, Abandoned + times * other.Abandoned, EpochsProposed + times * other.EpochsProposed,
        EpochsPlanned + times * other.EpochsPlanned, EpochsDone + times * other.EpochsDone, TestsPlanned + times * other.TestsPlanned);
}
