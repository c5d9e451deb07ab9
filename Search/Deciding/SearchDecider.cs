using ActorSearch.Search.Budgets;
using ActorSearch.Search.Candidates;
using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Deciding;

/// <summary>Commands to events. <see cref="SearchEffects"/> says what the events change, <see cref="SearchPlanner"/> what is trained next.</summary>
public static class SearchDecider
{
    private const int LongestBackOffSeconds = 300;

    /// <summary>What a command leads to in a state. Reads no clock: the command carries the time.</summary>
    public static Decision Decide(SearchState state, ISearchCommand command) => Decide(state, command, null);

    /// <param name="rule">The budget rule; null: that of the search.</param>
    internal static Decision Decide(SearchState state, ISearchCommand command, BudgetRule? rule)
    {
        var draft = new Draft(state, command.At, rule);
        if (state.Status == SearchStatus.NotSubmitted && command is not SubmitSearch) return draft.Answer(new Refused("no search was submitted"));
        return draft.Answer(command switch
        {
            SubmitSearch c => Submit(draft, c),
            RequestLease c => Lease(draft, c),
            RecordCheckpoint c => Record(draft, c),
            ReportOutcome c => Report(draft, c),
            EndLease c => End(draft, c),
            PauseSearch c => Pause(draft, c),
            ResumeSearch => Resume(draft),
            CancelSearch => Cancel(draft),
            _ => throw new ArgumentException($"unknown command {command.GetType().Name}", nameof(command)),
        });
    }

    private static SearchReply Submit(Draft draft, SubmitSearch command)
    {
        var state = draft.State;
        if (state.Status == SearchStatus.NotSubmitted)
        {
            draft.Add(new SearchSubmitted(command.Search, command.Spec, command.SpecHash, command.TrainingHash, command.DataFingerprint, draft.At));
        }
        else if (state.Status == SearchStatus.Cancelled)
        {
            return new Refused("the search was cancelled and cannot be continued");
        }
        else
        {
            if (command.TrainingHash != state.TrainingHash || command.SpecHash != state.SpecHash)
            {
                if (SpecChange.Refusal(state.Spec!, command.Spec) is { } refusal) return new Refused(refusal);
                if (command.TrainingHash != state.TrainingHash) return new Refused(OtherTraining(state, command));
            }
            var same = command.SpecHash == state.SpecHash;
            if (same && SpecChange.First(state.Spec!, command.Spec) is null) return Accepted.Instance;
            draft.Add(new SearchExtended(command.Spec, command.SpecHash, draft.At));
            if (same)
            {
                SearchPlanner.Advance(draft);
                return Accepted.Instance;
            }
        }
        draft.Add(new CandidatesProposed(0, [CandidatePath.Root], draft.At));
        SearchPlanner.Advance(draft);
        return Accepted.Instance;
    }

    private static string OtherTraining(SearchState state, SubmitSearch command) => command.DataFingerprint != state.DataFingerprint
        ? "data: the contents differ from those the search began with"
        : "the training differs from that the search began with";

    private static SearchReply Lease(Draft draft, RequestLease command)
    {
        var state = draft.State;
        if (state.Status != SearchStatus.Running) return new NothingToDo(null, null);
        if (Unfit(state, command) is { } reason) return new NothingToDo(null, reason);
        var queue = state.Queue.Wake(draft.At);
        if (queue.Ready.IsEmpty) return new NothingToDo(queue.Retrying.IsEmpty ? null : queue.Retrying.Min.At, null);
        var work = Work.At(state, queue.Ready.Min);
        draft.Add(new LeaseGranted(work, Work.Get(state, work).Attempts + 1, command.Slot, command.Numerics, draft.At));
        return new Granted(WorkOrders.For(draft.State, draft.State.Leases[work]));
    }

