using ActorSearch.Messages;
using Akka.Actor;
using Akka.Event;

namespace ActorSearch.Coordinator.Searches;

/// <summary>Child to guard, before it stops, and guard to its owner: its journal failed.</summary>
/// <param name="Reason">One line; null = as before.</param>
internal sealed record JournalFailed(string? Reason) : ILocalMessage, IDeadLetterSuppression;

/// <summary>Child to guard, and guard to its owner: it has recovered, and the journal took its first record (an ended search writes none).</summary>
internal sealed record JournalWorks : ILocalMessage, IDeadLetterSuppression;

/// <summary>
/// Keeps one persistent actor. Akka stops it whenever its journal fails, so that nothing is answered that is not written; this actor starts it again, after
/// longer and longer pauses, for as long as it takes. Meanwhile it answers clients in its place: what waits, for what, since when.
/// </summary>
internal sealed class JournalGuard : ReceiveActor, IWithTimers, IWithUnboundedStash
{
    private sealed record JournalAsked(Exception? Failure) : ILocalMessage, IDeadLetterSuppression;

    private sealed record RetryDue : ILocalMessage;

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
    private JournalAway? _away;

    /// <summary>Documents of searches, with the states that this process knew last, while the journal is away.</summary>
    private readonly Dictionary<SearchId, SearchDocuments> _documents = [];
    private TimeSpan _worksSince, _pause;
    private bool _stopping;

    /// <param name="name">The child's, as an actor.</param>
    /// <param name="what">The child's, for people.</param>
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
        Receive<IOperatorCommand>(_ => _away is not null, message => Sender.Tell(Answer(message, _away!)));
        Receive<IWireMessage>(message => _away is not null && message is ListSearches or ListTrainers, _ => Sender.Tell(_away!));
        // Messages of trainers and the pool are lost while there is no child: they repeat them.
        ReceiveAny(message =>
        {
            if (_child is null && _away is null) Stash.Stash();
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
        if (_away is not null) _settings.Metrics?.JournalBack();
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
        _settings.Owner.Tell(new JournalWorks());
        if (_away is not { } over) return;
        _settings.Metrics?.JournalBack();
        _log.Warning("{0} goes on after {1:0} s", _what, (Now - over.Since).TotalSeconds);
        (_away, _reason) = (null, null);
        _documents.Clear();
    }

    private void Wait()
    {
        if (_away is null && MonotonicNow - _worksSince > Steady) _pause = _settings.RestartAfter;
        var reason = _reason ?? "it stopped";
        _settings.Owner.Tell(new JournalFailed(reason));
        if (_away is null)
        {
            _settings.Metrics?.JournalAway();
            _log.Warning("{0} waits: {1}; tried again until it works, trainers go on meanwhile", _what, reason);
        }
        _away = new JournalAway(reason, _away?.Since ?? Now, Now + _pause);
        _documents.Clear();
        Timers.StartSingleTimer("retry", new RetryDue(), _pause);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    /// <summary>A document where there is a state to write it of; to everything else, that the journal is away.</summary>
    private object Answer(IOperatorCommand command, JournalAway away)
    {
        if (command is not GetDocument ask || _settings.Views.Newest(ask.Search) is not { } view) return away;
        if (!_documents.TryGetValue(ask.Search, out var documents)) _documents.Add(ask.Search, documents = new SearchDocuments(away));
        return documents.Answer(ask, view.State, view, 0, Now);
    }

    /// <summary>The child stops when it has answered everything; one that waits for its journal would not.</summary>
    private void OnLeave(Leave message)
    {
        if (_child is null && _away is null)
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
        else if (_away is null) _child.Forward(message);
        else Context.Stop(_child);
    }
}
