using ActorSearch.Search.Candidates;
using ActorSearch.Search.Objectives;
using ActorSearch.Search.Runs;
using ActorSearch.Search.Specs;
using ActorSearch.Search.Strategies;

namespace ActorSearch.Search.Deciding;

/// <summary>Events to state: what each fact changes.</summary>
public static class SearchEffects
{
    private const int KeptCheckpoints = 2;

    /// <summary>The state after a fact. Never refuses: what is in the journal has happened.</summary>
    public static SearchState Apply(SearchState state, ISearchEvent fact) => fact switch
    {
        SearchSubmitted e => Submitted(state, e),
        SearchExtended e => Extended(state, e),
        CandidatesProposed e when e.Round == state.Round && !e.Candidates.IsEmpty => TrainedOn(state, e),
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
            var idle = state.PendingTests.IsEmpty && state.Queue.IsEmpty;
            return idle || state.Status != SearchStatus.Finished ? state : state with { Status = SearchStatus.Running };
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
        var (index, start, left, front, counters, files) = (state.Plan.Count, state.Plan.Count, 0, state.Front, state.Counters, state.Files);
        var ids = new List<CandidateId>(e.Candidates.Length);
        (CandidatePath Path, CandidateId Id)? parent = null;
        foreach (var path in e.Candidates)
        {
            if (path.Level > 0 && parent?.Path != path.Parent) parent = (path.Parent, path.Parent.Id(state.TrainingHash));
            var id = path.Id(state.TrainingHash);
            ids.Add(id);
            if (!candidates.TryGetValue(id, out var known)) known = NewCandidate(state, id, path, parent?.Id);
            known = WithEpochs(state.Spec!, known, e.Epochs, ref files);
            candidates[id] = known = known with { Round = e.Round, Index = index++ };
            if (!known.IsIn) left++;
            if (known.Eligible) front = front.Add(known.ToScored());
            counters = counters.Plus(PlanCounters.Of(state.Spec!, known));
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
            Files = files,
        };
        return Enqueued(state, ids);
    }

    /// <summary>Candidates of the present round that were stopped are not in any more: their results make way for those of longer training.</summary>
    private static SearchState TrainedOn(SearchState state, CandidatesProposed e)
    {
        var ids = e.Candidates.Select(path => path.Id(state.TrainingHash)).ToList();
        foreach (var id in ids)
        {
            var (stopped, files) = (state[id], state.Files);
            state = Changed(state, stopped, WithEpochs(state.Spec!, stopped, e.Epochs, ref files)) with { Files = files };
        }
        return Enqueued(state, ids);
    }

    private static SearchState Enqueued(SearchState state, List<CandidateId> ids)
    {
        foreach (var id in ids)
        {
            foreach (var work in state.RunsOf(id))
                if (state[work] is { Result: null } run) state = Work.Enqueue(state, work, run.RetryAt);
        }
        return state;
    }

    /// <summary>The candidate with another number of epochs to train. What it has from before counts only when it is the beginning of that.</summary>
    private static CandidateState WithEpochs(SearchSpec spec, CandidateState candidate, int? epochs, ref FileIndex files)
    {
        // As many epochs as there are is the end.
        if (epochs >= EpochCost.OfRun(spec, candidate.Path)) epochs = null;
        if (epochs == candidate.Epochs) return candidate;
        var goesOn = candidate.Epochs is { } trained && !(epochs < trained);
        var runs = candidate.Runs.ToBuilder();
        for (var i = 0; i < runs.Count; i++)
        {
            var (run, id) = (runs[i], new RunId(candidate.Id, i));
            if (run.Result is { } result) files = files.Drop(result.Ticket.Sha256, id);
            if (!goesOn) files = files.Drop(run.Checkpoints, id);
            runs[i] = run with
            {
                Status = run.Status == RunStatus.Leased ? RunStatus.Leased : RunStatus.Waiting,
                Checkpoints = goesOn ? run.Checkpoints : [],
                Result = null,
                Timings = null,
                TicketStored = false,
            };
        }
        return candidate with { Epochs = epochs, Score = null, Abandoned = null, Runs = runs.ToImmutable() };
    }

