using System.Diagnostics;
using ActorSearch.Coordinator.Journal;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Node.Telemetry;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;

namespace ActorSearch.Coordinator.Searches;

/// <summary>
/// Owns one search. Thin: a message becomes a command, `decide` answers with events, these are persisted and applied, then the
/// replies go out. Writes are grouped; see <see cref="CommitBuffer"/>. When the journal fails the actor stops and its
/// <see cref="JournalGuard"/> starts it again; senders that wait for an answer repeat their messages.
/// </summary>
internal sealed class SearchActor : GuardedActor
{
    private sealed record LeaseCheckDue : ILocalMessage;

    private sealed record RetryDue : ILocalMessage;

    private sealed record ViewDue : ILocalMessage;

    /// <summary>Into how many parts the time of a lease is cut.</summary>
    private const int LeaseChecks = 4;

    private readonly SearchId _id;
    private readonly SearchSettings _settings;
    private readonly IActorRef _pool;
    private readonly LeaseBook _leases = new();

    /// <summary>Slots whose request is decided and not yet answered: a slot that asks again meanwhile gets no second lease.</summary>
    private readonly HashSet<(SlotId, string)> _asking = [];

    /// <summary>
    /// Files that the journal has let go of and that the keeper does not know. Also those of replayed events: a crash may have come between the event and
    /// the deletion.
    /// </summary>
    private readonly HashSet<string> _released = [];

    private readonly SearchSnapshots _snapshots;
    private readonly IActorRef _reader;
    private readonly SearchTelemetry _telemetry;
    private readonly long _made = Stopwatch.GetTimestamp();

    /// <summary>When this actor was made, the supervisor's journal recorded that the search had ended.</summary>
    private readonly bool _ended;
    private SearchState _state = SearchState.Empty;
    private CommitBuffer _buffer = null!;
    private bool _writing = true;

    /// <summary>This actor has written, so that a former writer cannot.</summary>
    private bool _marked;

    /// <summary>The pool knows it, and its timers run.</summary>
    private bool _working;

    /// <summary>It has reported to the supervisor that it is at its end.</summary>
    private bool _endReported;

    /// <summary>The supervisor's request for the end; null when there is none.</summary>
    private EndSearch? _endAsked;
    private bool _leaving;
    private long _replayed;

    /// <summary>What the keeper knows.</summary>
    private FilesInUse? _reported;
    private int _announced, _inFlight;

    /// <param name="ended">It has ended, and is started to be read: it works, and writes, only when a submission continues it.</param>
    public SearchActor(SearchId id, SearchSettings settings, IActorRef pool, bool ended) : base(settings, $"search {id}")
    {
        (_id, _settings, _pool, _ended) = (id, settings, pool, ended);
        _snapshots = new SearchSnapshots(PersistenceId, SnapshotStore, Self, settings.SnapshotEvery);
        _reader = Context.ActorOf(Props.Create(() => new SearchReader(settings.Views)), "reader");
        _telemetry = new SearchTelemetry(id, settings);
        Recover<SnapshotOffer>(offer =>
        {
            // Snapshots of version 0.1 are not packed.
            _state = (offer.Snapshot is PackedSnapshot packed ? packed.Snapshot : (SearchSnapshot)offer.Snapshot).ToState();
            _snapshots.Recovered(offer.Metadata.SequenceNr);
        });
        Recover<ISearchEvent>(@event =>
        {
            _state = SearchEffects.Apply(_state, @event);
            if (@event is CheckpointsReleased released) _released.UnionWith(released.Sha256);
            else if (@event is WriterStarted started) Replayed(started.Writer);
            _replayed++;
        });
        Recover<RecoveryCompleted>(_ => OnRecovered());

        Command<GetDocument>(OnDocument);
        Command<IOperatorCommand>(OnOperator);
        Command<SlotOffered>(OnOffer);
        Command<TrainingProgress>(OnProgress);
        Command<TrainingFinished>(OnFinished);
        Command<RegisterTrainer>(OnTrainer);
        Command<TrainerGone>(message => EndLeases(
            open => open.Lease.Slot.Trainer == message.Trainer && open.Process == message.Process, new LeaseEnd(LeaseEndKind.TrainerEnded)));
        Command<LeaseCheckDue>(_ =>
        {
            _leases.Check();
            EndLeases(open => open.SilentChecks > LeaseChecks, LeaseEnd.Silent(_settings.LeaseTimeout));
        });
        Command<RetryDue>(_ => Announce());
        Command<Echo>(_ => Flush());
        Command<ViewDue>(_ =>
        {
            Publish();
            Flush(); // should an echo be lost with the pool
        });
        Command<EndSearch>(message =>
        {
            _endAsked = message;
            Flush();
        });
        Command<Leave>(_ =>
        {
            _leaving = true;
            if (Sender.Equals(_reader)) Context.Stop(Self);
            else Flush();
        });
        Command<SaveSnapshotSuccess>(saved =>
        {
            _telemetry.Saved(_snapshots.Saved(saved.Metadata.SequenceNr));
            SnapshotIfDue();
            LeaveIfAsked();
        });
        Command<SaveSnapshotFailure>(failure =>
        {
            Log.Warning("search {Search}: snapshot not saved: {Reason}", _id, failure.Cause.Message);
            _snapshots.Failed();
            LeaveIfAsked();
        });
        Command<DeleteSnapshotsSuccess>(_ => { });
        Command<DeleteSnapshotsFailure>(failure => Log.Warning("search {Search}: old snapshots not deleted: {Reason}", _id, failure.Cause.Message));
    }

