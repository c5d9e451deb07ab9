using System.Collections.Immutable;
using ActorSearch.Search.Specs;
using ActorSearch.Search.Strategies;

namespace ActorSearch.Search;

public static partial class SearchDecider
{
    /// <summary>The state after a fact. Never refuses: what is in the journal has happened.</summary>
    public static SearchState Apply(SearchState state, ISearchEvent fact) => fact switch
    {
        SearchSubmitted e => Submitted(state, e),
        SearchExtended e => Extended(state, e),
        CandidatesProposed e => ReportQueue.WhenPlanDone(state, Proposed(state, e)),
        LeaseGranted e => Leased(state, e),
        LeaseEnded e => Work.Requeue(state with { Leases = state.Leases.Remove(e.Work) }, e.Work, null),
        CheckpointRecorded e => CheckpointKept(state, e),
        RunCompleted e => ReportQueue.WhenPlanDone(state, Completed(state, e)),
        AttemptFailed e => Failed(state, e),
        CandidateAbandoned e => ReportQueue.WhenPlanDone(state, Abandoned(state, e)),
        CheckpointsReleased e => Released(state, e),
        TestEvaluated e => Tested(state, e),
        SearchPaused e => state with { Status = SearchStatus.Paused, PauseReason = e.Reason },
        SearchResumed => state with { Status = SearchStatus.Running, PauseReason = null },
        SearchCancelled => state with { Status = SearchStatus.Cancelled, PauseReason = null },
        SearchFinished => state with { Status = SearchStatus.Finished, PauseReason = null },
        _ => state,
    };

    private static SearchState Submitted(SearchState state, SearchSubmitted e) => state with
    {
        Status = SearchStatus.Running,
        Id = e.Search,
        Spec = e.Spec,
        SpecHash = e.SpecHash,
        TrainingHash = e.TrainingHash,
        DataFingerprint = e.DataFingerprint,
        RootId = CandidatePath.Root.Id(e.TrainingHash),
    };

    /// <summary>Other budgets: the plan starts again. Other report, name or resources only: the plan stays.</summary>
    private static SearchState Extended(SearchState state, SearchExtended e)
    {
        var samePlan = e.SpecHash == state.SpecHash;
        state = state with { Spec = e.Spec, SpecHash = e.SpecHash };
        if (samePlan)
        {
            if (!state.PlanDone) return state;
            state = ReportQueue.Fill(state);
            return (state.PendingTests.IsEmpty && state.Queue.IsEmpty) || state.Status != SearchStatus.Finished ? state : state with { Status = SearchStatus.Running };
        }
        var candidates = state.Candidates.ToBuilder();
        foreach (var id in state.Plan)
        {
            var candidate = candidates[id];
            candidates[id] = candidate with { Round = -1, Index = -1, Runs = [.. candidate.Runs.Select(NotMadeAgain)] };
        }
        return state with
        {
            Status = state.Status == SearchStatus.Finished ? SearchStatus.Running : state.Status,
            Candidates = candidates.ToImmutable(),
            Plan = [],
            Round = -1,
            RoundStart = 0,
            RoundLeft = 0,
            PlanEnded = false,
            Front = Front.Empty,
            PendingTests = [],
            Counters = new PlanCounters(),
            Queue = WorkQueue.Empty,
        };
    }

    /// <summary>What is made again, and for whom, is found anew when the plan is; what has its result and is not leased is done.</summary>
    private static RunState NotMadeAgain(RunState run) =>
        run is { Status: RunStatus.Waiting, Result: not null } ? run with { Status = RunStatus.Completed, RetryAt = null } : run;

    private static SearchState Proposed(SearchState state, CandidatesProposed e)
    {
        if (e.Candidates.IsEmpty) return state with { PlanEnded = true };
        var candidates = state.Candidates.ToBuilder();
        var (index, start, left, front, counters) = (state.Plan.Count, state.Plan.Count, 0, state.Front, state.Counters);
        var ids = new List<CandidateId>(e.Candidates.Length);
        (CandidatePath Path, CandidateId Id)? parent = null;
        foreach (var path in e.Candidates)
        {
            if (path.Level > 0 && parent?.Path != path.Parent) parent = (path.Parent, path.Parent.Id(state.TrainingHash));
            var id = path.Id(state.TrainingHash);
            ids.Add(id);
            if (!candidates.TryGetValue(id, out var known)) known = NewCandidate(state, id, path, parent?.Id);
            candidates[id] = known = known with { Round = e.Round, Index = index++ };
            if (!known.IsIn) left++;
            if (known.Eligible) front = front.Add(ScoredCandidate.Of(known));
            counters = Counted(counters, state.Spec!, known);
        }
        state = state with
        {
            Candidates = candidates.ToImmutable(),
            Plan = state.Plan.AddRange(ids),
            Round = e.Round,
            RoundStart = start,
            RoundLeft = left,
            Front = front,
            Counters = counters,
        };
        foreach (var id in ids)
        {
            var candidate = state[id];
            for (var i = 0; i < candidate.Runs.Length; i++)
            {
                if (candidate.Runs[i].Result is null) state = Work.Enqueue(state, new WorkId(WorkKind.Train, id, i), candidate.Runs[i].RetryAt);
            }
        }
        return state;
    }

    private static CandidateState NewCandidate(SearchState state, CandidateId id, CandidatePath path, CandidateId? parent) =>
        new(id, path, -1, [.. Enumerable.Repeat(RunState.New, state.Spec!.Search.Replicates)], null, null, null) { Parent = parent };

    /// <summary>The counters with a candidate added to the plan, whatever it has done before.</summary>
    private static PlanCounters Counted(PlanCounters counters, SearchSpec spec, CandidateState candidate)
    {
        var cost = EpochCost.OfRun(spec, candidate.Path);
        var done = cost * (long)candidate.Runs.Count(run => run.Result is not null);
        return counters with
        {
            CandidatesIn = counters.CandidatesIn + (candidate.IsIn ? 1 : 0),
            Abandoned = counters.Abandoned + (candidate.Abandoned is null ? 0 : 1),
            EpochsProposed = counters.EpochsProposed + cost * (long)candidate.Runs.Length,
            EpochsPlanned = counters.EpochsPlanned + (candidate.Abandoned is null ? cost * (long)candidate.Runs.Length : done),
            EpochsDone = counters.EpochsDone + done,
        };
    }
}
