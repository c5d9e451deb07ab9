using ActorSearch.Search.Budgets;
using ActorSearch.Search.Candidates;
using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Deciding;

/// <summary>Commands to events. <see cref="SearchEffects"/> says what the events change, <see cref="SearchPlanner"/> what is trained next.</summary>
public sealed class SearchDecider
{
    private const int LongestBackOffSeconds = 300;

    private readonly Draft _draft;

    private SearchDecider(Draft draft) => _draft = draft;

    private SearchState State => _draft.State;

    private DateTimeOffset At => _draft.At;

    /// <summary>What a command leads to in a state. Reads no clock: the command carries the time.</summary>
    /// <param name="rule">The budget rule; null: that of the search.</param>
    public static Decision Decide(SearchState state, ISearchCommand command, BudgetRule? rule = null)
    {
        var draft = new Draft(state, command.At, rule);
        return draft.Answer(new SearchDecider(draft).Reply(command));
    }

    private SearchReply Reply(ISearchCommand command) => command switch
    {
        SubmitSearch c => Submit(c),
        _ when State.Status == SearchStatus.NotSubmitted => new Refused("no search was submitted"),
        RequestLease c => Lease(c),
        RecordCheckpoint c => Record(c),
        ReportOutcome c => Report(c),
        EndLease c => End(c),
        PauseSearch c => Switch(SearchStatus.Running, SearchStatus.Paused, new SearchPaused(c.Reason, c.At)),
        ResumeSearch c => Switch(SearchStatus.Paused, SearchStatus.Running, new SearchResumed(c.At)),
        CancelSearch => Cancel(),
        _ => throw new ArgumentException($"unknown command {command.GetType().Name}", nameof(command)),
    };

    private void Add(ISearchEvent fact) => _draft.Add(fact);

    private SearchReply Submit(SubmitSearch command)
    {
        var (state, same) = (State, command.SpecHash == State.SpecHash);
        if (state.Status == SearchStatus.Cancelled) return new Refused("the search was cancelled and cannot be continued");
        if (state.Status == SearchStatus.NotSubmitted)
        {
            Add(new SearchSubmitted(command.Search, command.Spec, command.SpecHash, command.TrainingHash, command.DataFingerprint, At));
        }
        else
        {
            if (command.TrainingHash != state.TrainingHash || !same)
            {
                if (SpecChange.Refusal(state.Spec!, command.Spec) is { } refusal) return new Refused(refusal);
                if (command.TrainingHash != state.TrainingHash)
                    return new Refused(command.DataFingerprint != state.DataFingerprint
                        ? "data: the contents differ from those the search began with"
                        : "the training differs from that the search began with");
            }
            if (same && SpecChange.First(state.Spec!, command.Spec) is null) return new Accepted();
            Add(new SearchExtended(command.Spec, command.SpecHash, At));
        }
        if (!same) Add(new CandidatesProposed(0, [CandidatePath.Root], At));
        new SearchPlanner(_draft).Advance();
        return new Accepted();
    }

    private SearchReply Lease(RequestLease command)
    {
        var state = State;
        if (state.Status != SearchStatus.Running) return new NothingToDo(null, null);
        if (Unfit(command) is { } reason) return new NothingToDo(null, reason);
        var queue = state.Queue.Wake(At);
        if (queue.Ready.IsEmpty) return new NothingToDo(queue.Retrying.IsEmpty ? null : queue.Retrying.Min.At, null);
        var work = Work.At(state, queue.Ready.Min);
        Add(new LeaseGranted(work, state[work].Attempts + 1, command.Slot, command.Numerics, At));
        return new Granted(WorkOrders.For(State, State.Leases[work]));
    }

