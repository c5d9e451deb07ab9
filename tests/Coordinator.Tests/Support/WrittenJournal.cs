using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Journal;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Training.Runs;
using Akka.Persistence;
using Akka.Persistence.Sql.Journal.Types;

namespace ActorSearch.Coordinator.Tests.Support;

/// <summary>
/// A journal of several searches, written by the real writer one write after another, with the files as they were after each acknowledged one: what
/// kill -9 leaves at that moment.
/// </summary>
internal sealed class WrittenJournal
{
    public const int Candidates = 6;

    private readonly Dictionary<string, List<string>> _records = [];
    private readonly Dictionary<string, SearchState> _states = [];
    private readonly List<Image> _images = [];
    private long _time = DateTime.UnixEpoch.Ticks;

    /// <summary>What is acknowledged by then, and the files.</summary>
    /// <param name="Records">How many of each persistence id.</param>
    /// <param name="Files">By what stands behind `journal.db`.</param>
    public sealed record Image(IReadOnlyDictionary<string, int> Records, IReadOnlyDictionary<string, byte[]> Files);

    public MemoryStore Store { get; } = new();

    public IReadOnlyList<Image> Images => _images;

    /// <summary>The first is not finished, the second is, the third has begun.</summary>
    public static IReadOnlyList<SubmitSearch> Submissions { get; } =
        [.. new[] { SampleSearches.Id, new SearchId("second"), new SearchId("third") }
            .Select(id => SampleSearches.Submission(SampleSearches.Spec(Candidates)) with { Search = id })];

    /// <summary>Manifest and JSON of each, in order.</summary>
    public IReadOnlyList<string> RecordsOf(string id) => _records.GetValueOrDefault(id) ?? [];

    /// <summary>Numbers of records of a persistence id that were there between two writes.</summary>
    public IReadOnlySet<int> EndsOf(string id) => _images.Select(image => image.Records.GetValueOrDefault(id)).ToHashSet();

    public static async Task<WrittenJournal> WriteAsync(CancellationToken cancel)
    {
        using var folder = new TempFolder();
        var written = new WrittenJournal();
        // The plugin makes its tables, and the supervisor its first record.
        var options = Hosts.Options(folder, written.Store, new FileTrainer(written.Store), 1);
        await using (await StandaloneHost.StartAsync(options, cancel))
            await Patience.UntilAsync(() => HasRecord(folder), () => "no supervisor has started", cancel);
        written._records[PersistenceIds.Searches] = [$"{folder.Sql("SELECT manifest || CAST(message AS TEXT) FROM journal")}"];
        using var table = new SqliteDatabase(JournalFile.ConnectionString(folder.Journal));
        await written.FillAsync(folder, table);
        return written;
    }

    private static bool HasRecord(TempFolder folder) =>
        folder.Sql("SELECT count(*) FROM sqlite_master WHERE name = 'journal'") is 1L && folder.Sql("SELECT count(*) FROM journal") is 1L;

    private async Task FillAsync(TempFolder folder, SqliteDatabase table)
    {
        foreach (var submission in Submissions)
        {
            await WriteAsync(folder, table, PersistenceIds.Searches, [new SearchAdded(submission.Search, submission.At)]);
            await WriteAsync(folder, table, PersistenceIds.Of(submission.Search), [new WriterStarted("first", submission.At)]);
            await DoAsync(folder, table, submission, submission);
        }
        var trainer = new FileTrainer(Store);
        for (var turn = 0; ; turn++)
        {
            // The second goes twice as fast as the first, and the third hardly at all.
            var submission = Submissions[turn % 3 > 0 ? 1 : turn % 9 == 0 ? 2 : 0];
            if (StateOf(submission).Status != SearchStatus.Running) break;
            var ask = new RequestLease(new SlotId(StandaloneOptions.TrainerName, 0), SampleSearches.Numerics, DateTimeOffset.UnixEpoch);
            var order = ((Granted)await DoAsync(folder, table, submission, ask)).Order;
            var outcome = trainer.Run(order, new Silent(), CancellationToken.None);
            await DoAsync(folder, table, submission, new ReportOutcome(order.Work, order.Attempt, outcome, DateTimeOffset.UnixEpoch));
            if (turn is 3 or 9) folder.Sql(turn == 3 ? "PRAGMA wal_checkpoint(TRUNCATE)" : "PRAGMA wal_checkpoint(PASSIVE)");
            if (turn is 4 or 8) await SaveAsync(folder, submission);
        }
    }

    private SearchState StateOf(SubmitSearch submission) => _states.GetValueOrDefault(submission.Search.Value) ?? SearchState.Empty;

    private async Task<SearchReply> DoAsync(TempFolder folder, SqliteDatabase table, SubmitSearch submission, ISearchCommand command)
    {
        var decision = SearchDecider.Decide(StateOf(submission), command);
        _states[submission.Search.Value] = decision.Events.Aggregate(StateOf(submission), SearchEffects.Apply);
        if (decision.Events.Length > 0) await WriteAsync(folder, table, PersistenceIds.Of(submission.Search), [.. decision.Events]);
        return decision.Reply;
    }

    private async Task WriteAsync(TempFolder folder, SqliteDatabase table, string id, IReadOnlyList<object> records)
    {
        if (!_records.TryGetValue(id, out var known)) _records[id] = known = [];
        var (rows, now) = (new List<JournalRow>(), ++_time);
        foreach (var record in records)
        {
            var (manifest, message) = (RecordCodec.ManifestOf(record), RecordCodec.Journal.Write(record));
            known.Add(manifest + System.Text.Encoding.UTF8.GetString(message));
            rows.Add(new JournalRow
            {
                PersistenceId = id,
                SequenceNumber = known.Count,
                Message = message,
                Manifest = manifest,
                Identifier = ActorSearchSerializer.SerializerId,
                WriterUuid = "writer",
                Timestamp = now,
            });
        }
        await table.WriteAsync(rows);
        Keep(folder);
    }

    private async Task SaveAsync(TempFolder folder, SubmitSearch submission)
    {
        var (id, bytes) = (PersistenceIds.Of(submission.Search), new Pieces());
        var snapshot = new PackedSnapshot(SearchSnapshot.Of(StateOf(submission)));
        RecordCodec.Journal.Write(snapshot, bytes);
        using var table = new SqliteDatabase(JournalFile.ConnectionString(folder.Journal));
        var metadata = new SnapshotMetadata(id, _records[id].Count, DateTime.UnixEpoch);
        await table.WriteAsync(metadata, RecordCodec.ManifestOf(snapshot), bytes);
        Keep(folder);
    }

    private void Keep(TempFolder folder) => _images.Add(new Image(
        _records.ToDictionary(pair => pair.Key, pair => pair.Value.Count),
        new[] { "", "-wal", ".mark" }.Where(part => File.Exists(folder.Journal + part)).ToDictionary(part => part, part => ReadShared(folder.Journal + part))));

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private sealed class Silent : ISessionObserver
    {
        public void Alive(int epoch, int lastEpoch, long samples) { }
        public void EpochDone(EpochPoint point) { }
        public void CheckpointSaved(TrainingCheckpoint checkpoint) { }
    }
}
