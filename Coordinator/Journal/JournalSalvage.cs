using System.Buffers.Binary;
using System.Runtime.Serialization;
using System.Text.Json;
using ActorSearch.Messages;
using ActorSearch.Search.Strategies;
using Microsoft.Data.Sqlite;

namespace ActorSearch.Coordinator.Journal;

/// <summary>
/// `--accept-loss`: puts a journal of the records that are left of a damaged one in its place. Of each search the records before the first lost one are
/// taken, so that it repeats what followed and comes to the same front. Snapshots are left out, as they may know of what is lost.
/// </summary>
internal static class JournalSalvage
{
    private const string NothingLeft = "no search is left; submit them again";

    private static readonly string Searches = PersistenceIds.Of(new SearchId(""));

    private sealed record Row(long Created, string Id, long Number, byte[] Message, string Manifest, int Identifier, string Writer);

    /// <param name="tell">Takes a line for each search that is left or is known to be lost: what a lost end held, only its absence shows.</param>
    public static void Run(string path, Action<string> tell)
    {
        tell($"{path}: going on without what is lost; the files as they were are kept as {Keep(path)}");
        var built = path + ".new";
        foreach (var part in new[] { "", "-journal" }) File.Delete(built + part);
        var isNew = JournalFile.IsNew(path);
        if (isNew) tell($"{path}: {NothingLeft}");
        if (isNew || !IsBuilt(path, built, tell)) File.Delete(built);
        // A write-ahead log must never meet another file than its own. The old mark goes last: as long as it is there, an interrupted attempt does not pass for
        // a new journal.
        foreach (var part in new[] { "-wal", "-shm" }) File.Delete(path + part);
        if (File.Exists(built)) File.Move(built, path, overwrite: true);
        else File.Delete(path);
        File.Delete(MarkFile.PathOf(path));
    }

    /// <returns>The name of the copy of the journal; those of its other files begin with it.</returns>
    private static string Keep(string path)
    {
        var number = 1;
        while (Directory.GetFiles(Path.GetDirectoryName(Path.GetFullPath(path))!, $"{Path.GetFileName(path)}.lost-{number}*").Length > 0) number++;
        var copy = $"{path}.lost-{number}";
        foreach (var part in new[] { "", "-wal", ".mark" })
            if (File.Exists(path + part)) File.Copy(path + part, copy + part);
        return copy;
    }

    private static bool IsBuilt(string path, string built, Action<string> tell)
    {
        try
        {
            using var old = JournalFile.Open(path, SqliteOpenMode.ReadOnly);
            var rows = JournalFile.Has(old, "journal") ? Sound(old) : [];
            var left = Left(path, rows, tell);
            using var target = JournalFile.Open(built, SqliteOpenMode.ReadWriteCreate);
            using var transaction = target.BeginTransaction();
            const string schema = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name <> $0 ORDER BY rowid";
            foreach (var sql in old.Read(schema, reader => reader.GetString(0), MarkedRows.Marks)) target.Run(sql);
            foreach (var row in left)
                target.Run(SqliteStatements.InsertRow, row.Created, row.Id, row.Number, row.Message, row.Manifest, row.Identifier, row.Writer);
            transaction.Commit();
            return left.Count > 0;
        }
        catch (SqliteException e)
        {
            tell($"{path}: nothing in it can be read ({e.Message.ReplaceLineEndings(" ")}): submit its searches again");
            return false;
        }
    }

    /// <summary>What the new journal holds, the list of its searches last.</summary>
    private static List<Row> Left(string path, List<Row> rows, Action<string> tell)
    {
        var left = new List<Row>();
        var (searches, added) = (new List<SearchId>(), new HashSet<string>());
        foreach (var group in rows.GroupBy(row => row.Id))
        {
            var read = group.Select(row => (Row: row, Record: Record(row))).ToList();
            if (group.Key == PersistenceIds.Searches)
            {
                added.UnionWith(read.Select(one => one.Record).OfType<SearchAdded>().Select(one => one.Search.Value));
                continue;
            }
            var taken = read.TakeWhile((one, index) => one.Row.Number == index + 1 && one.Record is ISearchEvent).ToList();
            if (taken.Select(one => one.Record).OfType<SearchSubmitted>().FirstOrDefault() is not { Search: var search })
            {
                if (group.Key.StartsWith(Searches, StringComparison.Ordinal)) added.Add(group.Key[Searches.Length..]);
                continue;
            }
            left.AddRange(taken.Select(one => one.Row));
            searches.Add(search);
            if (taken.Count < read.Count)
                tell($"{path}: of search {search} records 1 to {taken.Count} are left; it goes on from there and repeats what followed");
        }
        added.ExceptWith(searches.Select(search => search.Value));
        foreach (var gone in added.Order(StringComparer.Ordinal)) tell($"{path}: search {gone} is lost; submit it again");
        foreach (var search in left.GroupBy(row => row.Id)) tell($"{path}: {Standing([.. search.Select(Record).OfType<ISearchEvent>()])}");
        tell($"{path}: {(searches.Count == 0 ? NothingLeft : "searches that are not named here are lost; submit them again")}");
        if (Acknowledged(path) is { } acknowledged) tell($"{path}: {rows.Count} of the {acknowledged} records that were acknowledged can be read");
        return [.. left, .. searches.Select((search, index) => Listed(search, index + 1))];
    }