    /// <summary>The reason for trainers that still work at an attempt whose result is not wanted.</summary>
    internal const string AttemptOver = "the attempt is over";

    public override string PersistenceId => PersistenceIds.Of(_id);

    /// <summary>
    /// Nothing is left to do, unless a submission continues it. A finished search may still have leases, of candidates that a continuation left out.
    /// </summary>
    private bool IsOver => _state.HasEnded && _state.Leases.IsEmpty;

    protected override bool AroundReceive(Receive receive, object message)
    {
        var start = Stopwatch.GetTimestamp();
        var handled = base.AroundReceive(receive, message);
        _settings.Meter?.Handled(Stopwatch.GetElapsedTime(start));
        return handled;
    }

    private void OnRecovered()
    {
        _buffer = new CommitBuffer(_state, _settings.Meter);
        if (!_ended || !IsOver)
        {
            Mark(OnStarted);
            return;
        }
        _writing = false;
        OnStarted();
        Flush();
    }

    /// <summary>A write of its own before any other, so that a former writer that wakes up breaks the journal's unique index.</summary>
    private void Mark(Action then)
    {
        if (IsTakenOver()) return;
        _marked = true;
        Write([new WriterStarted(_settings.Writer.Id, Now)], then);
    }

    private void OnStarted()
    {
        Context.Parent.Tell(new JournalWorks());
        _leases.Restore(_state, MonotonicNow);
        if (!IsOver) Work();
        else if (!_ended) ReportFiles();
        Publish();
        _telemetry.Recovered(_replayed, Stopwatch.GetElapsedTime(_made));
    }

    private void Work()
    {
        _working = true;
        // While it was at its end the keeper may have forgotten what it reported before.
        _reported = null;
        ReportFiles();
        _pool.Tell(new SearchStarted(_id, Self));
        Timers.StartPeriodicTimer("leases", new LeaseCheckDue(), _settings.LeaseTimeout / LeaseChecks);
        Timers.StartPeriodicTimer("views", new ViewDue(), _settings.ViewEvery);
        Announce();
    }

    /// <summary>All that was asked of it is written.</summary>
    private void OnIdle()
    {
        if (IsOver)
        {
            _working = false;
            Timers.Cancel("leases");
            Timers.Cancel("views");
            if (_endAsked is { } asked) _settings.Owner.Tell(new SearchOver(_id, _state.Status, SharedFiles.Marks(_state.Files), asked.Submissions));
            else if (!_endReported) _settings.Owner.Tell(new SearchAtEnd(_id));
            _endReported = true;
        }
        _endAsked = null;
        LeaveIfAsked();
    }

    /// <summary>The reader first answers what it was asked before.</summary>
    private void LeaveIfAsked()
    {
        if (_leaving && !_snapshots.IsSaving) _reader.Tell(new Leave());
    }