    /// <summary>Why a slot can never get work of this search, in one line; null when it can.</summary>
    private string? Unfit(RequestLease command)
    {
        var (resources, numerics) = (State.Spec!.Resources, command.Numerics);
        if (!numerics.IsAt(resources.Vector) && !resources.Mixed)
            return $"the search pins resources.vector: avx2, {command.Slot} computes on {numerics.Vector}; start that trainer with --vector avx2";
        if (!numerics.Has(State.Spec.Train.Engine))
            return $"the search asks for train.engine: torch, and libtorch computes wrong on the machine of {command.Slot}, which has {numerics.Engine} only";
        if (State.Numerics is { } own && own != numerics && !resources.Mixed)
            return $"the search computes with {own.Engine} on {own.Vector}, {command.Slot} with {numerics.Engine} on {numerics.Vector}; " +
                "set resources.mixed to take both";
        return null;
    }

    private SearchReply Record(RecordCheckpoint command)
    {
        if (!Holds(command.Work, command.Attempt)) return new StaleAttempt();
        if (command.Work.Kind == WorkKind.Train) Keep(command.Work, command.Attempt, command.Checkpoint);
        return new Accepted();
    }

    private void Keep(WorkId work, int attempt, TrainingCheckpoint checkpoint)
    {
        var before = State[work].Checkpoints;
        if (!before.IsEmpty && before[0] == checkpoint) return;
        Add(new CheckpointRecorded(work, attempt, checkpoint, At));
        Retention.Release(_draft, before.Select(c => c.Ref.Sha256));
    }

    private bool Holds(WorkId work, int attempt) =>
        State.Leases.TryGetValue(work, out var lease) && lease.Attempt == attempt;

    private SearchReply Report(ReportOutcome command)
    {
        var (work, attempt) = (command.Work, command.Attempt);
        if (!Holds(work, attempt))
        {
            return command.Outcome is RunFinished or TestFinished && WasAccepted(work, attempt) ? new Accepted() : new StaleAttempt();
        }
        switch (command.Outcome)
        {
            case RunFinished finished when work.Kind == WorkKind.Train:
                Finish(work, attempt, finished);
                break;
            case TestFinished tested when work.Kind == WorkKind.Test:
                Add(new TestEvaluated(work.Candidate, attempt, tested.Result, At));
                Retention.ReleaseTickets(_draft, [State[work.Candidate]]);
                break;
            case WorkFailed failed:
                Fail(work, attempt, failed);
                break;
            case WorkInterrupted interrupted:
                if (interrupted.Checkpoint is { } checkpoint && work.Kind == WorkKind.Train) Keep(work, attempt, checkpoint);
                Add(new LeaseEnded(work, attempt, new LeaseEnd(LeaseEndKind.HandedBack), At));
                break;
            default:
                Fail(work, attempt, new WorkFailed(FailureKind.Environment, $"{command.Outcome.GetType().Name} is no outcome of this work", null));
                break;
        }
        new SearchPlanner(_draft).Advance();
        return new Accepted();
    }

    private bool WasAccepted(WorkId work, int attempt)
    {
        if (!State.Candidates.TryGetValue(work.Candidate, out var candidate)) return false;
        return work.Kind == WorkKind.Train
            ? work.Replicate < candidate.Runs.Length && candidate.Runs[work.Replicate].CompletedAttempt == attempt
            : candidate.Test is not null && candidate.TestWork!.Attempts == attempt;
    }

    private void Finish(WorkId work, int attempt, RunFinished finished)
    {
        var run = State[work];
        var candidate = State[work.Candidate];
        if (RunResults.Fault(State, candidate, run.Result, finished) is { } fault)
        {
            Fail(work, attempt, new WorkFailed(FailureKind.Environment, fault, null));
            return;
        }
        // Where a run that is stopped goes on. One that is made again for its ticket does not.
        if (finished.Checkpoint is { } checkpoint && run.Result is null) Keep(work, attempt, checkpoint);
        Add(new RunCompleted(work.Run, attempt, finished.Result, finished.Timings, At, candidate.Epochs));
        Retention.Release(_draft, run.Checkpoints.Select(c => c.Ref.Sha256));
        Retention.ReleaseTickets(_draft, [State[work.Candidate]]);
    }

