using System.Collections.Concurrent;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.TrainerNode.Training.Stores;
using Akka.Actor;
using Akka.TestKit;

namespace ActorSearch.Coordinator.Tests.Searches;

/// <summary>When files are deleted, with several searches in one store.</summary>
public sealed class FileKeeperTests : Akka.TestKit.Xunit.TestKit
{
    private static readonly SearchId First = new("first"), Second = new("second");
    private static readonly RunId Run = new(new CandidateId("c"), 0);

    private readonly TimedStore _store = new();
    private readonly TestProbe _first, _second;

    private const string Settings =
        """akka.loglevel = WARNING, akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """ + Patience.TestKit;

    public FileKeeperTests() : base(Settings, "files") =>
        (_first, _second) = (CreateTestProbe("first"), CreateTestProbe("second"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TestScheduler Time => (TestScheduler)Sys.Scheduler;

    private IActorRef Keeper(params SearchId[] searches) =>
        Sys.ActorOf(FileKeeper.Props(new SearchSettings(_store, new SearchViews()) { ReleaseWait = TimeSpan.Zero }, searches));

    private static FileIndex Index(params string[] files) => files.Aggregate(FileIndex.Empty, (index, file) => index.Add(file, Run));

    private static FilesInUse Told(SearchId search, FileIndex files, params string[] released) => new(search, files, false, [.. released]);

    /// <summary>What was deleted, in order, once the marker has gone: deletions are done one after the other.</summary>
    private string[] DeletedUntil(IActorRef keeper, TestProbe teller, SearchId search, FileIndex files)
    {
        keeper.Tell(Told(search, files, "marker"), teller);
        var deleted = new List<string>();
        while (_store.Deleted.Take(Cancel) is var name && name != "marker") deleted.Add(name);
        return [.. deleted];
    }

    [Fact]
    public void A_file_goes_when_no_search_refers_to_it()
    {
        var keeper = Keeper(First, Second);
        keeper.Tell(Told(First, Index("shared", "own")), _first);
        keeper.Tell(Told(Second, Index("shared")), _second);
        keeper.Tell(Told(First, Index(), "shared", "own"), _first);
        Assert.Equal(["own"], DeletedUntil(keeper, _first, First, Index()));
        keeper.Tell(Told(Second, Index(), "shared"), _second);
        Assert.Equal(["shared"], DeletedUntil(keeper, _first, First, Index()));
    }

    [Fact]
    public void Nothing_goes_before_every_search_has_told()
    {
        var third = new SearchId("third");
        var keeper = Keeper(First, Second);
        keeper.Tell(Told(First, Index(), "a", "b", "c"), _first);
        keeper.Tell(new SearchExpected(third));
        keeper.Tell(Told(Second, Index("b")), _second);
        keeper.Tell(Told(third, Index("c")), _second);
        Assert.Equal(["a"], DeletedUntil(keeper, _first, First, Index()));
    }

    /// <summary>What it recorded just before it stopped is not known.</summary>
    [Fact]
    public void Nothing_goes_while_a_search_is_starting_again()
    {
        var stopped = CreateTestProbe("stopped");
        Watch(stopped);
        Sys.Stop(stopped);
        ExpectTerminated(stopped, cancellationToken: Cancel);
        var keeper = Keeper(First, Second);
        keeper.Tell(Told(First, Index()), stopped);
        keeper.Tell(new Identify(1), TestActor);
        ExpectMsg<ActorIdentity>(cancellationToken: Cancel);
        keeper.Tell(Told(Second, Index(), "a", "b"), _second);
        keeper.Tell(Told(First, Index("a")), _first);
        Assert.Equal(["b"], DeletedUntil(keeper, _first, First, Index("a")));
    }

    [Fact]
    public void What_was_written_again_after_its_release_stays()
    {
        var keeper = Keeper(First);
        _store.Written["again"] = DateTimeOffset.UtcNow.AddMinutes(1);
        _store.Written["before"] = DateTimeOffset.UtcNow.AddMinutes(-1);
        keeper.Tell(Told(First, Index(), "again", "before"), _first);
        Assert.Equal(["before"], DeletedUntil(keeper, _first, First, Index()));
    }

    /// <summary>With several searches a release waits: what another recorded meanwhile is kept.</summary>
    [Fact]
    public void Another_search_has_time_to_record_what_it_found()
    {
        // Longer than the keeper may stand still between two messages.
        var wait = TimeSpan.FromSeconds(1);
        var keeper = Sys.ActorOf(FileKeeper.Props(new SearchSettings(_store, new SearchViews()) { ReleaseWait = wait }, [First, Second]));
        keeper.Tell(Told(Second, Index()), _second);
        keeper.Tell(Told(First, Index(), "shared", "own"), _first);
        keeper.Tell(Told(Second, Index("shared")), _second);
        Assert.Equal("own", NextDeleted(wait));
        keeper.Tell(Told(First, Index(), "marker"), _first);
        Assert.Equal("marker", NextDeleted(wait));
        Assert.DoesNotContain("shared", _store.Asked);
    }

    [Fact]
    public void The_sweep_takes_old_files_that_nothing_refers_to_and_waits_for_a_root_in_training()
    {
        var settings = new SearchSettings(_store, new SearchViews());
        var now = DateTimeOffset.UtcNow;
        foreach (var (name, age) in new[] { ("recorded", 3.0), ("damaged", 3.0), ("orphan", 3.0), ("young", 0.5) }) _store.Written[name] = now.AddDays(-age);
        var keeper = Keeper(First, Second);
        var files = Index("recorded", "damaged").Mark("damaged", stored: false);
        keeper.Tell(new FilesInUse(First, files, RootInTraining: true, []), _first);
        keeper.Tell(Told(Second, Index()), _second);
        Assert.Empty(DeletedUntil(keeper, _second, Second, Index()));
        Time.Advance(settings.SweepAfter);
        Assert.Empty(DeletedUntil(keeper, _second, Second, Index()));
        Assert.Equal(0, _store.Lists);

        keeper.Tell(Told(First, files), _first);
        Assert.Equal("orphan", NextDeleted(settings.SweepRetry));
        Assert.Equal(["damaged", "recorded", "young"], _store.Written.Keys.Order());
    }

    [Fact]
    public void Without_any_search_nothing_is_swept()
    {
        _store.Written["somebody's"] = DateTimeOffset.UtcNow.AddDays(-30);
        var keeper = Keeper();
        for (var i = 0; i < 3; i++)
        {
            keeper.Tell(new Identify(i), TestActor);
            ExpectMsg<ActorIdentity>(cancellationToken: Cancel);
            Time.Advance(TimeSpan.FromDays(2));
        }
        keeper.Tell(new SearchExpected(First));
        Assert.Empty(DeletedUntil(keeper, _first, First, Index("somebody's")));
        Assert.Equal(0, _store.Lists);
    }

    /// <summary>Its actor may be gone; what it keeps is known all the same, until it is opened again.</summary>
    [Fact]
    public void What_an_ended_search_keeps_stays_while_its_actor_is_gone()
    {
        string kept = new('a', 64), own = new('b', 64);
        var keeper = Keeper(First, Second);
        var ended = CreateTestProbe("ended");
        keeper.Tell(Told(Second, Index(kept)), ended);
        keeper.Tell(new SearchKeeps(Second, SharedFiles.Marks(Index(kept))));
        Watch(ended);
        Sys.Stop(ended);
        ExpectTerminated(ended, cancellationToken: Cancel);
        keeper.Tell(Told(First, Index(), kept, own), _first);
        Assert.Equal([own], DeletedUntil(keeper, _first, First, Index()));

        keeper.Tell(new SearchExpected(Second));
        keeper.Tell(Told(First, Index(), own), _first);
        keeper.Tell(Told(Second, Index(own)), _second);
        Assert.Empty(DeletedUntil(keeper, _first, First, Index()));
        keeper.Tell(Told(First, Index(), kept), _first);
        Assert.Equal([kept], DeletedUntil(keeper, _first, First, Index()));
    }

    /// <summary>Every search that there is has ended: then no actor reports when a journal was written last, and files go all the same.</summary>
    [Fact]
    public void The_sweep_spares_what_ended_searches_keep()
    {
        string kept = new('a', 64), damaged = new('c', 64), orphan = new('b', 64);
        foreach (var name in new[] { kept, damaged, orphan }) _store.Written[name] = DateTimeOffset.UtcNow.AddDays(-3);
        var files = Index(kept, damaged).Mark(damaged, stored: false);
        Sys.ActorOf(FileKeeper.Props(new SearchSettings(_store, new SearchViews()), [], [new SearchKeeps(First, SharedFiles.Marks(files))]));
        var deleted = new[] { NextDeleted(new SearchSettings(_store, new SearchViews()).SweepAfter), NextDeleted(TimeSpan.Zero) };
        Assert.Equal([orphan, damaged], deleted.Order(StringComparer.Ordinal));
        Assert.Equal([kept], _store.Written.Keys);
    }

    [Fact]
    public void A_store_that_is_away_stops_nothing()
    {
        var keeper = Keeper(First);
        _store.Away = true;
        keeper.Tell(Told(First, Index(), "a"), _first);
        _store.Asked.Take(Cancel);
        _store.Away = false;
        Assert.Equal(["b"], DeletedUntil(keeper, _first, First, Index("a"), "b"));
    }

    /// <summary>Only the clock of the settings decides how long a file waits: with several searches it goes when that says so, and not before.</summary>
    [Fact]
    public void Time_is_what_the_settings_say()
    {
        var clock = new Clock();
        var settings = new SearchSettings(_store, new SearchViews()) { Time = clock };
        var keeper = Sys.ActorOf(FileKeeper.Props(settings, [First, Second]));
        keeper.Tell(Told(Second, Index()), _second);
        keeper.Tell(Told(First, Index(), "a"), _first);
        for (var i = 0; i < 3; i++)
        {
            Answered(keeper);
            Time.Advance(settings.ReleaseWait);
        }
        Answered(keeper);
        Assert.Empty(_store.Asked);
        clock.Now += settings.ReleaseWait;
        Assert.Equal("a", NextDeleted(settings.ReleaseWait));
    }

    /// <summary>The end of a run often follows its last release at once; the keeper stops when that is done, without a wait on its thread.</summary>
    [Fact]
    public void The_only_search_s_last_release_is_deleted_before_the_keeper_ends()
    {
        using var go = new ManualResetEventSlim();
        _store.Hold = go;
        var keeper = Watch(Keeper(First));
        keeper.Tell(Told(First, Index(), "a"), _first);
        _store.Asked.Take(Cancel);
        keeper.Tell(Told(First, Index(), "b"), _first);
        keeper.Tell(new EndKeeping());
        Answered(keeper);
        go.Set();
        ExpectTerminated(keeper, cancellationToken: Cancel);
        Assert.Equal(["a", "b"], _store.Deleted);
    }

    /// <summary>Another coordinator takes over meanwhile, and what has to wait waits there.</summary>
    [Fact]
    public void With_several_searches_or_one_that_has_not_told_the_keeper_ends_at_once()
    {
        foreach (var searches in new[] { new[] { First, Second }, [First] })
        {
            var keeper = Watch(Keeper(searches));
            keeper.Tell(new EndKeeping());
            ExpectTerminated(keeper, cancellationToken: Cancel);
        }
        Assert.Empty(_store.Asked);
    }

    /// <summary>A store that hangs keeps no coordinator from handing over.</summary>
    [Fact]
    public void A_store_that_hangs_holds_up_the_end_for_a_bounded_time()
    {
        using var go = new ManualResetEventSlim();
        _store.Hold = go;
        var keeper = Watch(Keeper(First));
        keeper.Tell(Told(First, Index(), "a"), _first);
        _store.Asked.Take(Cancel);
        keeper.Tell(new EndKeeping());
        Answered(keeper);
        Time.Advance(TimeSpan.FromSeconds(5));
        ExpectTerminated(keeper, cancellationToken: Cancel);
        go.Set();
    }

    private void Answered(IActorRef keeper)
    {
        keeper.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>(cancellationToken: Cancel);
    }

    /// <summary>Lets time pass until something is deleted.</summary>
    private string NextDeleted(TimeSpan step)
    {
        while (true)
        {
            if (_store.Deleted.TryTake(out var name, 50, Cancel)) return name;
            Time.Advance(step);
        }
    }

    private string[] DeletedUntil(IActorRef keeper, TestProbe teller, SearchId search, FileIndex files, string released)
    {
        keeper.Tell(Told(search, files, released), teller);
        return DeletedUntil(keeper, teller, search, files);
    }

    /// <summary>Knows when each file was written; says what is deleted.</summary>
    private sealed class TimedStore : ICheckpointStore
    {
        public ConcurrentDictionary<string, DateTimeOffset> Written { get; } = new();
        public BlockingCollection<string> Deleted { get; } = [];
        public BlockingCollection<string> Asked { get; } = [];
        public bool Away { get; set; }

        /// <summary>Deletions wait for it.</summary>
        public ManualResetEventSlim? Hold { get; set; }

        private readonly MemoryStore _contents = new();

        public void Write(string sha256, Stream content, CancellationToken cancel = default) => _contents.Write(sha256, content, cancel);
        public Stream Open(CheckpointRef reference, CancellationToken cancel = default) => _contents.Open(reference, cancel);
        public StoreEntry? Find(string sha256, CancellationToken cancel = default) => _contents.Find(sha256, cancel);

        public void Delete(string sha256, DateTimeOffset? unlessWrittenSince = null)
        {
            Asked.Add(sha256);
            Hold?.Wait(Cancel);
            if (Away) throw new IOException("away");
            if (Written.TryGetValue(sha256, out var written) && written >= unlessWrittenSince) return;
            Written.TryRemove(sha256, out _);
            Deleted.Add(sha256);
        }

        public int Lists { get; private set; }

        public IEnumerable<string> List(DateTimeOffset writtenBefore, string after = "", CancellationToken cancel = default)
        {
            Lists++;
            return Written.Where(file => file.Value < writtenBefore).Select(file => file.Key).ToList();
        }
    }
}