    private static CandidateState NewCandidate(SearchState state, CandidateId id, CandidatePath path, CandidateId? parent) =>
        new(id, path, -1, [.. Enumerable.Repeat(RunState.New, state.Spec!.Search.Replicates)], null, null, null) { Parent = parent };

    /// <summary>The state with a changed candidate: what is counted of the plan changes with it, and it may come to the front.</summary>
    private static SearchState Changed(SearchState state, CandidateState before, CandidateState candidate)
    {
        if (candidate.Index < 0) return state.With(candidate);
        return state with
        {
            Candidates = state.Candidates.SetItem(candidate.Id, candidate),
            Front = candidate.Eligible && !before.Eligible ? state.Front.Add(candidate.ToScored()) : state.Front,
            RoundLeft = state.RoundLeft + (candidate.IsIn ? 0 : 1) - (before.IsIn ? 0 : 1),
            Counters = state.Counters.Plus(PlanCounters.Of(state.Spec!, candidate)).Plus(PlanCounters.Of(state.Spec!, before), -1),
        };
    }

    private static SearchState Leased(SearchState state, LeaseGranted e)
    {
        state = state with
        {
            Numerics = state.Numerics ?? e.Numerics,
            Leases = state.Leases.SetItem(e.Work, new Lease(e.Work, e.Attempt, e.Slot, e.At)),
            Queue = state.Queue.Wake(e.At).Remove(Work.Key(state, e.Work)),
        };
        return Work.Set(state, e.Work, state[e.Work] with { Status = RunStatus.Leased, Attempts = e.Attempt, RetryAt = null });
    }

    private static SearchState CheckpointKept(SearchState state, CheckpointRecorded e)
    {
        var run = state[e.Work];
        var files = state.Files.Add(e.Checkpoint.Ref.Sha256, e.Work.Run).Drop(run.Checkpoints.Skip(KeptCheckpoints - 1), e.Work.Run);
        var further = run.Checkpoints.IsEmpty || e.Checkpoint.Ref.Step > run.Checkpoints[0].Ref.Step;
        return Work.Set(state with { Files = files }, e.Work, run with
        {
            Checkpoints = [e.Checkpoint, .. run.Checkpoints.Take(KeptCheckpoints - 1)],
            Failures = further ? 0 : run.Failures,
        });
    }

    private static SearchState Completed(SearchState state, RunCompleted e)
    {
        var (work, before) = (WorkId.Train(e.Run), state[e.Run.Candidate]);
        var run = state[work];
        var first = run.Result is null;
        var result = run.Result ?? e.Result;
        // A run that its budget stopped may go on from them; one that is made again for its ticket does not.
        var goesOn = e.Epochs is not null && first;
        var files = goesOn ? state.Files : state.Files.Drop(run.Checkpoints, e.Run);
        foreach (var sha256 in result.RootWeights.Select(weights => weights.Ref.Sha256).Prepend(result.Ticket.Sha256))
            files = first ? files.Add(sha256, e.Run) : files.Mark(sha256, stored: true);
        state = Work.Set(state with { Files = files, Leases = state.Leases.Remove(work) }, work, run.Done() with
        {
            Checkpoints = goesOn ? run.Checkpoints : [],
            Result = result,
            Timings = first ? e.Timings : run.Timings,
            CompletedAttempt = e.Attempt,
            RetryAt = null,
            TicketStored = true,
        });
        if (first) state = Scored(state, before, result);
        foreach (var user in files.Users(result.Ticket.Sha256)) state = TicketIsBack(state, user, result.Ticket.Sha256);
        return Work.WakeWaiting(state, e.Run);
    }

    /// <summary>Runs that share the file have it again, too.</summary>
    private static SearchState TicketIsBack(SearchState state, RunId user, string sha256)
    {
        var run = state[WorkId.Train(user)];
        if (run.TicketStored || run.Result?.Ticket.Sha256 != sha256) return state;
        return Work.WakeWaiting(Work.Set(state, WorkId.Train(user), run with { TicketStored = true }), user);
    }

