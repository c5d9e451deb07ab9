using System.Runtime.Serialization;
using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Journal;
using ActorSearch.Coordinator.Runs;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Messages;
using Microsoft.Data.Sqlite;

namespace ActorSearch.Coordinator.Tests.Hosting;

/// <summary>
/// Whatever happens to one of the journal's files, no acknowledged record is gone without a refusal; and without what is lost a search comes to the same front.
/// </summary>
public sealed class DamagedJournalTests(DamagedJournalTests.Written written) : IClassFixture<DamagedJournalTests.Written>
{
    private static readonly string[] Parts = ["", "-wal", ".mark"];

    private delegate byte[]? Damage(byte[] good, byte[]? older, Random random);

    private static readonly (string Name, Damage Do)[] Damages =
    [
        ("cut", (good, _, random) => good[..random.Next(good.Length)]),
        ("flipped", (good, _, random) => Flipped(good, random)),
        ("removed", (_, _, _) => null),
        ("zeroed", (good, _, random) => random.Next(2) == 0 ? [] : new byte[good.Length]),
        ("older", (_, older, _) => older),
    ];

    /// <summary>Those that are refused often. A mark that is cut or has a changed bit has another place to be read from.</summary>
    private static IEnumerable<string> Kinds =>
        Parts.SelectMany(part => Damages.Select(damage => part + damage.Name)).Where(kind => kind is not (".markflipped" or ".markcut"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public sealed class Written : IAsyncLifetime
    {
        internal WrittenJournal Journal { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Journal = await WrittenJournal.WriteAsync(CancellationToken.None);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    [Fact]
    public void What_kill_leaves_after_any_write_passes_and_holds_all_that_was_acknowledged()
    {
        foreach (var image in written.Journal.Images)
        {
            using var folder = Place(image.Files);
            new SqliteFile(folder.Journal).Dispose();
            AssertAll(image, folder, "sound");
        }
    }

    [Fact]
    public void Killed_between_a_commit_and_its_mark_it_passes_and_with_a_mark_further_behind_it_is_refused()
    {
        for (var at = 2; at < written.Journal.Images.Count; at++)
        {
            var image = written.Journal.Images[at];
            foreach (var back in new[] { 1, 2 })
            {
                var older = written.Journal.Images[at - back];
                using var folder = Place(image.Files, (".mark", older.Files[".mark"]));
                if (Writes(at - back, at) <= 1)
                {
                    new SqliteFile(folder.Journal).Dispose();
                    AssertAll(image, folder, $"image {at}, mark of {at - back}");
                }
                else
                {
                    Assert.Contains("older copy", Refusal(folder)!, StringComparison.Ordinal);
                }
                // Who only reads may come while any number of writes is on its way.
                Assert.Equal(SampleSearches.Id, JournalFile.Peek(folder.Journal).Id);
            }
        }

        int Writes(int from, int to) => Enumerable.Range(from + 1, to - from).Count(i => Total(i) > Total(i - 1));
        int Total(int at) => written.Journal.Images[at].Records.Values.Sum();
    }

    [Fact]
    public void What_is_left_is_named_with_its_state_when_a_loss_is_accepted()
    {
        var earlier = written.Journal.Images.First(image => image.Records.GetValueOrDefault(IdOf(1)) > 1);
        var last = written.Journal.Images[^1];
        // An older copy, which has not heard of the third search, beside the mark of today.
        using var folder = Place(earlier.Files, (".mark", last.Files[".mark"]));
        var lines = new List<string>();
        new SqliteFile(folder.Journal, lines.Add).Dispose();
        foreach (var submission in WrittenJournal.Submissions.Take(2))
            Assert.Single(lines, line => line.Contains($"search {submission.Search}: running, ", StringComparison.Ordinal)
                && line.Contains($" of at most {WrittenJournal.Candidates} candidates; its last record is of ", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("search third:", StringComparison.Ordinal));
        Assert.Single(lines, line => line.EndsWith("searches that are not named here are lost; submit them again", StringComparison.Ordinal));

        static string IdOf(int number) => PersistenceIds.Of(WrittenJournal.Submissions[number].Search);
    }

    [Fact]
    public void Of_a_journal_that_is_gone_no_search_is_left()
    {
        using var folder = Place(new Dictionary<string, byte[]> { [".mark"] = written.Journal.Images[^1].Files[".mark"] });
        var refused = Assert.Throws<BadInputException>(() => new RunDirectory(Path.GetDirectoryName(folder.Journal)!).Read());
        Assert.Contains("it is missing, and ", refused.Message, StringComparison.Ordinal);
        var lines = new List<string>();
        new SqliteFile(folder.Journal, lines.Add).Dispose();
        Assert.Single(lines, line => line.EndsWith("no search is left; submit them again", StringComparison.Ordinal));
    }

    [Fact]
    public void After_a_thousand_damages_nothing_acknowledged_is_gone_without_a_refusal()
    {
        var random = new Random(1000);
        var refused = new Dictionary<string, int>();
        for (var round = 0; round < 1000; round++)
        {
            var (image, part, name, bytes) = Next(random);
            var what = string.Create(CultureInfo.InvariantCulture, $"round {round}: journal.db{part} {name}");
            using var folder = Place(image.Files, (part, bytes));
            if (Refusal(folder) is not { } line)
            {
                new SqliteFile(folder.Journal).Dispose();
                AssertAll(image, folder, what);
                continue;
            }
            refused[part + name] = refused.GetValueOrDefault(part + name) + 1;
            Assert.True(line.Contains("--accept-loss", StringComparison.Ordinal) && !line.Contains('\n', StringComparison.Ordinal), $"{what}: {line}");
            // Refused, it is as it was: it can still be mended with a copy of one file.
            foreach (var (other, good) in With(image.Files, (part, bytes))) Assert.Equal(good, File.ReadAllBytes(folder.Journal + other));
            AssertPrefixes(image, folder, what, bytes, part);
        }
        // Each kind of loss did happen.
        var all = string.Join(", ", refused.OrderBy(pair => pair.Key, StringComparer.Ordinal));
        foreach (var kind in Kinds)
            Assert.True(refused.GetValueOrDefault(kind) > 5, $"journal.db{kind} was refused {refused.GetValueOrDefault(kind)} times of a thousand: {all}");
    }

    [Fact]
    public async Task Without_what_is_lost_the_unfinished_search_comes_to_the_undisturbed_front()
    {
        var random = new Random(7);
        var reference = SampleSearches.Outcome(SampleSearches.Reference(WrittenJournal.Submissions[0]));
        var left = Kinds.ToHashSet();
        while (left.Count > 0)
        {
            var (image, part, name, bytes) = Next(random);
            if (!left.Contains(part + name)) continue;
            using var folder = Place(image.Files, (part, bytes));
            if (Refusal(folder) is null) continue;
            left.Remove(part + name);
            var store = new MemoryStore();
            foreach (var (sha256, file) in written.Journal.Store.Files) store.Files[sha256] = file;
            var lines = new List<string>();
            var options = Hosts.Options(folder, store, new FileTrainer(store), 2) with { AcceptLoss = lines.Add };
            await using var host = await StandaloneHost.StartAsync(options, Cancel);

            var last = await host.RunToEndAsync(WrittenJournal.Submissions[0], Cancel);

            Assert.Equal(reference, SampleSearches.Outcome(last.State));
            Assert.NotEmpty(lines);
            await host.StopAsync();
            Assert.Null(Refusal(folder));
        }
    }

    /// <summary>A changed bit of a snapshot may leave it readable: then another state, and another front.</summary>
    [Fact]
    public void A_snapshot_with_any_byte_changed_is_not_read()
    {
        var random = new Random(3);
        var state = SampleSearches.Reference(WrittenJournal.Submissions[1], until: state => state.Candidates.Count > 3);
        var bytes = RecordCodec.Journal.Write(new PackedSnapshot(SearchSnapshot.Of(state)));
        Assert.IsType<PackedSnapshot>(RecordCodec.Journal.Read("sk", bytes));
        for (var round = 0; round < 500; round++) Assert.Throws<SerializationException>(() => RecordCodec.Journal.Read("sk", Flipped(bytes, random)));
        for (var round = 0; round < 100; round++)
            Assert.Throws<SerializationException>(() => RecordCodec.Journal.Read("sk", bytes.AsSpan(0, random.Next(bytes.Length))));
    }

    private (WrittenJournal.Image Image, string Part, string Name, byte[]? Bytes) Next(Random random)
    {
        while (true)
        {
            var at = random.Next(written.Journal.Images.Count - 1) + 1;
            var (image, part) = (written.Journal.Images[at], Parts[random.Next(Parts.Length)]);
            var (name, damage) = Damages[random.Next(Damages.Length)];
            if (!image.Files.TryGetValue(part, out var good) || good.Length == 0) continue;
            return (image, part, name, damage(good, written.Journal.Images[random.Next(at)].Files.GetValueOrDefault(part), random));
        }
    }

    private static byte[] Flipped(byte[] good, Random random)
    {
        var bad = (byte[])good.Clone();
        bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
        return bad;
    }

    private static TempFolder Place(IReadOnlyDictionary<string, byte[]> files, params (string Part, byte[]? Bytes)[] damaged)
    {
        var folder = new TempFolder();
        foreach (var (part, bytes) in With(files, damaged)) File.WriteAllBytes(folder.Journal + part, bytes);
        return folder;
    }

    private static Dictionary<string, byte[]> With(IReadOnlyDictionary<string, byte[]> files, params (string Part, byte[]? Bytes)[] damaged)
    {
        var all = files.ToDictionary();
        foreach (var (part, bytes) in damaged)
        {
            if (bytes is null) all.Remove(part);
            else all[part] = bytes;
        }
        return all;
    }

    private static string? Refusal(TempFolder folder)
    {
        try
        {
            JournalFile.Check(folder.Journal);
            return null;
        }
        catch (BadInputException e)
        {
            return e.Message;
        }
    }

    private void AssertAll(WrittenJournal.Image image, TempFolder folder, string what)
    {
        foreach (var (id, count) in image.Records)
        {
            var same = written.Journal.RecordsOf(id).Take(count).SequenceEqual(Records(folder, id));
            Assert.True(same, $"{what}: records of {id} are gone or others, and nothing was said");
        }
        // As recovery reads them: one that can be read is one that was saved.
        foreach (var (id, number, manifest, snapshot) in SnapshotsOf(folder))
        {
            try
            {
                var read = ((PackedSnapshot)RecordCodec.Journal.Read(manifest, snapshot)).Snapshot.ToState();
                var replayed = written.Journal.RecordsOf(id).Take((int)number).Select(Record).Cast<ISearchEvent>()
                    .Aggregate(SearchState.Empty, SearchEffects.Apply);
                Assert.True(States.Text(replayed) == States.Text(read), $"{what}: a snapshot of {id} is another");
            }
            catch (SerializationException)
            {
                // It costs time only.
            }
        }
    }

    private void AssertPrefixes(WrittenJournal.Image image, TempFolder folder, string what, byte[]? damaged, string part)
    {
        var lines = new List<string>();
        new SqliteFile(folder.Journal, lines.Add).Dispose();
        Assert.True(lines.Count > 1 && lines.TrueForAll(line => !line.Contains('\n', StringComparison.Ordinal)), $"{what}: {string.Join(" | ", lines)}");
        if (damaged is not null) Assert.Equal(damaged, File.ReadAllBytes($"{folder.Journal}.lost-1{part}"));
        var searches = new List<string>();
        foreach (var (id, count) in image.Records.Where(pair => pair.Key != PersistenceIds.Searches))
        {
            var left = Records(folder, id);
            Assert.True(written.Journal.RecordsOf(id).Take(count).Take(left.Count).SequenceEqual(left), $"{what}: other records of {id} than were written");
            Assert.True(
                left.Count == 0 || written.Journal.EndsOf(id).Contains(left.Count),
                $"{what}: {left.Count} records of {id} are left, which is half a write");
            if (left.Count > 0) searches.Add(id);
        }
        var listed = Records(folder, PersistenceIds.Searches).Select(record => PersistenceIds.Of(((SearchAdded)Record(record)).Search));
        Assert.True(searches.Order().SequenceEqual(listed.Order()), $"{what}: the list of searches");
        Assert.Empty(SnapshotsOf(folder));
    }

    private static object Record(string record) => RecordCodec.Journal.Read(record[..2], System.Text.Encoding.UTF8.GetBytes(record[2..]));

    /// <summary>As recovery reads them: by the index.</summary>
    private static List<string> Records(TempFolder folder, string id)
    {
        const string sql = "SELECT manifest || CAST(message AS TEXT) FROM journal WHERE persistence_id = $id AND deleted = 0 ORDER BY sequence_number";
        return Query(folder, sql, reader => reader.GetString(0), id);
    }

    private static List<(string Id, long Number, string Manifest, byte[] Bytes)> SnapshotsOf(TempFolder folder)
    {
        const string sql = "SELECT persistence_id, sequence_number, manifest, snapshot FROM snapshot";
        return Query(folder, sql, reader => (reader.GetString(0), reader.GetInt64(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3)), "");
    }

    private static List<T> Query<T>(TempFolder folder, string sql, Func<SqliteDataReader, T> read, string id)
    {
        using var connection = new SqliteConnection($"Data Source={folder.Journal};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'journal'";
        if (command.ExecuteScalar() is 0L) return [];
        command.CommandText = sql;
        command.Parameters.AddWithValue("$id", id);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }
}
