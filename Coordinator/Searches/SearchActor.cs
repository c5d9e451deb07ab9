using System.Diagnostics;
using ActorSearch.Coordinator.Journal;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Node.Telemetry;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;

namespace ActorSearch.Coordinator.Searches;

/// <summary>
/// Owns one search. Thin: a message becomes a command, `decide` answers with events, these are persisted and applied, then the
/// replies go out. Writes are grouped; see <see cref="CommitBuffer"/>. When the journal fails the actor stops and its
/// <see cref="JournalGuard"/> starts it again; whoever waits for an answer repeats.
/// </summary>
public sealed partial class SearchActor : ReceivePersistentActor, IWithTimers
{
    private sealed record LeaseCheckDue : ILocalMessage { public static LeaseCheckDue Instance { get; } = new(); }

    private sealed record RetryDue : ILocalMessage { public static RetryDue Instance { get; } = new(); }

    private sealed record ViewDue : ILocalMessage { public static ViewDue Instance { get; } = new(); }

    private sealed record SnapshotNotMade(Exception Cause) : ILocalMessage;

    /// <summary>Into how many parts the time of a lease is cut.</summary>
    private const int LeaseChecks = 4;

    private readonly SearchId _id;
    private readonly SearchSettings _settings;
    private readonly IActorRef _pool;
    private readonly LeaseBook _leases = new();

    /// <summary>Slots whose request is decided and not yet answered: a slot that asks again meanwhile gets no second lease.</summary>
    private readonly HashSet<(SlotId, string)> _asking = [];

    private readonly ReleasedFiles _released = new();
    private readonly IActorRef _reader;
    private readonly SearchTelemetry _telemetry;
    private readonly long _made = Stopwatch.GetTimestamp();

    /// <summary>The supervisor's journal said that it has ended when this actor was made.</summary>
    private readonly bool _ended;
    private SearchState _state = SearchState.Empty;
    private CommitBuffer _buffer;
    private bool _writing = true;

    /// <summary>This actor has written, so that a former writer cannot.</summary>
    private bool _marked;

    /// <summary>The pool knows it, and its timers run.</summary>
    private bool _working;

    /// <summary>The supervisor was told that it is at its end.</summary>
    private bool _endTold;

    /// <summary>What the supervisor said when it asked for the end; null when it did not.</summary>
    private EndSearch? _endAsked;
    private bool _leaving;
    private long _lastSnapshot, _previousSnapshot, _replayed, _snapshotAsked;
    private bool _snapshotting;
    private FilesInUse? _told;
    private int _announced, _inFlight;

    /// <param name="ended">It has ended, and is wanted by someone who looks: it works, and writes, only when a submission continues it.</param>
    public SearchActor(SearchId id, SearchSettings settings, IActorRef pool, bool ended)
    {
        (_id, _settings, _pool, _ended) = (id, settings, pool, ended);
        _reader = Context.ActorOf(SearchReader.Props(settings.Views), "reader");
        _telemetry = new SearchTelemetry(id, settings);
        _buffer = new CommitBuffer(_state, settings.Meter);
        Recover<SnapshotOffer>(offer =>
        {
            // Snapshots of version 0.1 are not packed.
            _state = (offer.Snapshot is PackedSnapshot packed ? packed.Snapshot : (SearchSnapshot)offer.Snapshot).ToState();
            _lastSnapshot = _previousSnapshot = offer.Metadata.SequenceNr;
        });
        Recover<ISearchEvent>(Recovered);
        Recover<RecoveryCompleted>(_ => OnRecovered());

        Command<GetDocument>(OnDocument);
        Command<IOperatorCommand>(OnOperator);
        Command<SlotOffered>(OnOffer);
        Command<TrainingProgress>(OnProgress);
        Command<TrainingFinished>(OnFinished);
        Command<RegisterTrainer>(OnTrainer);
        Command<TrainerGone>(message =>
            EndLeases(open => open.Lease.Slot.Trainer == message.Trainer && open.Process == message.Process, new LeaseEnd(LeaseEndKind.TrainerEnded)));
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
        Command<Leave>(OnLeave);
        Command<SnapshotNotMade>(failure => OnSnapshotFailed(failure.Cause));
        Command<SaveSnapshotSuccess>(OnSnapshotSaved);
        Command<SaveSnapshotFailure>(failure => OnSnapshotFailed(failure.Cause));
        Command<DeleteSnapshotsSuccess>(_ => { });
        Command<DeleteSnapshotsFailure>(failure => Log.Warning("search {Search}: old snapshots not deleted: {Reason}", _id, failure.Cause.Message));
    }

