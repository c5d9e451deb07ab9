using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Reading.Results;

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

    /// <summary>Exact sums over the runs of a candidate with a score.</summary>
    extension(CandidateState candidate)
    {
        /// <summary>Positive validation samples missed.</summary>
        public long FalseNegatives => candidate.Runs.Sum(run => (long)run.Result!.Validation.FalseNegatives);

        public long WeightsLeft => candidate.Runs.Sum(run => run.Result!.WeightsLeft);

        /// <summary>Of the validation split: 2 wins + ties.</summary>
        public long AucNumerator => candidate.Runs.Sum(run => run.Result!.Validation.AucNumerator);
    }
}
