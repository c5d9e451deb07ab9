using System.Collections;
using ActorSearch.Search.Budgets;
using ActorSearch.Search.Candidates;
using ActorSearch.Search.Objectives;
using ActorSearch.Search.Strategies;

namespace ActorSearch.Search.Deciding;

/// <summary>What is trained next: the strategy proposes rounds, the budget rule says how far their candidates are trained.</summary>
internal sealed class SearchPlanner(Draft draft)
{
    private SearchState State => draft.State;

    /// <summary>Proposes rounds while all candidates of the last one are in, then waits for the tests, then finishes.</summary>
    public void Advance()
    {
        while (State is { RoundLeft: 0, PlanEnded: false })
        {
            var history = History;
            if (TrainOn(history)) continue;
            ReleaseStopped();
            var (next, epochs) = (NextRound.For(State.Spec!, history), draft.Rule.First(State.Spec!, history));
            if (next.Candidates.Length > 0) Propose(new CandidatesProposed(State.Round + 1, next.Candidates, draft.At, epochs));
            // A round that may be trained on is not the end of the plan yet; the strategy is asked again after it.
            if (next.Candidates.IsEmpty || (next.Last && epochs is null)) draft.Add(new CandidatesProposed(State.Round + 1, [], draft.At));
        }
        if (State.Status is SearchStatus.Finished or SearchStatus.Cancelled || !IsDone) return;
        Retention.ReleaseTickets(draft, State.Candidates.Values);
        draft.Add(new SearchFinished(draft.At));
    }

    /// <summary>Nothing is left of the present plan, lost tickets that are made again included.</summary>
    private bool IsDone => State.PlanDone && State.PendingTests.IsEmpty && State.Queue.IsEmpty
        && !State.Leases.Keys.Any(work => State[work.Candidate].Index >= 0 && work.Kind == WorkKind.Train);

    /// <summary>Whether candidates of the last round go on. A round was cut as if all of them trained to the end, so that `max_epochs` holds.</summary>
    private bool TrainOn(SearchHistory history)
    {
        if (draft.Rule.Next(State.Spec!, history) is not { Candidates.IsEmpty: false } next) return false;
        foreach (var path in next.Candidates)
            if (history.Find(path) is not { Epochs: { } trained, Scored: not null } candidate || candidate.Round != history.Round || trained >= next.Epochs)
                throw new InvalidOperationException($"the budget rule {draft.Rule.Name} trains {path} on, which is no stopped candidate of the last round");
        Propose(new CandidatesProposed(history.Round, next.Candidates, draft.At, next.Epochs));
        return true;
    }

    /// <summary>Files of earlier results that candidates are now trained beyond, or anew, are not needed any more.</summary>
    private void Propose(CandidatesProposed round)
    {
        var before = State;
        string[] over = draft.Rule is Full ? [] :
        [
            .. round.Candidates.Select(path => before.Candidates.GetValueOrDefault(path.Id(before.TrainingHash))).OfType<CandidateState>()
                .SelectMany(candidate => candidate.Runs).SelectMany(FilesOf).Where(before.Files.IsStored),
        ];
        draft.Add(round);
        Retention.Release(draft, over);
    }

    private static IEnumerable<string> FilesOf(RunState run) =>
        run.Checkpoints.Select(checkpoint => checkpoint.Ref.Sha256).Concat(run.Result is { } result ? [result.Ticket.Sha256] : []);

    /// <summary>The round is over: its stopped candidates never go on.</summary>
    private void ReleaseStopped()
    {
        var state = State;
        var round = state.Plan.GetRange(state.RoundStart, state.Plan.Count - state.RoundStart);
        var stopped = round.Select(id => state[id]).Where(candidate => candidate.Epochs is not null);
        Retention.ReleaseAll(draft, stopped.SelectMany(candidate => candidate.Runs).SelectMany(run => run.Checkpoints).Select(c => c.Ref.Sha256));
    }

    private SearchHistory History =>
        new(new PlanView(State), State.RoundStart, State.Totals ?? new ObjectiveTotals(1, 1, 1), State.Counters.EpochsProposed);

    /// <summary>The plan of a state, candidate by candidate when asked for.</summary>
    private sealed class PlanView(SearchState state) : IReadOnlyList<PastCandidate>
    {
        public int Count => state.Plan.Count;

        public PastCandidate this[int index] => Past(state[state.Plan[index]]);

        public IEnumerator<PastCandidate> GetEnumerator() => state.Plan.Select(id => Past(state[id])).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private static PastCandidate Past(CandidateState candidate) =>
            new(candidate.Path, candidate.Round, candidate.Abandoned is null ? candidate.ToScored() : null, candidate.Epochs);
    }
}
