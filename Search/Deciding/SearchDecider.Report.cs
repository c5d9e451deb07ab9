using ActorSearch.Search.Strategies;

namespace ActorSearch.Search;

public static partial class SearchDecider
{
    private static SearchReply Report(Draft draft, ReportOutcome command)
    {
        var (work, attempt) = (command.Work, command.Attempt);
        if (!Holds(draft.State, work, attempt))
        {
            return command.Outcome is RunFinished or TestFinished && WasAccepted(draft.State, work, attempt) ? Accepted.Instance : StaleAttempt.Instance;
        }
        switch (command.Outcome)
        {
            case RunFinished finished when work.Kind == WorkKind.Train:
                Finish(draft, work, attempt, finished);
                break;
            case TestFinished tested when work.Kind == WorkKind.Test:
                draft.Add(new TestEvaluated(work.Candidate, attempt, tested.Result, draft.At));
                Retention.ReleaseTickets(draft.State, [draft.State[work.Candidate]], draft.At, draft.Add);
                break;
            case WorkFailed failed:
                Fail(draft, work, attempt, failed);
                break;
            case WorkInterrupted interrupted:
                if (interrupted.Checkpoint is { } checkpoint && work.Kind == WorkKind.Train) Keep(draft, work, attempt, checkpoint);
                draft.Add(new LeaseEnded(work, attempt, "handed back", draft.At));
                break;
            default:
                Fail(draft, work, attempt, new WorkFailed(FailureKind.Environment, $"{command.Outcome.GetType().Name} is no outcome of this work", null));
                break;
        }
        Advance(draft);
        return Accepted.Instance;
    }

    private static bool WasAccepted(SearchState state, WorkId work, int attempt)
    {
        if (!state.Candidates.TryGetValue(work.Candidate, out var candidate)) return false;
        return work.Kind == WorkKind.Train
            ? work.Replicate < candidate.Runs.Length && candidate.Runs[work.Replicate].CompletedAttempt == attempt
            : candidate.Test is not null && candidate.TestWork!.Attempts == attempt;
    }

    private static void Finish(Draft draft, WorkId work, int attempt, RunFinished finished)
    {
        var run = Work.Get(draft.State, work);
        var candidate = draft.State[work.Candidate];
        if (RunResults.Fault(draft.State, candidate, run.Result, finished.Result) is { } fault)
        {
            Fail(draft, work, attempt, new WorkFailed(FailureKind.Environment, fault, null));
            return;
        }
        draft.Add(new RunCompleted(work.Run, attempt, finished.Result, finished.Timings, draft.At));
        Retention.Release(draft.State, run.Checkpoints.Select(c => c.Ref.Sha256), draft.At, draft.Add);
        Retention.ReleaseTickets(draft.State, [draft.State[work.Candidate]], draft.At, draft.Add);
    }

    /// <summary>Proposes rounds while all candidates of the last one are in, then waits for the tests, then finishes.</summary>
    private static void Advance(Draft draft)
    {
        while (draft.State is { RoundLeft: 0, PlanEnded: false })
        {
            var next = NextRound.For(draft.State.Spec!, PlanOf(draft.State));
            var round = draft.State.Round + 1;
            if (next.Candidates.Length > 0) draft.Add(new CandidatesProposed(round, next.Candidates, draft.At));
            if (next.Last) draft.Add(new CandidatesProposed(draft.State.Round + 1, [], draft.At));
        }
        if (draft.State.Status is SearchStatus.Finished or SearchStatus.Cancelled || !IsDone(draft.State)) return;
        Retention.ReleaseTickets(draft.State, draft.State.Candidates.Values, draft.At, draft.Add);
        draft.Add(new SearchFinished(draft.At));
    }

    /// <summary>Nothing is left of the present plan, lost tickets that are made again included.</summary>
    private static bool IsDone(SearchState state) => state.PlanDone && state.PendingTests.IsEmpty && state.Queue.IsEmpty
        && !state.Leases.Keys.Any(work => state[work.Candidate].Index >= 0 && work.Kind == WorkKind.Train);

    private static PlanSoFar PlanOf(SearchState state)
    {
        var level = state.Plan.GetRange(state.RoundStart, state.Plan.Count - state.RoundStart).Select(id => state[id]);
        return new PlanSoFar(state.Round, [.. level.Where(c => c.Eligible).Select(ScoredCandidate.Of)],
            state.Totals ?? new ObjectiveTotals(1, 1, 1), state.Plan.Count, state.Counters.EpochsProposed);
    }
}
