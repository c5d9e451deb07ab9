using System.Collections;
using ActorSearch.Search.Budgets;
using ActorSearch.Search.Candidates;
using ActorSearch.Search.Objectives;
using ActorSearch.Search.Strategies;

namespace ActorSearch.Search.Deciding;

/// <summary>What is trained next: the strategy proposes rounds, the budget rule says how far their candidates are trained.</summary>
internal static class SearchPlanner
{
    /// <summary>Proposes rounds while all candidates of the last one are in, then waits for the tests, then finishes.</summary>
    public static void Advance(Draft draft)
    {
        while (draft.State is { RoundLeft: 0, PlanEnded: false })
        {
            var history = HistoryOf(draft.State);
            if (TrainOn(draft, history)) continue;
            ReleaseStopped(draft);
            var (next, epochs) = (NextRound.For(draft.State.Spec!, history), draft.Rule.First(draft.State.Spec!, history));
            if (next.Candidates.Length > 0) Propose(draft, new CandidatesProposed(draft.State.Round + 1, next.Candidates, draft.At, epochs));
            // A round that may be trained on is not the end of the plan yet; the strategy is asked again after it.
            if (next.Candidates.IsEmpty || (next.Last && epochs is null)) draft.Add(new CandidatesProposed(draft.State.Round + 1, [], draft.At));
        }
        if (draft.State.Status is SearchStatus.Finished or SearchStatus.Cancelled || !IsDone(draft.State)) return;
        Retention.ReleaseTickets(draft, draft.State.Candidates.Values);
        draft.Add(new SearchFinished(draft.At));
    }

    /// <summary>Nothing is left of the present plan, lost tickets that are made again included.</summary>
    private static bool IsDone(SearchState state) => state.PlanDone && state.PendingTests.IsEmpty && state.Queue.IsEmpty
        && !state.Leases.Keys.Any(work => state[work.Candidate].Index >= 0 && work.Kind == WorkKind.Train);

    /// <summary>Whether candidates of the last round go on. A round was cut as if all of them trained to the end, so that `max_epochs` holds.</summary>
    private static bool TrainOn(Draft draft, SearchHistory history)
    {
        if (draft.Rule.Next(draft.State.Spec!, history) is not { Candidates.IsEmpty: false } next) return false;
        foreach (var path in next.Candidates)
            if (history.Find(path) is not { Epochs: { } trained, Scored: not null } candidate || candidate.Round != history.Round || trained >= next.Epochs)
                throw new InvalidOperationException($"the budget rule {draft.Rule.Name} trains {path} on, which is no stopped candidate of the last round");
        Propose(draft, new CandidatesProposed(history.Round, next.Candidates, draft.At, next.Epochs));
        return true;
    }

    /// <summary>Files of earlier results that candidates are now trained beyond, or anew, are not needed any more.</summary>
    private static void Propose(Draft draft, CandidatesProposed round)
    {
        var (before, over) = (draft.State, new List<string>());
        if (draft.Rule is not Full)
            over.AddRange(round.Candidates.Select(path => before.Candidates.GetValueOrDefault(path.Id(before.TrainingHash))).OfType<CandidateState>()
                .SelectMany(candidate => candidate.Runs).SelectMany(FilesOf).Where(before.Files.IsStored));
        draft.Add(round);
        Retention.Release(draft, over);
    }

    private static IEnumerable<string> FilesOf(RunState run) =>
        run.Checkpoints.Select(checkpoint => checkpoint.Ref.Sha256).Concat(run.Result is { } result ? [result.Ticket.Sha256] : []);

    /// <summary>The round is over: its stopped candidates never go on.</summary>
    private static void ReleaseStopped(Draft draft)
    {
        var state = draft.State;
        var round = state.Plan.GetRange(state.RoundStart, state.Plan.Count - state.RoundStart);
        var stopped = round.Select(id => state[id]).Where(candidate => candidate.Epochs is not null);
        var checkpoints = stopped.SelectMany(candidate => candidate.Runs).SelectMany(run => run.Checkpoints);
        var files = checkpoints.Select(checkpoint => checkpoint.Ref.Sha256).Distinct().ToImmutableArray();
        if (!files.IsEmpty) draft.Add(new CheckpointsReleased(files, Damaged: false, draft.At));
    }

    private static SearchHistory HistoryOf(SearchState state) =>
        new(new PlanView(state), state.RoundStart, state.Totals ?? new ObjectiveTotals(1, 1, 1), state.Counters.EpochsProposed);

    /// <summary>The plan of a state, candidate by candidate when asked for.</summary>
    private sealed class PlanView(SearchState state) : IReadOnlyList<PastCandidate>
    {
        public int Count => state.Plan.Count;

        public PastCandidate this[int index] => Past(state[state.Plan[index]]);

        public IEnumerator<PastCandidate> GetEnumerator() => state.Plan.Select(id => Past(state[id])).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private static PastCandidate Past(CandidateState candidate) =>
            new(candidate.Path, candidate.Round, candidate.Abandoned is null ? ScoredCandidate.Of(candidate) : null, candidate.Epochs);
    }
}
