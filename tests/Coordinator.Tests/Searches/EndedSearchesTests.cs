using System.Text;
using ActorSearch.Coordinator.Journal;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Messages;
using ActorSearch.Search.Objectives;
using ActorSearch.TrainerNode.Training.Stores;
using ActorSearch.TrainerNode.Training.Stores.Folder;
using Akka.Actor;

namespace ActorSearch.Coordinator.Tests.Searches;

/// <summary>
/// Searches that have ended: they are not read before a client asks, they answer as ever, and what they keep stays. With a real journal and real actors.
/// </summary>
public sealed class EndedSearchesTests : IAsyncLifetime
{
    private static readonly SubmitSearch Small = SampleSearches.Submission(SampleSearches.Spec(6));
    private static readonly SubmitSearch Large = SampleSearches.Submission(SampleSearches.Spec(10), "spec-2");

    private readonly TempFolder _folder = new();
    private readonly MemoryStore _tickets = new();
    private readonly List<ActorSystem> _systems = [];
    private readonly List<ISearchEvent> _events;
    private readonly SearchState _state;

    public EndedSearchesTests()
    {
        _events = JournalSeed.Finished(_tickets, Small);
        _state = JournalSeed.State(_events);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private WatchedJournal.Watch Journal => WatchedJournal.Of(JournalFile.ConnectionString(_folder.Journal));

    public async ValueTask InitializeAsync() => await JournalSeed.CreateAsync(_folder, Cancel);

    public async ValueTask DisposeAsync()
    {
        foreach (var system in _systems) await system.Terminate();
        _folder.Dispose();
    }

    private static SearchId Ended(int number) => new($"ended-{number:000}");

    /// <param name="recorded">Whether the supervisor knows that they ended.</param>
    private void Seed(int ended, bool recorded = true, params SearchId[] unfinished)
    {
        var ids = Enumerable.Range(0, ended).Select(Ended).ToList();
        foreach (var id in ids) JournalSeed.Write(_folder, PersistenceIds.Of(id), JournalSeed.As(id, _events));
        foreach (var id in unfinished) JournalSeed.Write(_folder, PersistenceIds.Of(id), JournalSeed.As(id, _events.Take(3)));
        var added = ids.Concat(unfinished).Select(id => new SearchAdded(id, default));
        JournalSeed.Write(_folder, PersistenceIds.Searches, [new SupervisorStarted("seed", default), .. added]);
        if (recorded) JournalSeed.Write(_folder, PersistenceIds.Searches, ids.Select(id => JournalSeed.Ended(id, _state)));
    }

    private SearchSettings Settings(ICheckpointStore? store = null) =>
        new(store ?? _tickets, new SearchViews()) { RestartAfter = TimeSpan.FromMilliseconds(50) };

    private IActorRef Start(SearchSettings? settings = null)
    {
        var system = ActorSystem.Create("ended", JournalSeed.Settings(_folder));
        _systems.Add(system);
        return system.ActorOf(SearchSupervisor.Props(settings ?? Settings()), "searches");
    }

    private async Task EndAsync()
    {
        await _systems[^1].Terminate();
        _systems.RemoveAt(_systems.Count - 1);
    }

    private static async Task<T> AskAsync<T>(IActorRef supervisor, object question) => await supervisor.Ask<T>(question, Patience.Limit, Cancel);

    /// <summary>Until every unfinished search answers.</summary>
    private static async Task ReadyAsync(IActorRef supervisor)
    {
        string? why = "";
        await Patience.UntilAsync(async () => (why = await UnreadyAsync(supervisor)) is null, () => why ?? "", Cancel);
    }

    private static async Task<string?> UnreadyAsync(IActorRef supervisor) => (await AskAsync<SearchList>(supervisor, new ListSearches(""))).Unready;

    private static async Task<byte[]> DocumentAsync(IActorRef supervisor, SearchId search, DocumentKind document) =>
        await AskAsync<byte[]>(supervisor, new GetDocument(search, document));

    /// <summary>The guard of the search's actor, which is there.</summary>
    private async Task<IActorRef> ActorOfAsync(SearchId search) =>
        await _systems[^1].ActorSelection($"/user/searches/supervisor/{PersistenceIds.Of(search)}").ResolveOne(Patience.Limit, Cancel);

    private async Task LeftAsync(IActorRef actor)
    {
        var inbox = Inbox.Create(_systems[^1]);
        inbox.Watch(actor);
        Assert.IsType<Terminated>(await inbox.ReceiveAsync(Patience.Limit));
    }

    private long Records(string manifest) => (long)_folder.Sql($"SELECT count(*) FROM journal WHERE manifest = '{manifest}'")!;

    private Task RecordedAsync(string manifest, long count) =>
        Patience.UntilAsync(() => Records(manifest) == count, () => $"{Records(manifest)} records {manifest} instead of {count}", Cancel);

    private static Submit Submit(SubmitSearch submission, SearchId id) =>
        new(id, submission.Spec, submission.SpecHash, submission.TrainingHash, submission.DataFingerprint);

    [Fact]
    public async Task A_process_that_another_one_followed_does_not_take_the_list_of_searches_back()
    {
        Seed(2);
        var fenced = new TaskCompletionSource<string>();
        var (first, second) = (Settings(), Settings());
        first = first with { Fenced = what => fenced.TrySetResult(what) };
        foreach (var process in new[] { first, first, second })
        {
            await ReadyAsync(Start(process));
            await EndAsync();
        }
        Assert.False(fenced.Task.IsCompleted);

        var records = Records("sw");
        Start(first);
        Assert.Equal("the list of searches", await fenced.Task.WaitAsync(Patience.Limit, Cancel));
        await EndAsync();
        Assert.Equal(records, Records("sw"));
    }

    [Fact]
    public async Task They_are_not_read_before_someone_asks_and_then_one_answers_as_ever_and_writes_nothing()
    {
        Seed(300, unfinished: [new("unfinished-1"), new("unfinished-2")]);
        var supervisor = Start();
        await ReadyAsync(supervisor);
        string[] read = ["search-unfinished-1", "search-unfinished-2", "searches"];
        Assert.Equal(read, Journal.Read.Order(StringComparer.Ordinal));
        var first = await AskAsync<SearchList>(supervisor, new ListSearches(""));
        var second = await AskAsync<SearchList>(supervisor, new ListSearches(first.Searches[^1].Value));
        Assert.Equal((200, true, 102, false), (first.Searches.Length, first.More, second.Searches.Length, second.More));
        Assert.Equal(302, first.Searches.Concat(second.Searches).Distinct().Count());
        var records = _folder.Sql("SELECT count(*) FROM journal");

        var state = _state with { Id = Ended(7) };
        Assert.Equal(FrontFile.Json(state), await DocumentAsync(supervisor, Ended(7), DocumentKind.Front));
        Assert.Equal(["search-ended-007", .. read], Journal.Read.Order(StringComparer.Ordinal));
        foreach (var kind in Enum.GetValues<DocumentKind>().Where(kind => kind is not (DocumentKind.Candidates or DocumentKind.Candidate)))
        {
            var expected = (byte[])new SearchDocuments().Answer(new GetDocument(state.Id, kind), state, null, 0, DateTimeOffset.UnixEpoch);
            var document = await DocumentAsync(supervisor, state.Id, kind);
            Assert.Equal(Encoding.UTF8.GetString(expected), Encoding.UTF8.GetString(document));
        }
        Assert.Equal(new OperatorReply(Ended(8), null, SearchStatus.Finished), await AskAsync<OperatorReply>(supervisor, new GetSearch(Ended(8))));
        var refused = await AskAsync<OperatorReply>(supervisor, new Cancel(Ended(8)));
        Assert.Equal(new OperatorReply(Ended(8), "the search has finished", SearchStatus.Finished), refused);
        Assert.Equal(records, _folder.Sql("SELECT count(*) FROM journal"));
    }

    [Fact]
    public async Task Those_asked_for_least_lately_leave_and_answer_again_later()
    {
        Seed(3);
        var supervisor = Start(Settings() with { EndedKept = 1 });
        var before = await DocumentAsync(supervisor, Ended(0), DocumentKind.Status);
        var actor = await ActorOfAsync(Ended(0));
        await DocumentAsync(supervisor, Ended(1), DocumentKind.Status);
        await LeftAsync(actor);
        Assert.Equal(before, await DocumentAsync(supervisor, Ended(0), DocumentKind.Status));
        Assert.Equal(2, Journal.Read.Count(id => id == "search-ended-000"));
    }

    [Fact]
    public async Task One_that_nobody_asks_for_any_more_leaves()
    {
        Seed(1);
        var settings = Settings() with { EndedIdle = TimeSpan.FromMilliseconds(500) };
        var supervisor = Start(settings);
        await DocumentAsync(supervisor, Ended(0), DocumentKind.Status);
        // It may have left already.
        await Patience.UntilAsync(() => settings.Views.Newest(Ended(0)) is null, () => "it does not leave", Cancel);
        await DocumentAsync(supervisor, Ended(0), DocumentKind.Front);
        Assert.Equal(2, Journal.Read.Count(id => id == "search-ended-000"));
    }

    /// <summary>More at once than may stay: each is told to leave while it still reads, and answers first.</summary>
    [Fact]
    public async Task All_of_them_asked_at_once_all_answer()
    {
        Seed(60);
        var supervisor = Start(Settings() with { EndedKept = 2 });
        var asked = Enumerable.Range(0, 120).Select(i => DocumentAsync(supervisor, Ended(i % 60), DocumentKind.Front));
        var fronts = await Task.WhenAll(asked);
        Assert.Equal(120, fronts.Count(front => front.Length > 100));
    }

    /// <summary>As after a crash between a search's last record and the supervisor's, and as in journals of before.</summary>
    [Fact]
    public async Task One_of_which_only_its_own_journal_knows_that_it_ended_is_read_once_more()
    {
        Seed(3, recorded: false);
        await ReadyAsync(Start());
        await RecordedAsync("se", 3);
        Assert.Equal(4, Journal.Read.Count);
        await EndAsync();

        Journal.Read.Clear();
        await ReadyAsync(Start());
        Assert.Equal(["searches"], Journal.Read);
        Assert.Equal(3, Records("se"));
    }

    [Fact]
    public async Task One_that_is_cancelled_ends()
    {
        Seed(0, unfinished: [Ended(0)]);
        var supervisor = Start();
        Assert.Equal(SearchStatus.Cancelled, (await AskAsync<OperatorReply>(supervisor, new Cancel(Ended(0)))).Status);
        await RecordedAsync("se", 1);
        await EndAsync();
        Journal.Read.Clear();
        supervisor = Start();
        Assert.Equal(SearchStatus.Cancelled, (await AskAsync<OperatorReply>(supervisor, new GetSearch(Ended(0)))).Status);
        Assert.Equal("the search was cancelled and cannot be continued", (await AskAsync<OperatorReply>(supervisor, Submit(Large, Ended(0)))).Refusal);
        // Opened for the submission, it ends again.
        await RecordedAsync("se", 2);
    }

    [Fact]
    public async Task One_that_is_continued_is_unfinished_from_then_on()
    {
        Seed(2);
        var supervisor = Start();
        await DocumentAsync(supervisor, Ended(0), DocumentKind.Status);
        foreach (var id in new[] { Ended(0), Ended(1) })
            Assert.Equal(new OperatorReply(id, null, SearchStatus.Running), await AskAsync<OperatorReply>(supervisor, Submit(Large, id)));
        // Whatever becomes of the submission: the supervisor's record is there before the search's.
        Assert.Equal(2L, _folder.Sql("""
            SELECT count(*) FROM journal o JOIN journal x ON x.persistence_id = 'search-' || json_extract(o.message, '$.search')
            WHERE o.manifest = 'so' AND x.manifest = 'sx' AND o.ordering < x.ordering
            """));
        await EndAsync();

        Journal.Read.Clear();
        supervisor = Start();
        await ReadyAsync(supervisor);
        Assert.Equal(["search-ended-000", "search-ended-001", "searches"], Journal.Read.Order(StringComparer.Ordinal));
        Assert.Equal(SearchStatus.Running, (await AskAsync<OperatorReply>(supervisor, new GetSearch(Ended(1)))).Status);
    }

    [Fact]
    public async Task The_same_submission_again_ends_it_again()
    {
        Seed(1);
        var supervisor = Start();
        Assert.Equal(new OperatorReply(Ended(0), null, SearchStatus.Finished), await AskAsync<OperatorReply>(supervisor, Submit(Small, Ended(0))));
        await RecordedAsync("se", 2);
        await EndAsync();
        Journal.Read.Clear();
        await ReadyAsync(Start());
        Assert.Equal(["searches"], Journal.Read);
    }

    /// <summary>An end that was said before a submission came must not be recorded after it: the search would not go on after the next start.</summary>
    [Fact]
    public async Task An_end_that_a_submission_has_overtaken_is_not_recorded()
    {
        Seed(1);
        var supervisor = Start();
        await AskAsync<OperatorReply>(supervisor, Submit(Large, Ended(0)));
        var inner = await _systems[^1].ActorSelection("/user/searches/supervisor").ResolveOne(Patience.Limit, Cancel);
        inner.Tell(new SearchOver(Ended(0), SearchStatus.Finished, [], 0));
        await AskAsync<SearchList>(supervisor, new ListSearches(""));
        Assert.Equal(1, Records("se"));
    }

    [Fact]
    public async Task A_trainer_that_still_has_work_of_one_is_told_that_it_is_over_and_nothing_is_read_for_it()
    {
        Seed(1, unfinished: [new("unfinished")]);
        var supervisor = Start();
        await ReadyAsync(supervisor);
        Journal.Read.Clear();
        var node = Inbox.Create(_systems[^1]);
        var work = WorkId.Train(new RunId(_state.RootId, 0));
        supervisor.Tell(new RegisterTrainer("t", "p", node.Receiver, SampleSearches.Numerics, 1, [new HeldWork(0, Ended(0), work, 1)]));
        while (true)
            if (await node.ReceiveAsync(Patience.Limit) is StopTraining stop)
            {
                Assert.Equal((Ended(0), work, 1), (stop.Search, stop.Work, stop.Attempt));
                break;
            }
        Assert.Empty(Journal.Read);
    }

    [Fact]
    public async Task Until_every_unfinished_search_answers_the_supervisor_says_how_many_do_not()
    {
        SearchId[] unfinished = [new("unfinished-1"), new("unfinished-2")];
        Seed(5, unfinished: unfinished);
        var gate = new TaskCompletionSource();
        Journal.Gates["search-unfinished-2"] = gate;
        var supervisor = Start();
        string? why = null;
        await Patience.UntilAsync(
            async () => (why = await UnreadyAsync(supervisor)) == "1 of 2 searches are not read yet", () => why ?? "ready", Cancel);
        gate.SetResult();
        await ReadyAsync(supervisor);
    }

    [Fact]
    public async Task One_that_cannot_be_read_is_named_until_it_can()
    {
        Seed(5, unfinished: [new("damaged"), new("unfinished")]);
        _folder.Sql("UPDATE journal SET manifest = 'zz' WHERE persistence_id = 'search-damaged' AND sequence_number = 2");
        var supervisor = Start();
        string? why = null;
        await Patience.UntilAsync(
            async () => (why = await UnreadyAsync(supervisor))?.StartsWith("search damaged does not answer: ", StringComparison.Ordinal) == true,
            () => why ?? "ready", Cancel);
        Assert.Contains("zz", why, StringComparison.Ordinal);
        // The others answer all the same.
        Assert.Equal(SearchStatus.Running, (await AskAsync<OperatorReply>(supervisor, new GetSearch(new("unfinished")))).Status);
        _folder.Sql("UPDATE journal SET manifest = 'ss' WHERE persistence_id = 'search-damaged' AND sequence_number = 2");
        await ReadyAsync(supervisor);
    }

    /// <summary>
    /// Over two starts: what an ended search keeps stays, what it let go of and what was never recorded goes, and the search is not read for that.
    /// </summary>
    [Fact]
    public async Task What_they_keep_stays_and_what_they_let_go_of_goes()
    {
        var files = new FolderCheckpointStore(Path.Combine(_folder.Path, "checkpoints"));
        ICheckpointStore store = files;
        var kept = _state.Files.Uses.Where(file => file.Value.Stored).Select(file => file.Key).ToHashSet();
        var released = _events.OfType<CheckpointsReleased>().SelectMany(e => e.Sha256).ToHashSet();
        Assert.True(kept.Count > 5 && released.Count > 5 && !released.Overlaps(kept));
        foreach (var content in _tickets.Files.Values) Age(store.Write(content, 0).Sha256);
        Seed(3);
        for (var start = 0; start < 2; start++)
        {
            var orphan = store.Write([.. "nobody's"u8], 0).Sha256;
            Age(orphan);
            Start(Settings(store) with { SweepAfter = TimeSpan.FromMilliseconds(100) });
            await Patience.UntilAsync(() => released.Append(orphan).All(file => store.Find(file, Cancel) is null), () => "what nobody refers to stays", Cancel);
            Assert.All(kept, file => Assert.NotNull(store.Find(file, Cancel)));
            await EndAsync();
        }
        Assert.Equal(["searches", "searches"], Journal.Read);

        void Age(string sha256) => File.SetLastWriteTimeUtc(files.PathOf(sha256), DateTime.UtcNow.AddDays(-3));
    }
}