    /// <summary>Decides a command; its events go out when the write in flight is done, and the reply follows them.</summary>
    private void Commit(ISearchCommand command, Action<SearchReply> reply)
    {
        _buffer.Add(command, reply);
        Flush();
    }

    private void Flush()
    {
        while (!_writing && !_buffer.IsEmpty)
        {
            if (!_marked && _buffer.HasEvents)
            {
                Mark(() => { });
                return;
            }
            var batch = _buffer.Take();
            if (batch.Events.IsEmpty) foreach (var reply in batch.Replies) reply();
            else
            {
                _inFlight = batch.Replies.Length;
                Write(batch.Events, () => Committed(batch), batch.After);
            }
        }
        if (!_writing) OnIdle();
    }

    /// <summary>Persists asynchronously so that commands gather meanwhile; <see cref="_writing"/> keeps writes apart.</summary>
    private void Write(IReadOnlyList<ISearchEvent> events, Action then, SearchState? after = null)
    {
        _writing = true;
        var left = events.Count;
        PersistAllAsync(events, _ =>
        {
            if (--left > 0) return;
            _settings.Writer.Wrote(PersistenceId, LastSequenceNr);
            _telemetry.Advance(_state, _leases.Count, MonotonicNow, Now);
            _state = after ?? events.Aggregate(_state, SearchEffects.Apply);
            (_writing, _inFlight) = (false, 0);
            then();
            Flush();
        });
    }

    private void Committed(Batch batch)
    {
        foreach (var @event in batch.Events) OnEvent(@event);
        var over = _leases.Sync(_state, batch.Events, MonotonicNow);
        if (over.Count > 0)
        {
            var ended = batch.Events.OfType<LeaseEnded>().Select(e => (e.Work, e.Attempt)).ToHashSet();
            foreach (var open in over) OnLeaseOver(open, ended.Contains((open.Lease.Work, open.Lease.Attempt)));
        }
        if (!_working && !IsOver) Work();
        else ReportFiles();
        if (_state.HasEnded || batch.Events.Any(e => e is SearchSubmitted or SearchExtended)) Publish();
        foreach (var reply in batch.Replies) reply();
        Announce();
        SnapshotIfDue();
    }

    private void OnEvent(ISearchEvent @event)
    {
        _telemetry.Figures?.Note(@event);
        switch (@event)
        {
            case LeaseEnded ended:
                using (_leases.Find(ended.Work, ended.Attempt)?.Span.Around())
                    Log.Info("{Search} {Run} attempt {Attempt} is over: {Reason}", _id, ended.Work, ended.Attempt, ended.Reason);
                break;
            case RunCompleted completed:
                _telemetry.Clock.Trained(completed.Timings);
                break;
            case TestEvaluated tested when _leases.Find(WorkId.Test(tested.Candidate), tested.Attempt) is { } open:
                _telemetry.Clock.Tested(MonotonicNow - open.Since);
                break;
            case AttemptFailed failed:
                using (_leases.Find(failed.Work, failed.Attempt)?.Span.Around())
                    Log.Info("{Search} {Run} attempt {Attempt} failed: {Reason}", _id, failed.Work, failed.Attempt, failed.Reason);
                ScheduleRetry(failed.RetryAt);
                break;
            case CheckpointsReleased released:
                _released.UnionWith(released.Sha256);
                break;
            case SearchPaused:
                foreach (var open in _leases.Open) open.Node?.Tell(new HandBack(_id, open.Lease.Work, open.Lease.Attempt));
                break;
        }
    }

    /// <summary>A trainer that still works at it did not report the end itself, or gets a second "over" that changes nothing.</summary>
    private void OnLeaseOver(OpenLease over, bool ended)
    {
        over.Span.End(over.Reported ? "reported" : "lease ended", over.Reported ? null : "no outcome");
        if (ended && over.Reported) _telemetry.Clock.Interrupted(MonotonicNow - over.Since);
        if (!over.Reported) Stop(over.Node, over.Lease.Work, over.Lease.Attempt);
    }

