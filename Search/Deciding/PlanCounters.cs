namespace ActorSearch.Search.Deciding;

/// <summary>Running sums over the present plan.</summary>
/// <param name="CandidatesIn">Candidates with nothing left to train, abandoned ones included.</param>
/// <param name="EpochsProposed">Cost of all candidates proposed: what `max_epochs` limits.</param>
/// <param name="EpochsPlanned">The same, but abandoned candidates count with what they trained.</param>
/// <param name="EpochsDone">Cost of the runs completed.</param>
/// <param name="TestsPlanned">Test evaluations the report asks for.</param>
public sealed record PlanCounters(
    int CandidatesIn = 0, int Abandoned = 0, long EpochsProposed = 0, long EpochsPlanned = 0, long EpochsDone = 0, int TestsPlanned = 0);