    /// <summary>
    /// Input: tried again, and given up when the same reason comes twice. Environment: without limit, with back-off. Device memory:
    /// at once with half the micro-batch. Damaged file: at once, when whatever made the file has made it again.
    /// </summary>
    private void Fail(WorkId work, int attempt, WorkFailed failed)
    {
        var run = State[work];
        var kind = Judge(run, failed);
        var retryAt = kind switch
        {
            FailureKind.Environment => At + BackOff(run.Failures + 1),
            FailureKind.Input when !run.InputFailures.IsEmpty => At + BackOff(run.InputFailures.Length),
            _ => At,
        };
        Add(new AttemptFailed(work, attempt, kind, failed.Reason, retryAt, At));
        if (kind == FailureKind.CheckpointDamaged) Add(new CheckpointsReleased([failed.Damaged!.Sha256], Damaged: true, At));
        if (kind == FailureKind.Input && work.Kind == WorkKind.Train && run.InputFailures.Contains(failed.Reason))
            Abandon(work.Candidate, failed.Reason);
    }

    /// <summary>
    /// The kind a failure counts as. A run that is made again has succeeded with this input before, so that the input is at
    /// fault no more; nothing is smaller than a micro-batch of 1; a file that nothing refers to cannot be made again.
    /// </summary>
    private FailureKind Judge(RunState run, WorkFailed failed) => failed.Kind switch
    {
        FailureKind.Input when run.Result is not null => FailureKind.Environment,
        FailureKind.DeviceMemory when (run.MicroBatch ?? State.Spec!.Train.BatchSize) <= 1 => FailureKind.Environment,
        FailureKind.CheckpointDamaged when failed.Damaged is null || !State.Files.IsUsed(failed.Damaged.Sha256) => FailureKind.Environment,
        var kind => kind,
    };

    private static TimeSpan BackOff(int failures) =>
        TimeSpan.FromSeconds(Math.Min(1 << Math.Min(failures, 9), LongestBackOffSeconds));

    private void Abandon(CandidateId id, string reason)
    {
        EndLeases(State.Leases.Values.Where(lease => lease.Work.Candidate == id), LeaseEndKind.GivenUp);
        var checkpoints = State[id].Runs.SelectMany(run => run.Checkpoints).Select(c => c.Ref.Sha256).ToList();
        Add(new CandidateAbandoned(id, reason, At));
        Retention.Release(_draft, checkpoints);
        Retention.ReleaseTickets(_draft, [State[id]]);
    }

    private SearchReply End(EndLease command)
    {
        if (!Holds(command.Work, command.Attempt)) return new StaleAttempt();
        Add(new LeaseEnded(command.Work, command.Attempt, command.Reason, At));
        new SearchPlanner(_draft).Advance();
        return new Accepted();
    }

    private SearchReply Switch(SearchStatus from, SearchStatus to, ISearchEvent fact)
    {
        if (State.Status != to && State.Status != from) return Over();
        if (State.Status == from) Add(fact);
        return new Accepted();
    }

    private SearchReply Cancel()
    {
        if (State.Status == SearchStatus.Cancelled) return new Accepted();
        if (State.Status == SearchStatus.Finished) return Over();
        EndLeases(State.Leases.Values, LeaseEndKind.Cancelled);
        Add(new SearchCancelled(At));
        return new Accepted();
    }

    private Refused Over() =>
        new(State.Status == SearchStatus.Cancelled ? "the search was cancelled" : "the search has finished");

    private void EndLeases(IEnumerable<Lease> leases, LeaseEndKind reason)
    {
        var ordered = leases.OrderBy(lease => lease.Work.Kind).ThenBy(lease => lease.Work.Candidate).ThenBy(lease => lease.Work.Replicate);
        foreach (var lease in ordered.ToList()) Add(new LeaseEnded(lease.Work, lease.Attempt, new LeaseEnd(reason), At));
    }
}
