namespace ActorSearch.Coordinator.Reading.Documents;

/// <summary>Which candidates of the present plan a page shows. Null, and no states: whatever they are.</summary>
/// <param name="States">As in candidates.csv: waiting, running, done, ...</param>
/// <param name="PruningRate">Of the last step, as the two after it.</param>
/// <param name="Parent">The parent's id, a unique beginning of it, or `root`.</param>
/// <param name="Offset">Candidates left out at the beginning; not negative.</param>
/// <param name="Limit">Candidates on the page, at most; not 0.</param>
internal sealed record CandidateQuery(
    ImmutableArray<string> States, int? Level, double? PruningRate, double? ClassCost, RewindPoint? Rewind, bool? OnFront, string? Parent,
    CandidateOrder Order, bool Descending, int Offset, int Limit);
