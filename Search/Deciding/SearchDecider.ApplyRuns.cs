using ActorSearch.Search.Strategies;

namespace ActorSearch.Search;

public static partial class SearchDecider
{
    private const int KeptCheckpoints = 2;

    private static SearchState Leased(SearchState state, LeaseGranted e)
    {
        state = state with
        {
            Numerics = state.Numerics ?? e.Numerics,
            Leases = state.Leases.SetItem(e.Work, new Lease(e.Work, e.Attempt, e.Slot, e.At)),
            Queue = state.Queue.Wake(e.At).Remove(Work.Key(state, e.Work)),
        };
        return Work.Set(state, e.Work, Work.Get(state, e.Work) with { Status = RunStatus.Leased, Attempts = e.Attempt, RetryAt = null });
    }

    private static SearchState CheckpointKept(SearchState state, CheckpointRecorded e)
    {
        var run = Work.Get(state, e.Work);
        var files = state.Files.Add(e.Checkpoint.Ref.Sha256, e.Work.Run);
        foreach (var old in run.Checkpoints.Skip(KeptCheckpoints - 1)) files = files.Drop(old.Ref.Sha256, e.Work.Run);
        var further = run.Checkpoints.IsEmpty || e.Checkpoint.Ref.Step > run.Checkpoints[0].Ref.Step;
        return Work.Set(state with { Files = files }, e.Work, run with
        {
            Checkpoints = [e.Checkpoint, .. run.Checkpoints.Take(KeptCheckpoints - 1)],
            Failures = further ? 0 : run.Failures,
        });
    }

    private static SearchState Completed(SearchState state, RunCompleted e)
    {
        var work = WorkId.Train(e.Run);
        var run = Work.Get(state, work);
        var first = run.Result is null;
        var result = run.Result ?? e.Result;
        var files = state.Files;
        foreach (var checkpoint in run.Checkpoints) files = files.Drop(checkpoint.Ref.Sha256, e.Run);
        foreach (var sha256 in StoredFiles(result)) files = first ? files.Add(sha256, e.Run) : files.Mark(sha256, stored: true);
        state = Work.Set(state with { Files = files, Leases = state.Leases.Remove(work) }, work, run with
        {
            Status = RunStatus.Completed,
            Checkpoints = [],
            Result = result,
            Timings = first ? e.Timings : run.Timings,
            CompletedAttempt = e.Attempt,
            Failures = 0,
            InputFailures = [],
            LastFailure = null,
            LastFailureKind = null,
            RetryAt = null,
            TicketStored = true,
        });
        if (first) state = Scored(state, e.Run);
        foreach (var user in files.Users(result.Ticket.Sha256)) state = TicketIsBack(state, user, result.Ticket.Sha256);
        return Work.WakeWaiting(state, e.Run);
    }

    private static IEnumerable<string> StoredFiles(RunResult result) =>
        result.RootWeights.Select(weights => weights.Ref.Sha256).Prepend(result.Ticket.Sha256);

    /// <summary>Runs that share the file have it again, too.</summary>
    private static SearchState TicketIsBack(SearchState state, RunId user, string sha256)
    {
        var run = state[user.Candidate].Runs[user.Replicate];
        if (run.TicketStored || run.Result?.Ticket.Sha256 != sha256) return state;
        return Work.WakeWaiting(Work.Set(state, WorkId.Train(user), run with { TicketStored = true }), user);
    }

    /// <summary>A run is in for the first time; with the last of its candidate comes the score.</summary>
    private static SearchState Scored(SearchState state, RunId run)
    {
        var candidate = state[run.Candidate];
        var inPlan = candidate.Index >= 0;
        state = state with { Totals = state.Totals ?? ObjectiveTotals.Of(candidate.Runs[run.Replicate].Result!, candidate.Runs.Length) };
        if (inPlan)
        {
            var done = state.Counters.EpochsDone + EpochCost.OfRun(state.Spec!, candidate.Path);
            state = state with { Counters = state.Counters with { EpochsDone = done } };
        }
        if (candidate.Runs.Any(r => r.Result is null)) return state;
        var score = Score.Of(state.Spec!, [.. candidate.Runs.Select(r => r.Result!)]);
        candidate = candidate with { Score = score };
        state = state with { Candidates = state.Candidates.SetItem(candidate.Id, candidate) };
        return !inPlan ? state : state with
        {
            Front = state.Front.Add(ScoredCandidate.Of(candidate)),
            RoundLeft = state.RoundLeft - 1,
            Counters = state.Counters with { CandidatesIn = state.Counters.CandidatesIn + 1 },
        };
    }

    private static SearchState Failed(SearchState state, AttemptFailed e)
    {
        var run = Work.Get(state, e.Work);
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
        var (queue, leases, blocked, files) = (state.Queue, state.Leases, state.StrugglingWork, state.Files);
        var runs = candidate.Runs.ToBuilder();
        for (var i = 0; i < runs.Count; i++)
        {
            var work = new WorkId(WorkKind.Train, e.Candidate, i);
            if (candidate.Index >= 0) queue = queue.Remove(Work.Key(state, work));
            leases = leases.Remove(work);
            blocked = blocked.Remove(work);
            foreach (var checkpoint in runs[i].Checkpoints) files = files.Drop(checkpoint.Ref.Sha256, work.Run);
            runs[i] = runs[i] with { Checkpoints = [], RetryAt = null };
        }
        candidate = candidate with { Abandoned = e.Reason, Runs = runs.ToImmutable() };
        state = state with { Queue = queue, Leases = leases, StrugglingWork = blocked, Files = files, Candidates = state.Candidates.SetItem(candidate.Id, candidate) };
        if (candidate.Index < 0) return state;
        var cost = EpochCost.OfRun(state.Spec!, candidate.Path) * (long)candidate.Runs.Count(run => run.Result is null);
        return state with
        {
            RoundLeft = state.RoundLeft - 1,
            Counters = state.Counters with
            {
                CandidatesIn = state.Counters.CandidatesIn + 1,
                Abandoned = state.Counters.Abandoned + 1,
                EpochsPlanned = state.Counters.EpochsPlanned - cost,
            },
        };
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
        var run = state[user.Candidate].Runs[user.Replicate];
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
        state = Work.Set(state, work, Work.Get(state, work) with { Status = RunStatus.Completed, Failures = 0, InputFailures = [], LastFailure = null, LastFailureKind = null });
        if (e.Result.Scores is { } scores) state = state with { Files = state.Files.Add(scores.Sha256, work.Run) };
        return state with { Candidates = state.Candidates.SetItem(e.Candidate, state[e.Candidate] with { Test = e.Result }) };
    }
}
