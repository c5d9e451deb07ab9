using ActorSearch.Coordinator.Journal;
using ActorSearch.Messages;
using Akka.Actor;
using Akka.Persistence;

namespace ActorSearch.Coordinator.Searches;

/// <summary>
/// The cluster singleton: owns which searches exist in this store, starts an actor for each that has not ended, and for one that has ended when a client asks
/// for it. It is the one address that trainers and operators know.
/// </summary>
internal sealed class SearchSupervisor : GuardedActor
{
    private sealed record LeaveDue : ILocalMessage;

    /// <summary>A search that exists.</summary>
    private sealed class Known(SearchId id)
    {
        public SearchId Id => id;

        /// <summary>Null while there is none: it has ended, and no client asks for it.</summary>
        public IActorRef? Actor { get; set; }

        /// <summary>As what it ended; null while it is not in the journal that it has.</summary>
        public SearchStatus? Ended { get; set; }

        /// <summary>The files that it keeps if it had ended before this supervisor; until the keeper knows them.</summary>
        public ImmutableArray<string> Kept { get; set; }

        /// <summary>It existed before this supervisor, and its actor has not read its journal.</summary>
        public bool Unread { get; set; }

        /// <summary>Why its journal fails; null while it works.</summary>
        public string? Failure { get; set; }

        /// <summary>Passed on by this supervisor.</summary>
        public int Submissions { get; set; }

        /// <summary>When a client asked for it last.</summary>
        public TimeSpan Asked { get; set; }

        /// <summary>Commands since its actor was asked to leave; null when it was not.</summary>
        public List<(IOperatorCommand Command, IActorRef Asker)>? Held { get; set; }
    }

    private const string Name = "the list of searches";

    /// <summary>Searches in one message.</summary>
    private const int ListPage = 200;

    /// <summary>Into how many parts the time is cut after which an ended search leaves.</summary>
    private const int LeaveChecks = 4;

    private readonly SearchSettings _settings;
    private readonly Dictionary<SearchId, Known> _searches = [];
    private readonly Dictionary<IActorRef, Known> _actors = [];

    /// <summary>The ids of all searches in order.</summary>
    private readonly List<string> _ids = [];

    private IActorRef _pool = ActorRefs.Nobody, _files = ActorRefs.Nobody;

    public SearchSupervisor(SearchSettings settings) : base(settings, Name)
    {
        _settings = settings with { Owner = Self };
        Recover<SearchAdded>(added =>
        {
            if (!_searches.ContainsKey(added.Search)) Add(added.Search);
        });
        Recover<SearchEnded>(ended =>
        {
            var search = _searches[ended.Search];
            (search.Ended, search.Kept) = (ended.Status, ended.Files);
        });
        Recover<SearchReopened>(reopened => _searches[reopened.Search].Ended = null);
        Recover<SupervisorStarted>(started => Replayed(started.Writer));
        Recover<RecoveryCompleted>(_ =>
        {
            if (!IsTakenOver()) Persist(new SupervisorStarted(settings.Writer.Id, Now), _ => Started());
        });

        Command<IOperatorCommand>(OnOperator);
        Command<RegisterTrainer>(OnTrainer);
        Command<ListTrainers>(message => _pool.Forward(message));
        Command<ListSearches>(OnList);
        Command<SearchAtEnd>(message =>
        {
            // By way of its guard, as submissions: it comes after all that were passed on before.
            if (_searches[message.Search] is { Ended: null, Actor: { } actor } search) actor.Tell(new EndSearch(search.Submissions));
        });
        Command<SearchOver>(OnOver);
        Command<JournalWorks>(_ =>
        {
            if (_actors.TryGetValue(Sender, out var search)) (search.Unread, search.Failure) = (false, null);
        });
        Command<JournalFailed>(message =>
        {
            if (_actors.TryGetValue(Sender, out var search)) search.Failure = message.Reason;
        });
        Command<LeaveDue>(_ => LetGo());
        Command<Terminated>(OnLeft);
        Command<StopSupervisor>(_ => _files.Tell(new EndKeeping()));
    }

    public override string PersistenceId => PersistenceIds.Searches;

    /// <summary>What the singleton manager starts.</summary>
    public static Props Props(SearchSettings settings) => Akka.Actor.Props.Create(() => new JournalGuard(
        Akka.Actor.Props.Create(() => new SearchSupervisor(settings)), "supervisor", Name, settings));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    private List<Known> Unfinished => [.. _searches.Values.Where(search => search.Ended is null)];

    private Known Add(SearchId id)
    {
        var search = new Known(id);
        _searches.Add(id, search);
        _ids.Insert(~_ids.BinarySearch(id.Value, StringComparer.Ordinal), id.Value);
        return search;
    }

    private void Started()
    {
        _settings.Writer.Wrote(PersistenceId, LastSequenceNr);
        var metrics = _settings.Metrics;
        metrics?.Start();
        _pool = Context.ActorOf(Akka.Actor.Props.Create(() => new TrainerPool(metrics)), "pool");
        var unfinished = Unfinished;
        var ended = _searches.Values.Except(unfinished).ToList();
        _files = Context.Watch(Context.ActorOf(FileKeeper.Props(
            _settings, unfinished.Select(search => search.Id), ended.Select(search => new SearchKeeps(search.Id, search.Kept))), "files"));
        foreach (var search in ended)
        {
            search.Kept = [];
            metrics?.Searches.Ended(search.Id, search.Ended!.Value);
        }
        foreach (var search in unfinished)
        {
            search.Unread = true;
            Start(search);
        }
        Timers.StartPeriodicTimer("leave", new LeaveDue(), _settings.EndedIdle / LeaveChecks);
        Context.Parent.Tell(new JournalWorks());
        _settings.Active();
    }