    /// <summary>Why a slot can never get work of this search, in one line; null when it can.</summary>
    private static string? Unfit(SearchState state, RequestLease command)
    {
        var (resources, numerics) = (state.Spec!.Resources, command.Numerics);
        if (!numerics.IsAt(resources.Vector) && !resources.Mixed)
            return $"the search pins resources.vector: avx2, {command.Slot} computes on {numerics.Vector}; start that trainer with --vector avx2";
        if (!numerics.Has(state.Spec.Train.Engine))
            return $"the search asks for train.engine: torch, and libtorch computes wrong on the machine of {command.Slot}, which has {numerics.Engine} only";
        if (state.Numerics is { } own && own != numerics && !resources.Mixed)
            return $"the search computes with {own.Engine} on {own.Vector}, {command.Slot} with {numerics.Engine} on {numerics.Vector}; " +
                "set resources.mixed to take both";
        return null;
    }

    private static SearchReply Record(Draft draft, RecordCheckpoint command)
    {
        if (!Holds(draft.State, command.Work, command.Attempt)) return StaleAttempt.Instance;
        if (command.Work.Kind == WorkKind.Train) Keep(draft, command.Work, command.Attempt, command.Checkpoint);
        return Accepted.Instance;
    }

    private static void Keep(Draft draft, WorkId work, int attempt, TrainingCheckpoint checkpoint)
    {
        var before = Work.Get(draft.State, work).Checkpoints;
        if (!before.IsEmpty && before[0] == checkpoint) return;
        draft.Add(new CheckpointRecorded(work, attempt, checkpoint, draft.At));
        Retention.Release(draft, before.Select(c => c.Ref.Sha256));
    }

