using ActorSearch.Messages;
using ActorSearch.TrainerNode.Training.Stores;
using Akka.Actor;
using Akka.Event;

namespace ActorSearch.Coordinator.Searches;

/// <summary>A search after a write to its journal: what it refers to now, and what it let go of.</summary>
/// <param name="RootInTraining">Its root runs may have stored files that it does not know of yet.</param>
internal sealed record FilesInUse(SearchId Search, FileIndex Files, bool RootInTraining, ImmutableArray<string> Released) : ILocalMessage;

/// <summary>The supervisor ends: what may be deleted at once is deleted, and then the keeper stops.</summary>
internal sealed record EndKeeping : ILocalMessage { public static EndKeeping Instance { get; } = new(); }

/// <summary>A search was added, or an ended one was reopened; it will say what it refers to.</summary>
internal sealed record SearchExpected(SearchId Search) : ILocalMessage;

/// <summary>A search has ended: what it keeps stays as it is, whether its actor is there or not.</summary>
/// <param name="Files">As in <see cref="SearchEnded"/>.</param>
internal sealed record SearchKeeps(SearchId Search, ImmutableArray<string> Files) : ILocalMessage;

/// <summary>
/// Deletes what no search of the store refers to: files let go of, and once a day files that were written and never recorded. Deletes
/// nothing before every search has said what it refers to. Deletions run on a thread of their own, for a store may be far away.
/// </summary>
internal sealed class FileKeeper : ReceiveActor, IWithTimers
{
    private sealed record DeletionsDue : ILocalMessage { public static DeletionsDue Instance { get; } = new(); }

    private sealed record SweepDue : ILocalMessage { public static SweepDue Instance { get; } = new(); }

    private sealed record EndDue : ILocalMessage { public static EndDue Instance { get; } = new(); }

    private sealed record OrphansFound(ImmutableArray<string> Names, DateTimeOffset WrittenBefore) : ILocalMessage, IDeadLetterSuppression;

    private sealed record BackgroundEnded(string? Failure) : ILocalMessage, IDeadLetterSuppression;

    /// <summary>The next coordinator waits until this one has ended.</summary>
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(5);

    /// <param name="Since">Written later, it is another search's and stays.</param>
    private sealed record Doomed(string Sha256, DateTimeOffset Since);

    private readonly ICheckpointStore _store;
    private readonly SearchSettings _settings;
    private readonly SharedFiles _files = new();
    private readonly Dictionary<SearchId, IActorRef> _tellers = [];
    private readonly Queue<Doomed> _released = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();

    /// <summary>By the wall clock, as the times of files are; never compared with anything but those and itself.</summary>
    private DateTimeOffset _lastTold;
    private bool _busy, _ending;

