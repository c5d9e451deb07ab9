using ActorSearch.Messages;
using Akka.Actor;
using Akka.Persistence;

namespace ActorSearch.Coordinator.Searches;

/// <summary>A persistent actor under a <see cref="JournalGuard"/>, which it informs when its journal fails, and which starts it again.</summary>
/// <param name="what">Its name for people.</param>
internal abstract class GuardedActor(SearchSettings settings, string what) : ReceivePersistentActor, IWithTimers
{
    /// <summary>Of the journal as far as it was replayed: the writer that started last, its record's number, and whether this process started too.</summary>
    private (string? Writer, long Number, bool Own) _started;

    public ITimerScheduler Timers { get; set; } = null!;

    protected static DateTimeOffset Now => Context.System.Scheduler.Now;

    protected static TimeSpan MonotonicNow => Context.System.Scheduler.MonotonicClock;

    /// <summary>No snapshot that another process may have made: the start of its maker must be replayed.</summary>
    public override Recovery Recovery =>
        settings.Writer.Of(PersistenceId) is { } turn ? new Recovery(new SnapshotSelectionCriteria(turn.Number)) : base.Recovery;

    /// <summary>To be called for every start of a writer that is replayed.</summary>
    protected void Replayed(string writer) => _started = (writer, LastSequenceNr, _started.Own || writer == settings.Writer.Id);

    /// <summary>To be called before it writes its start: is another process the writer by now? Then this one ends.</summary>
    protected bool IsTakenOver()
    {
        var isBehind = _started.Own || settings.Writer.Of(PersistenceId) is { Wrote: true } turn && _started.Number > turn.Number;
        if (!isBehind || _started.Writer == settings.Writer.Id)
        {
            settings.Writer.Begins(PersistenceId, LastSequenceNr);
            return false;
        }
        Context.Parent.Tell(new JournalFailed("another coordinator has taken over"));
        settings.Fenced(what);
        Context.Stop(Self);
        return true;
    }

    /// <summary>
    /// A record that the journal refuses: another process has taken over. Refused at the start, another process wrote while this one recovered: it recovers
    /// again, and the other is refused next.
    /// </summary>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        Context.Parent.Tell(new JournalFailed(JournalFault.Reason(cause)));
        if (@event is not (WriterStarted or SupervisorStarted) && JournalFault.IsRefusal(cause)) settings.Fenced(what);
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
        Context.Parent.Tell(new JournalFailed(JournalFault.Reason(reason)));

    /// <summary>A record that the serialiser refuses would otherwise only be logged, and its sender would wait for ever.</summary>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        throw new InvalidOperationException($"{what}: the journal refused {@event.GetType().Name}: {cause.Message}", cause);
    }
}