    /// <summary>What a trainer is told that still works at what nobody waits for.</summary>
    internal const string AttemptOver = "the attempt is over";

    public override string PersistenceId => PersistenceIds.Of(_id);

    public ITimerScheduler Timers { get; set; } = null!;

    private static DateTimeOffset Now => Context.System.Scheduler.Now;

    private static TimeSpan MonotonicNow => Context.System.Scheduler.MonotonicClock;

    /// <summary>
    /// Nothing is left to do, unless a submission continues it. A finished search may still have leases, of candidates that a continuation left out.
    /// </summary>
    private bool IsOver => _state.Status is SearchStatus.Finished or SearchStatus.Cancelled && _state.Leases.IsEmpty;

    private void Recovered(ISearchEvent @event)
    {
        _state = SearchEffects.Apply(_state, @event);
        _released.Note(@event);
        _replayed++;
    }

    protected override bool AroundReceive(Receive receive, object message)
    {
        if (_settings.Meter is not { } meter) return base.AroundReceive(receive, message);
        var start = Stopwatch.GetTimestamp();
        var handled = base.AroundReceive(receive, message);
        meter.Handled(Stopwatch.GetElapsedTime(start));
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
        _marked = true;
        Write([new WriterStarted(Guid.NewGuid().ToString("N"), Now)], then);
    }

    private void OnStarted()
    {
        Context.Parent.Tell(JournalWorks.Instance);
        _leases.Restore(_state, MonotonicNow);
        if (!IsOver) Work();
        else if (!_ended) TellFiles();
        Publish();
        _telemetry.Recovered(_replayed, Stopwatch.GetElapsedTime(_made));
    }

