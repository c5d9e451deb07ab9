using ActorSearch.Search.Figures;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Reading.Results;

/// <summary>The figures of a state that result files, documents and tables show.</summary>
internal static class SearchStates
{
    extension(SearchState state)
    {
        /// <summary>The dense network; null before the submission.</summary>
        public CandidateState? Root => state.Candidates.GetValueOrDefault(state.RootId);

        /// <summary>The front's candidates, most weights first.</summary>
        public IReadOnlyList<CandidateState> FrontCandidates => [.. state.Front.Members.Select(member => state[member.Id])];

        /// <summary>It has finished or was cancelled.</summary>
        public bool HasEnded => state.Status is SearchStatus.Finished or SearchStatus.Cancelled;

        /// <summary>The ids of the front's candidates.</summary>
        public HashSet<CandidateId> FrontIds => [.. state.Front.Members.Select(member => member.Id)];
    }

    /// <summary>Exact sums over the runs of a candidate with a score.</summary>
    extension(CandidateState candidate)
    {
        /// <summary>Positive validation samples missed.</summary>
        public long FalseNegatives => candidate.Sum(static result => result.Validation.FalseNegatives);

        /// <summary>Prunable weights that are left.</summary>
        public long WeightsLeft => candidate.Sum(static result => result.WeightsLeft);

        /// <summary>Of the validation split: 2 wins + ties.</summary>
        public long AucNumerator => candidate.Sum(static result => result.Validation.AucNumerator);
    }

    /// <summary>Figures of a candidate; null before it has a score.</summary>
    extension(CandidateState candidate)
    {
        /// <summary>The results of its runs.</summary>
        public IReadOnlyList<RunResult>? Results => candidate.Score is null ? null : [.. candidate.Runs.Select(run => run.Result!)];

        /// <summary>The evaluations of its runs on the validation split.</summary>
        public IReadOnlyList<Evaluation>? Validation => candidate.Score is null ? null : [.. candidate.Runs.Select(run => run.Result!.Validation)];

        /// <summary>Prunable weights that are left, mean over the runs.</summary>
        public double? MeanWeightsLeft => candidate.Results?.Average(result => (double)result.WeightsLeft);

        /// <summary>Prunable weights of the dense network.</summary>
        public long? WeightsTotal => candidate.Results?[0].WeightsTotal;

        /// <summary>Share of the prunable weights that are pruned, mean over the runs.</summary>
        public double? Sparsity => 1 - candidate.MeanWeightsLeft / candidate.WeightsTotal;

        /// <summary>Epochs that its runs trained together.</summary>
        public long? EpochsTrained => candidate.Score is null ? null : candidate.Sum(static result => result.EpochsTrained);

        /// <summary>The step that led to it; null for the root.</summary>
        public Step? LastStep => candidate.Path.Level == 0 ? null : candidate.Path.Last;
    }
}
