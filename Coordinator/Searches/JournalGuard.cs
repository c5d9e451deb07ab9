using ActorSearch.Messages;
using Akka.Actor;
using Akka.Event;

namespace ActorSearch.Coordinator.Searches;

/// <summary>Child to guard, before it stops, and guard to its owner: its journal failed.</summary>
/// <param name="Reason">One line; null = as before.</param>
internal sealed record JournalFailed(string? Reason) : ILocalMessage, IDeadLetterSuppression;

/// <summary>Child to guard, and guard to its owner: it has recovered, and the journal took its first record (an ended search writes none).</summary>
internal sealed record JournalWorks : ILocalMessage, IDeadLetterSuppression { public static JournalWorks Instance { get; } = new(); }

/// <summary>
/// Keeps one persistent actor. Akka stops it whenever its journal fails, so that nothing is answered that is not written; this one starts it again, after
/// longer and longer pauses, for as long as it takes. Meanwhile it answers persons in its place: what waits, for what, since when.
/// </summary>
internal sealed class JournalGuard : ReceiveActor, IWithTimers, IWithUnboundedStash
{
    private sealed record JournalAsked(Exception? Failure) : ILocalMessage, IDeadLetterSuppression;

    private sealed record RetryDue : ILocalMessage { public static RetryDue Instance { get; } = new(); }

    /// <summary>Longest pause; a failed try costs next to nothing.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Having worked for so long, the next failure is a new one.</summary>
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(60);

    private readonly Props _props;
    private readonly string _name, _what;
    private readonly SearchSettings _settings;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IActorRef? _child;
    private string? _reason;
    private WaitingDocuments? _waiting;
    private TimeSpan _worksSince, _pause;
    private bool _stopping;

    /// <param name="name">The child's, as an actor.</param>
    /// <param name="what">The child's, for persons.</param>
    public JournalGuard(Props props, string name, string what, SearchSettings settings)
    {
        (_props, _name, _what, _settings, _pause) = (props, name, what, settings, settings.RestartAfter);
        Receive<JournalFailed>(message => _reason = message.Reason ?? _reason);
        Receive<JournalWorks>(_ => OnWorks());
        Receive<Terminated>(_ =>
        {
            _child = null;
            if (_stopping) Context.Stop(Self);
            else Wait();
        });
        Receive<JournalAsked>(OnAsked);
        Receive<RetryDue>(_ => Ask());
        Receive<StopSupervisor>(OnStop);
        Receive<Leave>(OnLeave);
        Receive<FindActive>(_ => Sender.Tell(new ActiveCoordinator(Self, _settings.Http()?.AbsoluteUri)));
        Receive<IOperatorCommand>(message => _waiting is not null, message => Sender.Tell(_waiting!.Answer(message, Now)));
        Receive<IWireMessage>(message => _waiting is not null && message is ListSearches or ListTrainers, _ => Sender.Tell(_waiting!.Away));
        // What trainers and the pool say is lost while nobody is there: they repeat it.
        ReceiveAny(message =>
        {
            if (_child is null && _waiting is null) Stash.Stash();
            else (_child ?? Context.System.DeadLetters).Forward(message);
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    private static DateTimeOffset Now => Context.System.Scheduler.Now;

    private static TimeSpan MonotonicNow => Context.System.Scheduler.MonotonicClock;

    protected override void PreStart() => Ask();

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(e =>
    {
        _reason = $"it failed: {e.GetBaseException().Message.ReplaceLineEndings(" ")}";
        return Directive.Stop;
    });

    protected override void PostStop()
    {
        if (_waiting is not null) _settings.Metrics?.JournalBack();
    }

    /// <summary>What comes before the first answer waits for it.</summary>
    private void Ask()
    {
        if (_settings.AskJournal is { } ask) ask().PipeTo(Self, success: () => new JournalAsked(null), failure: e => new JournalAsked(e));
        else OnAsked(new JournalAsked(null));
    }

    private void OnAsked(JournalAsked message)
    {
        if (message.Failure is null)
        {
            _child = Context.Watch(Context.ActorOf(_props, _name));
        }
        else
        {
            _reason = JournalFault.Reason(message.Failure);
            Wait();
        }
        Stash.UnstashAll();
    }

    private void OnWorks()
    {
        _worksSince = MonotonicNow;
        _settings.Owner.Tell(JournalWorks.Instance);
        if (_waiting is not { } over) return;
        _settings.Metrics?.JournalBack();
        _log.Warning("{0} goes on after {1:0} s", _what, (Now - over.Away.Since).TotalSeconds);
        (_waiting, _reason) = (null, null);
    }

    private void Wait()
    {
        if (_waiting is null && MonotonicNow - _worksSince > Steady) _pause = _settings.RestartAfter;
        var reason = _reason ?? "it stopped";
        _settings.Owner.Tell(new JournalFailed(reason));
        if (_waiting is null)
        {
            _settings.Metrics?.JournalAway();
            _log.Warning("{0} waits: {1}; tried again until it works, trainers go on meanwhile", _what, reason);
        }
        _waiting = new WaitingDocuments(new JournalAway(reason, _waiting?.Away.Since ?? Now, Now + _pause), _settings.Views);
        Timers.StartSingleTimer("retry", RetryDue.Instance, _pause);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    /// <summary>The child stops when it has answered everything; one that waits for its journal would not.</summary>
    private void OnLeave(Leave message)
    {
        if (_child is null && _waiting is null)
        {
            Stash.Stash();
            return;
        }
        _stopping = true;
        if (_child is null) Context.Stop(Self);
        else _child.Forward(message);
    }

    /// <summary>One that waits for its journal would not come to read it.</summary>
    private void OnStop(StopSupervisor message)
    {
        _stopping = true;
        _settings.Views.Forget();
        _settings.Metrics?.Stop();
        Timers.CancelAll();
        if (_child is null) Context.Stop(Self);
        else if (_waiting is null) _child.Forward(message);
        else Context.Stop(_child);
    }
}