    /// <summary>How far a search has come by the records that are left of it.</summary>
    private static string Standing(List<ISearchEvent> records)
    {
        var state = records.Aggregate(SearchState.Empty, SearchEffects.Apply);
        var status = JsonNamingPolicy.SnakeCaseLower.ConvertName(state.Status.ToString());
        var (most, last) = (SearchEstimate.MostOf(state.Spec!).Candidates, records[^1].At.UtcDateTime);
        var trained = state.Counters.CandidatesIn;
        return $"search {state.Id}: {status}, {trained} of at most {most} candidates; its last record is of {last:yyyy-MM-dd HH:mm:ss} UTC";
    }

    private static Row Listed(SearchId search, int number)
    {
        var record = new SearchAdded(search, DateTimeOffset.UtcNow);
        var (message, manifest) = (RecordCodec.Journal.Write(record), RecordCodec.ManifestOf(record));
        return new Row(record.At.Ticks, PersistenceIds.Searches, number, message, manifest, ActorSearchSerializer.SerializerId, "accept-loss");
    }

    private static long? Acknowledged(string path)
    {
        try
        {
            return MarkFile.Read(path)?.Records;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static object? Record(Row row)
    {
        try
        {
            return JournalFile.RecordOf(row.Identifier, row.Manifest, row.Message);
        }
        catch (SerializationException)
        {
            return null;
        }
    }

    /// <summary>
    /// In the order written: the writes that are as their marks inside the journal say; where it has none, all up to the first row that cannot be read, without
    /// the write that this one may be of.
    /// </summary>
    private static List<Row> Sound(SqliteConnection old)
    {
        var marks = Marks(old);
        if (marks.Count == 0)
        {
            var all = Rows(old, 0, long.MaxValue, out var ended);
            return ended ? all : [.. all.Where(row => row.Id != all[^1].Id || row.Created != all[^1].Created)];
        }
        var rows = new List<Row>();
        var before = JournalMark.Empty;
        foreach (var mark in marks)
        {
            if (IsSound(old, before, mark)) rows.AddRange(Rows(old, before.Last, mark.Last, out _));
            before = mark;
        }
        return rows;
    }

    private static bool IsSound(SqliteConnection old, JournalMark before, JournalMark mark)
    {
        try
        {
            var reached = MarkedRows.Follow(old, before, mark.Last).LastOrDefault();
            return (reached.Last, reached.Chain) == (mark.Last, mark.Chain);
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    /// <summary>Those inside the journal; none where there are none, or they cannot be read.</summary>
    private static List<JournalMark> Marks(SqliteConnection old)
    {
        try
        {
            if (!JournalFile.Has(old, MarkedRows.Marks)) return [];
            return
            [
                .. old.Read($"SELECT ordering, chain FROM {MarkedRows.Marks} ORDER BY ordering", reader =>
                    new JournalMark(0, reader.GetInt64(0), BinaryPrimitives.ReadUInt128LittleEndian(reader.GetFieldValue<byte[]>(1)))),
            ];
        }
        catch (Exception e) when (e is SqliteException or InvalidCastException or ArgumentException)
        {
            return [];
        }
    }

    /// <param name="ended">Whether none of them could not be read.</param>
    private static List<Row> Rows(SqliteConnection old, long after, long last, out bool ended)
    {
        var rows = new List<Row>();
        try
        {
            foreach (var row in old.Read(MarkedRows.Between, reader => new Row(
                reader.GetInt64(1), reader.GetString(3), reader.GetInt64(4), reader.GetFieldValue<byte[]>(5), reader.GetString(6), reader.GetInt32(7),
                reader.GetString(8)), after, last)) rows.Add(row);
            ended = true;
        }
        catch (Exception e) when (e is SqliteException or InvalidCastException or InvalidOperationException)
        {
            ended = false;
        }
        return rows;
    }
}
