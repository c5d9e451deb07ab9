using ActorSearch.Search.Candidates;
using ActorSearch.Search.Objectives;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Deciding;

/// <summary>The test work that follows a finished plan: the root, the front, and whatever `report` named beforehand.</summary>
internal static class ReportQueue
{
    /// <summary>Queues the test work at the moment the plan is done.</summary>
    public static SearchState WhenPlanDone(SearchState before, SearchState after) =>
        after.PlanDone && !before.PlanDone ? Fill(after) : after;

    /// <summary>Queues the test work of a finished plan, and tickets that were lost.</summary>
    public static SearchState Fill(SearchState state)
    {
        var front = state.Front.Members.Select(member => member.Id).ToHashSet();
        var asked = state.Plan.Where(id => Asked(state, state[id], front.Contains(id))).ToList();
        var pending = asked.Where(id => !state[id].IsTested).ToList();
        var queue = state.PendingTests.Aggregate(state.Queue, (line, id) => line.Remove(Work.Key(state, WorkId.Test(id))));
        state = state with
        {
            Queue = queue,
            PendingTests = [.. pending],
            Counters = state.Counters with { TestsPlanned = asked.Count },
        };
        foreach (var id in pending)
        {
            var candidate = state[id];
            if (candidate.TestWork is null) state = state.With(candidate with { TestWork = RunState.New });
            state = Work.Enqueue(state, WorkId.Test(id), state[id].TestWork!.RetryAt);
        }
        foreach (var id in asked.Where(id => OwesTicket(state, id)))
        {
            foreach (var run in state.RunsOf(id))
                if (!state[run].TicketStored) state = Work.MakeAgain(state, run);
        }
        return state;
    }

    /// <summary>The plan is done, and a ticket that belongs to its outcome (the front's or the root's) has been lost.</summary>
    public static bool OwesTicket(SearchState state, CandidateId id) =>
        state.PlanDone && state[id].IsIn && state[id].Runs.Any(run => run is { Result: not null, TicketStored: false })
        && (id == state.RootId || state.Front.Members.Any(member => member.Id == id));

    /// <summary>The report names it whether or not it comes to the front.</summary>
    public static bool Names(ReportSpec report, CandidateId id) => report.Kind switch
    {
        ReportKind.All => true,
        ReportKind.List => Enumerable.Range(1, id.Value.Length)
            .Any(length => report.Candidates.BinarySearch(id.Value[..length], StringComparer.Ordinal) >= 0),
        _ => false,
    };

    /// <summary>A test evaluation that fails twice for the same reason is given up; the candidate keeps its place on the front.</summary>
    public static SearchState GiveUp(SearchState state, WorkId work, string reason)
    {
        var candidate = state[work.Candidate];
        return state.With(candidate with
        {
            TestGivenUp = reason,
            TestWork = candidate.TestWork! with { Status = RunStatus.Completed, InputFailures = [], Failures = 0 },
        }) with
        {
            PendingTests = state.PendingTests.Remove(work.Candidate),
            StrugglingWork = state.StrugglingWork.Remove(work),
        };
    }

    private static bool Asked(SearchState state, CandidateState candidate, bool onFront) =>
        candidate.Score is not null && candidate.Abandoned is null
        && (onFront || candidate.Id == state.RootId || Names(state.Spec!.Report, candidate.Id));
}