    private void Work()
    {
        _working = true;
        // While it was at its end the keeper may have forgotten what it said before.
        _told = null;
        TellFiles();
        _pool.Tell(new SearchStarted(_id, Self));
        Timers.StartPeriodicTimer("leases", LeaseCheckDue.Instance, _settings.LeaseTimeout / LeaseChecks);
        Timers.StartPeriodicTimer("views", ViewDue.Instance, _settings.ViewEvery);
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
            else if (!_endTold) _settings.Owner.Tell(new SearchAtEnd(_id));
            _endTold = true;
        }
        _endAsked = null;
        LeaveIfTold();
    }

    private void OnLeave(Leave message)
    {
        _leaving = true;
        if (Sender.Equals(_reader)) Context.Stop(Self);
        else Flush();
    }

    /// <summary>The reader answers first what it was asked before.</summary>
    private void LeaveIfTold()
    {
        if (_leaving && !_snapshotting) _reader.Tell(Leave.Instance);
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
        else TellFiles();
        if (_state.Status is SearchStatus.Finished or SearchStatus.Cancelled || batch.Events.Any(e => e is SearchSubmitted or SearchExtended)) Publish();
        foreach (var reply in batch.Replies) reply();
        Announce();
        SnapshotIfDue();
    }

    private void OnEvent(ISearchEvent @event)
    {
        _released.Note(@event);
        _telemetry.Note(@event);
        switch (@event)
        {
            case LeaseEnded ended:
                using (_leases.Find(ended.Work, ended.Attempt)?.Span.Around())
                    Log.Info("{Search} {Run} attempt {Attempt} is over: {Reason}", _id, ended.Work, ended.Attempt, ended.Reason);
                break;
            case RunCompleted completed: _telemetry.Trained(completed.Timings); break;
            case TestEvaluated tested when _leases.Find(WorkId.Test(tested.Candidate), tested.Attempt) is { } open: _telemetry.Tested(MonotonicNow - open.Since); break;
            case AttemptFailed failed:
                using (_leases.Find(failed.Work, failed.Attempt)?.Span.Around())
                    Log.Info("{Search} {Run} attempt {Attempt} failed: {Reason}", _id, failed.Work, failed.Attempt, failed.Reason);
                ScheduleRetry(failed.RetryAt);
                break;
            case SearchPaused:
                foreach (var open in _leases.Open) open.Node?.Tell(new HandBack(_id, open.Lease.Work, open.Lease.Attempt));
                break;
        }
    }

    /// <summary>Whoever still works on it did not report the end itself, or gets a second "over" that changes nothing.</summary>
    private void OnLeaseOver(OpenLease over, bool ended)
    {
        over.Span.End(over.Reported ? "reported" : "lease ended", over.Reported ? null : "no outcome");
        if (ended && over.Reported) _telemetry.Interrupted(MonotonicNow - over.Since);
        if (!over.Reported) over.Node?.Tell(new StopTraining(_id, over.Lease.Work, over.Lease.Attempt, AttemptOver));
    }

    private void Announce()
    {
        var count = _state.ReadyAt(Now);
        if (count == 0 && _announced == 0) return;
        _announced = count;
        _pool.Tell(new SlotsWanted(_id, count, _leases.Count, _state.Spec?.Resources.Weight ?? 1), Self);
    }

    /// <summary>What the keeper knows is never ahead of the journal.</summary>
    private void TellFiles()
    {
        var rootInTraining = _state.Status is SearchStatus.Running or SearchStatus.Paused
            && (!_state.Candidates.TryGetValue(_state.RootId, out var root) || root.Runs.Any(run => run.Result is null));
        var files = new FilesInUse(_id, _state.Files, rootInTraining, _released.Take(_state));
        if (files.Released.IsEmpty && ReferenceEquals(files.Files, _told?.Files) && files.RootInTraining == _told?.RootInTraining) return;
        _settings.Files.Tell(_told = files);
    }

    private void ScheduleRetry(DateTimeOffset at)
    {
        var wait = at - Now;
        Timers.StartSingleTimer($"retry-{at.UtcTicks}", RetryDue.Instance, wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
    }

    private void Publish() => _telemetry.Publish(_state, _leases, _buffer.Pending + _inFlight, (Self as ActorRefWithCell)?.Underlying.NumberOfMessages ?? 0, MonotonicNow, Now);

    private void SnapshotIfDue()
    {
        if (_snapshotting || !_settings.Snapshots.IsDue(LastSequenceNr, _lastSnapshot, _state)) return;
        _snapshotting = true;
        Snapshot();
    }

    /// <summary>The state never changes once made, so that the snapshot of a large one is put together aside while the actor goes on.</summary>
    private void Snapshot()
    {
        _lastSnapshot = LastSequenceNr;
        _snapshotAsked = Stopwatch.GetTimestamp();
        var (state, metadata, store, self) = (_state, new SnapshotMetadata(SnapshotterId, LastSequenceNr, Now.UtcDateTime), SnapshotStore, Self);
        Task.Run(() =>
        {
            try
            {
                store.Tell(new SaveSnapshot(metadata, new PackedSnapshot(SearchSnapshot.Of(state))), self);
            }
#pragma warning disable CA1031 // Any exception is a snapshot that was not made, no more.
            catch (Exception e)
#pragma warning restore CA1031
            {
                self.Tell(new SnapshotNotMade(e), self);
            }
        });
    }

    /// <summary>
    /// What was decided since the last snapshot need not be replayed after an orderly end; the store ends last, and sees it through. Not
    /// while a write is in flight: the numbers of its records are ahead of the state.
    /// </summary>
    protected override void PostStop()
    {
        if (!_writing && _settings.Snapshots.IsDueAtStop(LastSequenceNr, _lastSnapshot)) Snapshot();
        base.PostStop();
    }

    private void OnSnapshotFailed(Exception cause)
    {
        Log.Warning("search {Search}: snapshot not saved: {Reason}", _id, cause.Message);
        _snapshotting = false;
        LeaveIfTold();
    }

    private void OnSnapshotSaved(SaveSnapshotSuccess saved)
    {
        _snapshotting = false;
        _telemetry.Saved(Stopwatch.GetElapsedTime(_snapshotAsked));
        SnapshotIfDue();
        if (_previousSnapshot > 1) DeleteSnapshots(new SnapshotSelectionCriteria(_previousSnapshot - 1));
        _previousSnapshot = saved.Metadata.SequenceNr;
        LeaveIfTold();
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        Publish(); // what persons see until it is back
        Context.Parent.Tell(new JournalFailed(JournalFault.Reason(cause)));
        // Refused at the start, somebody wrote while this one recovered: it recovers again, and the other is refused next.
        if (@event is not WriterStarted && JournalFault.IsRefusal(cause)) _settings.Fenced($"search {_id}");
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => Context.Parent.Tell(new JournalFailed(JournalFault.Reason(reason)));

    /// <summary>A record that the serialiser refuses would otherwise only be logged, and this actor would wait for ever.</summary>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        throw new InvalidOperationException($"search {_id}: the journal refused {@event.GetType().Name}: {cause.Message}", cause);
    }
}