    private static bool Holds(SearchState state, WorkId work, int attempt) =>
        state.Leases.TryGetValue(work, out var lease) && lease.Attempt == attempt;

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
                Retention.ReleaseTickets(draft, [draft.State[work.Candidate]]);
                break;
            case WorkFailed failed:
                Fail(draft, work, attempt, failed);
                break;
            case WorkInterrupted interrupted:
                if (interrupted.Checkpoint is { } checkpoint && work.Kind == WorkKind.Train) Keep(draft, work, attempt, checkpoint);
                draft.Add(new LeaseEnded(work, attempt, new LeaseEnd(LeaseEndKind.HandedBack), draft.At));
                break;
            default:
                Fail(draft, work, attempt, new WorkFailed(FailureKind.Environment, $"{command.Outcome.GetType().Name} is no outcome of this work", null));
                break;
        }
        SearchPlanner.Advance(draft);
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
        if (RunResults.Fault(draft.State, candidate, run.Result, finished) is { } fault)
        {
            Fail(draft, work, attempt, new WorkFailed(FailureKind.Environment, fault, null));
            return;
        }
        // Where a run that is stopped goes on. One that is made again for its ticket does not.
        if (finished.Checkpoint is { } checkpoint && run.Result is null) Keep(draft, work, attempt, checkpoint);
        draft.Add(new RunCompleted(work.Run, attempt, finished.Result, finished.Timings, draft.At, candidate.Epochs));
        Retention.Release(draft, run.Checkpoints.Select(c => c.Ref.Sha256));
        Retention.ReleaseTickets(draft, [draft.State[work.Candidate]]);
    }

    /// <summary>
    /// Input: tried again, and given up when the same reason comes twice. Environment: without limit, with back-off. Device memory:
    /// at once with half the micro-batch. Damaged file: at once, when whatever made the file has made it again.
    /// </summary>
    private static void Fail(Draft draft, WorkId work, int attempt, WorkFailed failed)
    {
        var run = Work.Get(draft.State, work);
        var kind = Judge(draft.State, run, failed);
        var retryAt = kind switch
        {
            FailureKind.Environment => draft.At + BackOff(run.Failures + 1),
            FailureKind.Input when !run.InputFailures.IsEmpty => draft.At + BackOff(run.InputFailures.Length),
            _ => draft.At,
        };
        draft.Add(new AttemptFailed(work, attempt, kind, failed.Reason, retryAt, draft.At));
        if (kind == FailureKind.CheckpointDamaged) draft.Add(new CheckpointsReleased([failed.Damaged!.Sha256], Damaged: true, draft.At));
        if (kind == FailureKind.Input && work.Kind == WorkKind.Train && run.InputFailures.Contains(failed.Reason))
            Abandon(draft, work.Candidate, failed.Reason);
    }

    /// <summary>
    /// The kind a failure counts as. A run that is made again has succeeded with this input before, so that the input is at
    /// fault no more; nothing is smaller than a micro-batch of 1; a file that nothing refers to cannot be made again.
    /// </summary>
    private static FailureKind Judge(SearchState state, RunState run, WorkFailed failed) => failed.Kind switch
    {
        FailureKind.Input when run.Result is not null => FailureKind.Environment,
        FailureKind.DeviceMemory when (run.MicroBatch ?? state.Spec!.Train.BatchSize) <= 1 => FailureKind.Environment,
        FailureKind.CheckpointDamaged when failed.Damaged is null || !state.Files.IsUsed(failed.Damaged.Sha256) => FailureKind.Environment,
        var kind => kind,
    };

    private static TimeSpan BackOff(int failures) =>
        TimeSpan.FromSeconds(failures > 8 ? LongestBackOffSeconds : Math.Min(1 << failures, LongestBackOffSeconds));

    private static void Abandon(Draft draft, CandidateId id, string reason)
    {
        EndLeases(draft, draft.State.Leases.Values.Where(lease => lease.Work.Candidate == id), LeaseEndKind.GivenUp);
        var checkpoints = draft.State[id].Runs.SelectMany(run => run.Checkpoints).Select(c => c.Ref.Sha256).ToList();
        draft.Add(new CandidateAbandoned(id, reason, draft.At));
        Retention.Release(draft, checkpoints);
        Retention.ReleaseTickets(draft, [draft.State[id]]);
    }

    private static SearchReply End(Draft draft, EndLease command)
    {
        if (!Holds(draft.State, command.Work, command.Attempt)) return StaleAttempt.Instance;
        draft.Add(new LeaseEnded(command.Work, command.Attempt, command.Reason, draft.At));
        SearchPlanner.Advance(draft);
        return Accepted.Instance;
    }

    private static SearchReply Pause(Draft draft, PauseSearch command)
    {
        if (draft.State.Status == SearchStatus.Paused) return Accepted.Instance;
        if (draft.State.Status != SearchStatus.Running) return Over(draft.State);
        draft.Add(new SearchPaused(command.Reason, draft.At));
        return Accepted.Instance;
    }

    private static SearchReply Resume(Draft draft)
    {
        if (draft.State.Status == SearchStatus.Running) return Accepted.Instance;
        if (draft.State.Status != SearchStatus.Paused) return Over(draft.State);
        draft.Add(new SearchResumed(draft.At));
        return Accepted.Instance;
    }

    private static SearchReply Cancel(Draft draft)
    {
        if (draft.State.Status == SearchStatus.Cancelled) return Accepted.Instance;
        if (draft.State.Status == SearchStatus.Finished) return Over(draft.State);
        EndLeases(draft, draft.State.Leases.Values, LeaseEndKind.Cancelled);
        draft.Add(new SearchCancelled(draft.At));
        return Accepted.Instance;
    }

    private static Refused Over(SearchState state) =>
        new(state.Status == SearchStatus.Cancelled ? "the search was cancelled" : "the search has finished");

    private static void EndLeases(Draft draft, IEnumerable<Lease> leases, LeaseEndKind reason)
    {
        var ordered = leases.OrderBy(lease => lease.Work.Kind).ThenBy(lease => lease.Work.Candidate).ThenBy(lease => lease.Work.Replicate);
        foreach (var lease in ordered.ToList()) draft.Add(new LeaseEnded(lease.Work, lease.Attempt, new LeaseEnd(reason), draft.At));
    }
}
