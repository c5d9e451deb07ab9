using ActorSearch.Messages;
using ActorSearch.TrainerNode.Training.Stores;
using Akka.Actor;
using Akka.Event;

namespace ActorSearch.Coordinator.Searches;

/// <summary>A search to the keeper after a write to its journal: the files that it refers to now, and those that it let go of.</summary>
/// <param name="RootInTraining">Its root runs may have stored files that it does not know of yet.</param>
internal sealed record FilesInUse(SearchId Search, FileIndex Files, bool RootInTraining, ImmutableArray<string> Released) : ILocalMessage;

/// <summary>The supervisor ends: what may be deleted at once is deleted, and then the keeper stops.</summary>
internal sealed record EndKeeping : ILocalMessage;

/// <summary>A search was added, or an ended one was reopened; it will say what it refers to.</summary>
internal sealed record SearchExpected(SearchId Search) : ILocalMessage;

/// <summary>A search has ended: what it keeps stays as it is, whether its actor is there or not.</summary>
/// <param name="Files">As in <see cref="SearchEnded"/>.</param>
internal sealed record SearchKeeps(SearchId Search, ImmutableArray<string> Files) : ILocalMessage;

/// <summary>
/// Deletes what no search of the store refers to: files let go of, and once a day files that were written and never recorded. Deletes
/// nothing before every search has reported what it refers to. Deletions run on a thread of their own, for a store may be far away.
/// </summary>
internal sealed class FileKeeper : ReceiveActor, IWithTimers
{
    private sealed record DeletionsDue : ILocalMessage;

    private sealed record SweepDue : ILocalMessage;

    private sealed record EndDue : ILocalMessage;

    /// <param name="Failure">What went wrong, in one line; null when nothing did.</param>
    /// <param name="Orphans">Files that a sweep found and that were never recorded, as far as that is known.</param>
    private sealed record BackgroundEnded(string? Failure, params ImmutableArray<Doomed> Orphans) : ILocalMessage, IDeadLetterSuppression;

    /// <summary>The next coordinator waits until this one has ended.</summary>
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(5);

    /// <param name="Since">Written later, it is another search's and stays.</param>
    private sealed record Doomed(string Sha256, DateTimeOffset Since);

    private readonly SearchSettings _settings;
    private readonly SharedFiles _files = new();
    private readonly Dictionary<SearchId, IActorRef> _reporters = [];
    private readonly Queue<Doomed> _released = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();

    /// <summary>By the wall clock, as the times of files are; never compared with anything but those and itself.</summary>
    private DateTimeOffset _lastReport;
    private bool _busy, _ending;

    public FileKeeper(SearchSettings settings, ImmutableArray<SearchId> searches, ImmutableArray<SearchKeeps> ended)
    {
        _settings = settings;
        // The supervisor's journal took a write just now; see OnFiles.
        _lastReport = Now;
        foreach (var search in searches) _files.Expect(search);
        foreach (var search in ended) _files.End(search.Search, search.Files);
        Receive<SearchExpected>(message => _files.Expect(message.Search));
        Receive<SearchKeeps>(message =>
        {
            if (_reporters.Remove(message.Search, out var reporter)) Context.Unwatch(reporter);
            _files.End(message.Search, message.Files);
            GoOn();
        });
        Receive<FilesInUse>(OnFiles);
        Receive<Terminated>(message =>
        {
            foreach (var (search, _) in _reporters.Where(reporter => reporter.Value.Equals(message.ActorRef)).ToArray())
            {
                _reporters.Remove(search);
                _files.Expect(search);
            }
        });
        Receive<DeletionsDue>(_ => GoOn());
        Receive<SweepDue>(_ => Sweep());
        Receive<BackgroundEnded>(OnBackgroundEnded);
        Receive<EndKeeping>(_ =>
        {
            _ending = true;
            Timers.StartSingleTimer("end", new EndDue(), EndWithin);
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
        var (known, over) = (searches.ToImmutableArray(), (ended ?? []).ToImmutableArray());
        return Akka.Actor.Props.Create(() => new FileKeeper(settings, known, over));
    }

    protected override void PreStart() => Timers.StartPeriodicTimer("sweep", new SweepDue(), _settings.SweepAfter, _settings.SweepEvery);

    private void OnFiles(FilesInUse message)
    {
        // Its journal took a write just now, so what it says is how things are; see Sweep.
        _lastReport = Now;
        _reporters[message.Search] = Context.Watch(Sender);
        _files.Set(message.Search, message.Files, message.RootInTraining);
        foreach (var sha256 in message.Released) _released.Enqueue(new Doomed(sha256, _lastReport));
        GoOn();
    }

    /// <summary>
    /// Equal trainings of two searches share files. What one lets go of waits, so that the other can still record what it found there
    /// before; what it finds there later counts as written then. The end of a run often follows its last release at once: with one search, files are deleted
    /// before the end; with several, they wait for the next start.
    /// </summary>
    private void GoOn()
    {
        var wait = _files.Searches > 1 ? _settings.ReleaseWait : TimeSpan.Zero;
        if (_ending && _files is not { IsComplete: true, Searches: 1 }) Context.Stop(Self);
        else if (_busy || !_files.IsComplete) return;
        else if (TakeReleased(_ending ? DateTimeOffset.MaxValue : Now - wait) is { IsEmpty: false } doomed) InBackground(() => Delete(doomed));
        else if (_ending) Context.Stop(Self);
        else if (_released.Count > 0 && !Timers.IsTimerActive("deletions")) Timers.StartSingleTimer("deletions", new DeletionsDue(), wait);
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
            Timers.StartSingleTimer("sweep-later", new SweepDue(), _settings.SweepRetry);
            return;
        }
        var before = _lastReport - _settings.OrphanAge;
        InBackground(() =>
        {
            try
            {
                return new BackgroundEnded(null, [.. _settings.Checkpoints.List(before).Select(name => new Doomed(name, before))]);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return new BackgroundEnded($"files that nothing refers to were not looked for: {e.Message}");
            }
        });
    }

    private void OnBackgroundEnded(BackgroundEnded message)
    {
        _busy = false;
        if (message.Failure is { } failure) _log.Warning("{0}", failure);
        ImmutableArray<Doomed> unused = _files.IsComplete ? [.. message.Orphans.Where(file => !_files.IsUsed(file.Sha256))] : [];
        if (unused.IsEmpty || _ending)
        {
            GoOn();
            return;
        }
        _log.Info("{0} files were never recorded and are deleted", unused.Length);
        InBackground(() => Delete(unused));
    }

    /// <summary>A file that cannot be deleted costs space only, until the next sweep.</summary>
    private BackgroundEnded Delete(ImmutableArray<Doomed> doomed)
    {
        var (failed, reason) = (0, "");
        foreach (var file in doomed)
        {
            try
            {
                _settings.Checkpoints.Delete(file.Sha256, unlessWrittenSince: file.Since);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                (failed, reason) = (failed + 1, e.Message);
            }
        }
        return new(failed == 0 ? null : $"{failed} of {doomed.Length} files not deleted everywhere: {reason}");
    }

    private void InBackground(Func<BackgroundEnded> work)
    {
        _busy = true;
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .PipeTo(Self, failure: e => new BackgroundEnded(e.Message));
    }
}
