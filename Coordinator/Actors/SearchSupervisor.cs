using ActorSearch.Messages;
using ActorSearch.Search;
using Akka.Actor;
using Akka.Persistence;

namespace ActorSearch.Coordinator.Actors;

/// <summary>
/// The cluster singleton: owns which searches exist in this store, starts an actor for each, and is the one address that trainers
/// and operators know.
/// </summary>
public sealed class SearchSupervisor : ReceivePersistentActor
{
    /// <summary>Searches in one message.</summary>
    private const int ListPage = 200;

    private readonly SearchSettings _settings;
    private readonly Dictionary<SearchId, IActorRef> _searches = [];
    private readonly HashSet<SearchId> _known = [];
    private IActorRef _pool = ActorRefs.Nobody, _files = ActorRefs.Nobody;

    public SearchSupervisor(SearchSettings settings)
    {
        _settings = settings;
        Recover<SearchAdded>(added => _known.Add(added.Search));
        Recover<SupervisorStarted>(_ => { });
        Recover<RecoveryCompleted>(_ => Persist(new SupervisorStarted(Guid.NewGuid().ToString("N"), Now), _ => Started()));

        Command<IOperatorCommand>(OnOperator);
        Command<RegisterTrainer>(message => _pool.Forward(message));
        Command<ListTrainers>(message => _pool.Forward(message));
        Command<ListSearches>(OnList);
        Command<StopSupervisor>(_ => Context.Stop(Self));
    }

    public const string Id = "searches";

    public override string PersistenceId => Id;

    private static DateTimeOffset Now => Context.System.Scheduler.Now;

    /// <summary>What the singleton manager starts.</summary>
    public static Props Props(SearchSettings settings) => Akka.Actor.Props.Create(() => new JournalGuard(
        Akka.Actor.Props.Create(() => new SearchSupervisor(settings)), "supervisor", "the list of searches", settings));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    private void Started()
    {
        var metrics = _settings.Metrics;
        metrics?.Start();
        _pool = Context.ActorOf(Akka.Actor.Props.Create(() => new TrainerPool(metrics)), "pool");
        _files = Context.ActorOf(FileKeeper.Props(_settings, _known), "files");
        foreach (var search in _known) Start(search);
        Context.Parent.Tell(JournalWorks.Instance);
        _settings.Active();
    }

    private void OnOperator(IOperatorCommand command)
    {
        if (_searches.TryGetValue(command.Search, out var search)) search.Forward(command);
        else if (command is Submit) Persist(new SearchAdded(command.Search, Now), added =>
        {
            _known.Add(added.Search);
            _files.Tell(new SearchExpected(added.Search));
            Start(added.Search).Forward(command);
        });
        else Sender.Tell(new OperatorReply(command.Search, $"there is no search {command.Search}", SearchStatus.NotSubmitted));
    }

    private void OnList(ListSearches message)
    {
        var after = _known.Where(id => string.CompareOrdinal(id.Value, message.After) > 0).OrderBy(id => id.Value, StringComparer.Ordinal).Take(ListPage + 1).ToList();
        Sender.Tell(new SearchList([.. after.Take(ListPage)], after.Count > ListPage));
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        Context.Parent.Tell(new JournalFailed(JournalFault.Reason(cause)));
        if (@event is not SupervisorStarted && JournalFault.IsRefusal(cause)) _settings.Fenced("the list of searches");
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => Context.Parent.Tell(new JournalFailed(JournalFault.Reason(reason)));

    /// <summary>Would otherwise only be logged, and whoever added the search would not know.</summary>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) =>
        throw new InvalidOperationException($"the journal refused {@event.GetType().Name}: {cause.Message}", cause);

    private IActorRef Start(SearchId id)
    {
        var (settings, pool) = (_settings with { Files = _files }, _pool);
        var props = Akka.Actor.Props.Create(() => new SearchActor(id, settings, pool));
        var guard = Akka.Actor.Props.Create(() => new JournalGuard(props, "search", $"search {id}", settings));
        return _searches[id] = Context.ActorOf(guard, Uri.EscapeDataString(SearchActor.PersistenceIdOf(id)));
    }
}

/// <summary>Ends the singleton in order; a poison pill would lose what a persistent actor has stashed.</summary>
public sealed record StopSupervisor : ILocalMessage { public static StopSupervisor Instance { get; } = new(); }
