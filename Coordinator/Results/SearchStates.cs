using ActorSearch.Search;

namespace ActorSearch.Coordinator.Results;

/// <summary>What the result files and tables read of a state.</summary>
internal static class SearchStates
{
    extension(SearchState state)
    {
        /// <summary>The dense network; null before the submission.</summary>
        public CandidateState? Root => state.Candidates.GetValueOrDefault(state.RootId);

        /// <summary>The front's candidates, most weights first.</summary>
        public IReadOnlyList<CandidateState> FrontCandidates => [.. state.Front.Members.Select(member => state[member.Id])];
    }
}