    private void OnOperator(IOperatorCommand command)
    {
        if (!_searches.TryGetValue(command.Search, out var search))
        {
            if (command is Submit) Persist(new SearchAdded(command.Search, Now), added => Expect(Add(added.Search), command));
            else Sender.Tell(new OperatorReply(command.Search, $"there is no search {command.Search}", SearchStatus.NotSubmitted));
        }
        else if (command is Submit && search.Ended is not null)
        {
            Persist(new SearchReopened(command.Search, Now), _ =>
            {
                search.Ended = null;
                Expect(search, command);
            });
        }
        else
        {
            Pass(search, command);
        }
    }

    /// <summary>The keeper deletes nothing before the search has said what it refers to.</summary>
    private void Expect(Known search, IOperatorCommand command)
    {
        _files.Tell(new SearchExpected(search.Id));
        Pass(search, command);
    }

    private void Pass(Known search, IOperatorCommand command)
    {
        search.Asked = MonotonicNow;
        if (command is Submit) search.Submissions++;
        if (search.Held is { } held)
        {
            held.Add((command, Sender));
            return;
        }
        var isNew = search.Actor is null;
        (search.Actor ?? Start(search)).Forward(command);
        if (isNew) LetGo();
    }

    /// <summary>What a trainer still has of a search that ended is of no use: no lease was open when it did.</summary>
    private void OnTrainer(RegisterTrainer message)
    {
        foreach (var held in message.Held)
            if (_searches.TryGetValue(held.Search, out var search) && search.Ended is not null)
                message.Node.Tell(new StopTraining(held.Search, held.Work, held.Attempt, SearchActor.AttemptOver));
        _pool.Forward(message);
    }

    private void OnList(ListSearches message)
    {
        var at = _ids.BinarySearch(message.After, StringComparer.Ordinal);
        var page = _ids.Skip(at < 0 ? ~at : at + 1).Take(ListPage + 1).ToList();
        Sender.Tell(new SearchList([.. page.Take(ListPage).Select(id => new SearchId(id))], page.Count > ListPage, Unready()));
    }

    /// <summary>The end of a reason that names no search.</summary>
    internal const string NotRead = " searches are not read yet";

    private string? Unready()
    {
        var unfinished = Unfinished;
        var failing = unfinished.Where(search => search.Failure is not null).OrderBy(search => search.Id.Value, StringComparer.Ordinal).ToList();
        if (failing is [var first, .. var others])
            return $"search {first.Id} does not answer: {first.Failure}" + (others.Count == 0 ? "" : $"; {others.Count} more do not");
        var unread = unfinished.Count(search => search.Unread);
        return unread == 0 ? null : $"{unread} of {unfinished.Count}{NotRead}";
    }

    private void OnOver(SearchOver message)
    {
        var search = _searches[message.Search];
        // A submission is on its way to it: after that it says again what it is then.
        if (search.Ended is not null || search.Submissions != message.Submissions) return;
        Persist(new SearchEnded(message.Search, message.Status, message.Files, Now), ended =>
        {
            (search.Ended, search.Asked) = (ended.Status, MonotonicNow);
            _files.Tell(new SearchKeeps(ended.Search, ended.Files));
            _settings.Metrics?.Searches.Ended(ended.Search, ended.Status);
            LetGo();
        });
    }

    /// <summary>Ended searches leave when no client has asked for them for a while, and those asked for least lately when there are too many.</summary>
    private void LetGo()
    {
        var now = MonotonicNow;
        var ended = _actors.Values.Where(search => search is { Ended: not null, Held: null }).OrderByDescending(search => search.Asked);
        foreach (var search in ended.Where((search, i) => i >= _settings.EndedKept || now - search.Asked >= _settings.EndedIdle).ToList())
        {
            search.Held = [];
            search.Actor!.Tell(new Leave());
        }
    }

    private void OnLeft(Terminated message)
    {
        // It was asked to end, and has.
        if (message.ActorRef.Equals(_files)) Context.Stop(Self);
        if (!_actors.Remove(message.ActorRef, out var search)) return;
        _settings.Views.Forget(search.Id);
        _settings.Metrics?.Searches.Left(search.Id);
        var held = search.Held ?? [];
        (search.Actor, search.Held, search.Failure) = (null, null, null);
        foreach (var (command, asker) in held) (search.Actor ?? Start(search)).Tell(command, asker);
    }

    private IActorRef Start(Known search)
    {
        var (id, ended, settings, pool) = (search.Id, search.Ended is not null, _settings with { Files = _files }, _pool);
        var props = Akka.Actor.Props.Create(() => new SearchActor(id, settings, pool, ended));
        var guard = Akka.Actor.Props.Create(() => new JournalGuard(props, "search", $"search {id}", settings));
        search.Actor = Context.Watch(Context.ActorOf(guard, Uri.EscapeDataString(PersistenceIds.Of(id))));
        _actors.Add(search.Actor, search);
        return search.Actor;
    }
}

/// <summary>Ends the singleton in order; a poison pill would lose what a persistent actor has stashed.</summary>
internal sealed record StopSupervisor : ILocalMessage;
