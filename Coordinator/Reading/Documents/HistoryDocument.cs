using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Reading.Documents;

/// <summary>How the front grew, in the order in which candidates were proposed: the same for every run of the search.</summary>
/// <param name="Points">At most 256: after every candidate, every second, every fourth, ...</param>
/// <param name="Now">Of all that is in, in whatever order it came.</param>
internal sealed record HistoryDocument(string Search, IReadOnlyList<FrontGrowth> Points, FrontGrowth Now)
{
    public static HistoryDocument Of(SearchState state, HypervolumeHistory history) => new(
        state.Id.Value, history.Points,
        new(state.Counters.CandidatesIn, Math.Max(0, state.Round), state.Counters.EpochsDone, state.Front.Count, state.Hypervolume));
}