    /// <summary>A run is in for the first time; with the last of its candidate comes the score.</summary>
    private static SearchState Scored(SearchState state, CandidateState before, RunResult result)
    {
        var candidate = state[before.Id];
        if (candidate.Runs.All(run => run.Result is not null))
            candidate = candidate with { Score = Score.Of(state.Spec!, [.. candidate.Runs.Select(run => run.Result!)]) };
        if (state.Totals is null) state = state with { Totals = ObjectiveTotals.Of(result, candidate.Runs.Length) };
        return Changed(state, before, candidate);
    }

    private static SearchState Failed(SearchState state, AttemptFailed e)
    {
        var run = state[e.Work];
        var deterministic = e.Kind == FailureKind.Input && run.InputFailures.Contains(e.Reason);
        run = run with { LastFailureKind = e.Kind, LastFailure = e.Reason };
        run = e.Kind switch
        {
            FailureKind.Environment => run with { Failures = run.Failures + 1, MicroBatch = run.Result is null ? run.MicroBatch : run.Result.MicroBatch },
            FailureKind.Input => run with { InputFailures = run.InputFailures.Add(e.Reason) },
            FailureKind.DeviceMemory => run with { MicroBatch = Math.Max(1, (run.MicroBatch ?? state.Spec!.Train.BatchSize) / 2) },
            _ => run,
        };
        state = Work.Set(state with { Leases = state.Leases.Remove(e.Work) }, e.Work, run);
        if (deterministic && e.Work.Kind == WorkKind.Test) return ReportQueue.GiveUp(state, e.Work, e.Reason);
        return Work.Requeue(state, e.Work, e.RetryAt > e.At ? e.RetryAt : null);
    }

    private static SearchState Abandoned(SearchState state, CandidateAbandoned e)
    {
        var candidate = state[e.Candidate];
        foreach (var work in state.RunsOf(e.Candidate))
        {
            state = state with
            {
                Queue = candidate.Index >= 0 ? state.Queue.Remove(Work.Key(state, work)) : state.Queue,
                Leases = state.Leases.Remove(work),
                StrugglingWork = state.StrugglingWork.Remove(work),
                Files = state.Files.Drop(state[work].Checkpoints, work.Run),
            };
        }
        var runs = candidate.Runs.Select(run => run with { Checkpoints = [], RetryAt = null });
        return Changed(state, candidate, candidate with { Abandoned = e.Reason, Runs = [.. runs] });
    }

    private static SearchState Released(SearchState state, CheckpointsReleased e)
    {
        foreach (var sha256 in e.Sha256)
        {
            foreach (var user in state.Files.Users(sha256)) state = WithoutFile(state, user, sha256);
            state = state with { Files = state.Files.Mark(sha256, stored: false) };
        }
        return e.Damaged ? Work.HoldBack(state) : state;
    }

    private static SearchState WithoutFile(SearchState state, RunId user, string sha256)
    {
        var run = state[WorkId.Train(user)];
        var kept = run.Checkpoints.RemoveAll(checkpoint => checkpoint.Ref.Sha256 == sha256);
        var files = state.Files;
        for (var i = kept.Length; i < run.Checkpoints.Length; i++) files = files.Drop(sha256, user);
        return Work.Set(state with { Files = files }, WorkId.Train(user), run with
        {
            Checkpoints = kept,
            TicketStored = run.TicketStored && run.Result!.Ticket.Sha256 != sha256,
        });
    }

    private static SearchState Tested(SearchState state, TestEvaluated e)
    {
        var work = WorkId.Test(e.Candidate);
        state = state with { Leases = state.Leases.Remove(work), PendingTests = state.PendingTests.Remove(e.Candidate) };
        state = Work.Set(state, work, state[work].Done());
        if (e.Result.Scores is { } scores) state = state with { Files = state.Files.Add(scores.Sha256, work.Run) };
        return state.With(state[e.Candidate] with { Test = e.Result });
    }
}