    public FileKeeper(SearchSettings settings, ImmutableArray<SearchId> searches, ImmutableArray<SearchKeeps> ended)
    {
        (_store, _settings) = (settings.Checkpoints, settings);
        // The supervisor's journal took a write just now; see OnFiles.
        _lastTold = Now;
        foreach (var search in searches) _files.Expect(search);
        foreach (var search in ended) _files.End(search.Search, search.Files);
        Receive<SearchExpected>(message => _files.Expect(message.Search));
        Receive<SearchKeeps>(message =>
        {
            if (_tellers.Remove(message.Search, out var teller)) Context.Unwatch(teller);
            _files.End(message.Search, message.Files);
            GoOn();
        });
        Receive<FilesInUse>(OnFiles);
        Receive<Terminated>(message =>
        {
            foreach (var (search, _) in _tellers.Where(teller => teller.Value.Equals(message.ActorRef)).ToArray())
            {
                _tellers.Remove(search);
                _files.Expect(search);
            }
        });
        Receive<DeletionsDue>(_ => GoOn());
        Receive<SweepDue>(_ => Sweep());
        Receive<OrphansFound>(OnOrphans);
        Receive<BackgroundEnded>(OnBackgroundEnded);
        Receive<EndKeeping>(_ =>
        {
            _ending = true;
            Timers.StartSingleTimer("end", EndDue.Instance, EndWithin);
            GoOn();
        });
        Receive<EndDue>(_ => Context.Stop(Self));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>By the wall clock, as the times of files are.</summary>
    private DateTimeOffset Now => _settings.Time.GetUtcNow();

    /// <param name="searches">Those that will say what they refer to.</param>
    /// <param name="ended">Those that will not.</param>
    public static Props Props(SearchSettings settings, IEnumerable<SearchId> searches, IEnumerable<SearchKeeps>? ended = null)
    {
        ImmutableArray<SearchId> known = [.. searches];
        ImmutableArray<SearchKeeps> over = [.. ended ?? []];
        return Akka.Actor.Props.Create(() => new FileKeeper(settings, known, over));
    }

    protected override void PreStart() => Timers.StartPeriodicTimer("sweep", SweepDue.Instance, _settings.SweepAfter, _settings.SweepEvery);

    private void OnFiles(FilesInUse message)
    {
        // Its journal took a write just now, so what it says is how things are; see Sweep.
        _lastTold = Now;
        _tellers[message.Search] = Context.Watch(Sender);
        _files.Set(message.Search, message.Files, message.RootInTraining);
        foreach (var sha256 in message.Released) _released.Enqueue(new Doomed(sha256, _lastTold));
        GoOn();
    }

    private void GoOn()
    {
        if (_ending) End();
        else DeleteReleased();
    }

    /// <summary>The end of a run often follows its last release at once. With several searches, files wait for the next start.</summary>
    private void End()
    {
        if (_files is not { IsComplete: true, Searches: 1 })
        {
            Context.Stop(Self);
            return;
        }
        if (_busy) return;
        var doomed = TakeReleased(DateTimeOffset.MaxValue);
        if (doomed.IsEmpty) Context.Stop(Self);
        else InBackground(() => new BackgroundEnded(Delete(doomed)));
    }

    /// <summary>
    /// Equal trainings of two searches share files. What one lets go of waits, so that the other can still record what it found there
    /// before; what it finds there later counts as written then.
    /// </summary>
    private void DeleteReleased()
    {
        if (_busy || !_files.IsComplete || _released.Count == 0) return;
        var wait = _files.Searches > 1 ? _settings.ReleaseWait : TimeSpan.Zero;
        var doomed = TakeReleased(Now - wait);
        if (doomed.IsEmpty)
        {
            if (!Timers.IsTimerActive("deletions")) Timers.StartSingleTimer("deletions", DeletionsDue.Instance, wait);
        }
        else
        {
            InBackground(() => new BackgroundEnded(Delete(doomed)));
        }
    }

    private ImmutableArray<Doomed> TakeReleased(DateTimeOffset until)
    {
        var doomed = ImmutableArray.CreateBuilder<Doomed>();
        while (_released.TryPeek(out var next) && next.Since <= until)
        {
            _released.Dequeue();
            if (!_files.IsStored(next.Sha256)) doomed.Add(next);
        }
        return doomed.ToImmutable();
    }

    /// <summary>
    /// Only what was old when a search last wrote to the journal: a coordinator that slept, and whose place another has taken, does
    /// not know of anything later.
    /// </summary>
    private void Sweep()
    {
        if (_busy || _files.Searches == 0 || !_files.IsComplete || _files.SomeRootIsInTraining)
        {
            Timers.StartSingleTimer("sweep-later", SweepDue.Instance, _settings.SweepRetry);
            return;
        }
        var before = _lastTold - _settings.OrphanAge;
        InBackground(() =>
        {
            try
            {
                return new OrphansFound([.. _store.List(before)], before);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return new BackgroundEnded($"files that nothing refers to were not looked for: {e.Message}");
            }
        });
    }

    private void OnOrphans(OrphansFound found)
    {
        _busy = false;
        var unused = _files.IsComplete ? found.Names.Where(name => !_files.IsUsed(name)) : [];
        ImmutableArray<Doomed> doomed = [.. unused.Select(name => new Doomed(name, found.WrittenBefore))];
        if (doomed.IsEmpty || _ending)
        {
            GoOn();
            return;
        }
        _log.Info("{0} files were never recorded and are deleted", doomed.Length);
        InBackground(() => new BackgroundEnded(Delete(doomed)));
    }

    private void OnBackgroundEnded(BackgroundEnded message)
    {
        _busy = false;
        if (message.Failure is { } failure) _log.Warning("{0}", failure);
        GoOn();
    }

    /// <summary>A file that cannot be deleted costs space only, until the next sweep.</summary>
    /// <returns>What went wrong, in one line.</returns>
    private string? Delete(ImmutableArray<Doomed> doomed)
    {
        var (failed, reason) = (0, "");
        foreach (var file in doomed)
        {
            try
            {
                _store.Delete(file.Sha256, unlessWrittenSince: file.Since);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                (failed, reason) = (failed + 1, e.Message);
            }
        }
        return failed == 0 ? null : $"{failed} of {doomed.Length} files not deleted everywhere: {reason}";
    }

    private void InBackground(Func<ILocalMessage> work)
    {
        _busy = true;
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .PipeTo(Self, failure: e => new BackgroundEnded(e.Message));
    }
}