    private void Announce()
    {
        var count = _state.ReadyAt(Now);
        if (count == 0 && _announced == 0) return;
        _announced = count;
        _pool.Tell(new SlotsWanted(_id, count, _leases.Count, _state.Spec?.Resources.Weight ?? 1), Self);
    }

    /// <summary>What the keeper knows is never ahead of the journal.</summary>
    private void ReportFiles()
    {
        var rootInTraining = _state.Status is SearchStatus.Running or SearchStatus.Paused
            && (!_state.Candidates.TryGetValue(_state.RootId, out var root) || root.Runs.Any(run => run.Result is null));
        // Those that the search has not come to refer to again.
        var files = new FilesInUse(_id, _state.Files, rootInTraining, [.. _released.Where(sha256 => !_state.Files.IsStored(sha256))]);
        _released.Clear();
        if (files.Released.IsEmpty && ReferenceEquals(files.Files, _reported?.Files) && files.RootInTraining == _reported?.RootInTraining) return;
        _settings.Files.Tell(_reported = files);
    }

    private void ScheduleRetry(DateTimeOffset at)
    {
        var wait = at - Now;
        Timers.StartSingleTimer($"retry-{at.UtcTicks}", new RetryDue(), wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
    }

    private void Publish() => _telemetry.Publish(
        _state, _leases, _buffer.Pending + _inFlight, (Self as ActorRefWithCell)?.Underlying.NumberOfMessages ?? 0, MonotonicNow, Now);

    private void SnapshotIfDue() => _snapshots.SaveIfDue(_state, LastSequenceNr, Now);

    /// <summary>No snapshot while a write is in flight: the numbers of its records are ahead of the state.</summary>
    protected override void PostStop()
    {
        if (!_writing) _snapshots.SaveAtStop(_state, LastSequenceNr, Now);
        base.PostStop();
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        Publish(); // what clients see until it is back
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    private void OnOperator(IOperatorCommand message)
    {
        var asker = Sender;
        if (message is Submit traced)
        {
            _telemetry.Submitted(traced.Trace);
            _endReported = false;
        }
        ISearchCommand? command = message switch
        {
            Submit submit => new SubmitSearch(_id, submit.Spec, submit.SpecHash, submit.TrainingHash, submit.DataFingerprint, Now),
            Pause pause => new PauseSearch(pause.Reason, Now),
            Resume => new ResumeSearch(Now),
            Cancel => new CancelSearch(Now),
            _ => null,
        };
        if (command is not null) Commit(command, Answer);
        else Answer(new Accepted());
        void Answer(SearchReply reply) => asker.Tell(new OperatorReply(_id, (reply as Refused)?.Reason, _state.Status));
    }

    private void OnDocument(GetDocument message)
    {
        if (_state.Status == SearchStatus.NotSubmitted) Sender.Tell(new OperatorReply(_id, $"there is no search {_id}", _state.Status));
        else _reader.Forward(new ReadDocument(message, _state, LastSequenceNr, Now));
    }

    private void OnOffer(SlotOffered offer)
    {
        _announced = Math.Max(0, _announced - 1);
        // The slot asked again before it got what it was given; it will ask again when it is idle.
        if (_leases.Holds(offer.Slot, offer.Process) || !_asking.Add((offer.Slot, offer.Process))) return;
        Commit(new RequestLease(offer.Slot, offer.Numerics, Now), reply =>
        {
            _asking.Remove((offer.Slot, offer.Process));
            OnLeaseReply(offer, reply);
        });
    }

    private void OnLeaseReply(SlotOffered offer, SearchReply reply)
    {
        if (reply is Granted { Order: var order } && _leases.Find(order.Work, order.Attempt) is { } open)
        {
            (open.Process, open.Node) = (offer.Process, offer.Node);
            _telemetry.Leased(open);
            using (open.Span.Around())
                Log.Info("{Search} {Run} attempt {Attempt} is given to {Slot}", _id, order.Work, order.Attempt, open.Lease.Slot);
            offer.Node.Tell(new StartTraining(offer.Slot.Index, order, Self, open.Span?.Id));
            return;
        }
        var nothing = reply as NothingToDo;
        if (nothing?.RetryAt is { } at) ScheduleRetry(at);
        if (nothing?.Reason is { } reason) Log.Warning("search {Search}: {Reason}", _id, reason);
        if (nothing is not null) _announced = 0;
        _pool.Tell(new SlotReturned(_id, offer, nothing?.Reason is not null), Self);
    }

    /// <summary>
    /// Only its own trainer reports on a lease. One from before the recovery has none until its trainer has registered; that trainer repeats what it reports
    /// meanwhile.
    /// </summary>
    private void OnProgress(TrainingProgress message)
    {
        var trainer = Sender;
        if (_leases.Find(message.Work, message.Attempt) is not { } open)
        {
            Stop(trainer, message.Work, message.Attempt);
            return;
        }
        if (!trainer.Equals(open.Node)) return;
        open.Heard(message);
        if (message.Checkpoint is not { } checkpoint) return;
        Commit(new RecordCheckpoint(message.Work, message.Attempt, checkpoint, Now), reply =>
        {
            if (reply is StaleAttempt) Stop(trainer, message.Work, message.Attempt);
        });
    }

    /// <summary>
    /// The slot asks the pool for more work in the same breath. The write waits for that offer, an echo's time, so that the result and the slot's
    /// next lease are one write: the slot stands idle for one flush of the disk, not for two. While a write is in flight everything waits anyway.
    /// </summary>
    private void OnFinished(TrainingFinished message)
    {
        var trainer = Sender;
        if (_leases.Find(message.Work, message.Attempt) is { } open)
        {
            if (!trainer.Equals(open.Node)) return;
            (open.SilentChecks, open.Reported) = (0, true);
        }
        var span = _telemetry.Reported(message);
        _buffer.Add(new ReportOutcome(message.Work, message.Attempt, message.Outcome, Now), reply =>
        {
            if (reply is Accepted)
            {
                trainer.Tell(new ResultAccepted(_id, message.Work, message.Attempt));
                span.End("accepted");
                return;
            }
            span.End("refused", "late");
            Log.Info("{Search} {Run} attempt {Attempt}: a late result was refused", _id, message.Work, message.Attempt);
            Stop(trainer, message.Work, message.Attempt);
        });
        if (!_working) Flush();
        else if (!_writing) _pool.Tell(new Echo(), Self);
    }

    /// <summary>
    /// A trainer says what it holds. Leases from before the recovery are kept when it still has them and ended when not; a lease
    /// of this actor's own ends only with the trainer's process, for the order may still be on its way.
    /// </summary>
    private void OnTrainer(RegisterTrainer trainer)
    {
        _telemetry.Seen(trainer);
        var held = trainer.Held.Where(h => h.Search == _id).ToHashSet();
        var leases = _leases.Open.Where(open => open.Lease.Slot.Trainer == trainer.Trainer && open.Process is null);
        foreach (var open in leases.Where(open => held.Any(h => h.Work == open.Lease.Work && h.Attempt == open.Lease.Attempt)))
        {
            (open.Process, open.Node, open.SilentChecks) = (trainer.Process, trainer.Node, 0);
            trainer.Node.Tell(new KeepTraining(_id, open.Lease.Work, open.Lease.Attempt, Self));
            if (_state.Status == SearchStatus.Paused) trainer.Node.Tell(new HandBack(_id, open.Lease.Work, open.Lease.Attempt));
        }
        EndLeases(open => open.Lease.Slot.Trainer == trainer.Trainer && open.Process != trainer.Process, new LeaseEnd(LeaseEndKind.TrainerWithoutIt));
        foreach (var stray in held.Where(h => _leases.Find(h.Work, h.Attempt) is null)) Stop(trainer.Node, stray.Work, stray.Attempt);
    }

    private void EndLeases(Func<OpenLease, bool> which, LeaseEnd reason)
    {
        foreach (var open in _leases.Open.Where(open => !open.Ending && !open.Reported).Where(which).ToArray())
        {
            open.Ending = true;
            Commit(new EndLease(open.Lease.Work, open.Lease.Attempt, reason, Now), _ => { });
        }
    }

    private void Stop(IActorRef? trainer, WorkId work, int attempt) => trainer?.Tell(new StopTraining(_id, work, attempt, AttemptOver), Self);
}
