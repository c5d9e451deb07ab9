using System.Buffers.Binary;
using System.Runtime.Serialization;
using System.Text.Json;
using ActorSearch.Coordinator.Journal;
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
    private const string Columns = "created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid";

    private const string NothingLeft = "no search is left; submit them again";

    private static readonly string Searches = PersistenceIds.Of(new SearchId(""));

    private sealed record Row(long Created, string Id, long Number, byte[] Message, string Manifest, int Identifier, string Writer);

    /// <param name="tell">Takes a line for each search that is left or is known to be lost: what a lost end held, only its absence shows.</param>
    public static void Run(string path, Action<string> tell)
    {
        tell($"{path}: going on without what is lost; the files as they were are kept as {Keep(path)}");
        var built = path + ".new";
        foreach (var part in new[] { "", "-journal" }) File.Delete(built + part);
        var isThere = File.Exists(path) && new FileInfo(path).Length > 0;
        if (!isThere) tell($"{path}: {NothingLeft}");
        if (!isThere || !IsBuilt(path, built, tell)) File.Delete(built);
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
        var copy = string.Create(CultureInfo.InvariantCulture, $"{path}.lost-{number}");
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
            foreach (var sql in Schema(old))
            {
                using var command = Command(target, transaction, sql);
                command.ExecuteNonQuery();
            }
            foreach (var row in left) Insert(target, transaction, row);
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
        var (searches, added) = (new List<SearchId>(), new HashSet<string>(StringComparer.Ordinal));
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
                tell(Line($"{path}: of search {search} records 1 to {taken.Count} are left; it goes on from there and repeats what followed"));
        }
        added.ExceptWith(searches.Select(search => search.Value));
        foreach (var gone in added.Order(StringComparer.Ordinal)) tell($"{path}: search {gone} is lost; submit it again");
        foreach (var search in left.GroupBy(row => row.Id)) tell($"{path}: {Standing([.. search.Select(Record).OfType<ISearchEvent>()])}");
        tell($"{path}: {(searches.Count == 0 ? NothingLeft : "searches that are not named here are lost; submit them again")}");
        if (Acknowledged(path) is { } acknowledged) tell(Line($"{path}: {rows.Count} of the {acknowledged} records that were acknowledged can be read"));
        return [.. left, .. searches.Select((search, index) => Listed(search, index + 1))];
    }

    /// <summary>How far a search has come by the records that are left of it.</summary>
    private static string Standing(List<ISearchEvent> records)
    {
        var state = records.Aggregate(SearchState.Empty, SearchEffects.Apply);
        var status = JsonNamingPolicy.SnakeCaseLower.ConvertName(state.Status.ToString());
        var (most, last) = (SearchEstimate.MostOf(state.Spec!).Candidates, records[^1].At.UtcDateTime);
        var trained = state.Counters.CandidatesIn;
        return Line($"search {state.Id}: {status}, {trained} of at most {most} candidates; its last record is of {last:yyyy-MM-dd HH:mm:ss} UTC");
    }

    private static Row Listed(SearchId search, int number)
    {
        var record = new SearchAdded(search, DateTimeOffset.UtcNow);
        var (message, manifest) = (RecordCodec.Journal.Write(record), RecordCodec.ManifestOf(record));
        return new Row(record.At.Ticks, PersistenceIds.Searches, number, message, manifest, ActorSearchSerializer.SerializerId, "accept-loss");
    }

    private static string Line(FormattableString text) => FormattableString.Invariant(text);

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
        using var marked = new MarkedRows(old);
        var before = JournalMark.Empty;
        foreach (var mark in marks)
        {
            if (IsSound(marked, before, mark)) rows.AddRange(Rows(old, before.Last, mark.Last, out _));
            before = mark;
        }
        return rows;
    }

    private static bool IsSound(MarkedRows rows, JournalMark before, JournalMark mark)
    {
        try
        {
            var reached = rows.Follow(before, last: mark.Last).LastOrDefault();
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
            using var command = Command(old, null, $"SELECT ordering, chain FROM {MarkedRows.Marks} ORDER BY ordering");
            using var reader = command.ExecuteReader();
            var marks = new List<JournalMark>();
            while (reader.Read())
                marks.Add(new JournalMark(0, reader.GetInt64(0), BinaryPrimitives.ReadUInt128LittleEndian(reader.GetFieldValue<byte[]>(1))));
            return marks;
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
            var sql = $"SELECT {Columns} FROM journal WHERE ordering > $after AND ordering <= $last ORDER BY ordering";
            using var command = Command(old, null, sql, ("$after", after), ("$last", last));
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                var (created, id, number) = (reader.GetInt64(0), reader.GetString(2), reader.GetInt64(3));
                rows.Add(new Row(created, id, number, reader.GetFieldValue<byte[]>(4), reader.GetString(5), reader.GetInt32(6), reader.GetString(7)));
            }
            ended = true;
        }
        catch (Exception e) when (e is SqliteException or InvalidCastException or InvalidOperationException)
        {
            ended = false;
        }
        return rows;
    }

    private static List<string> Schema(SqliteConnection old)
    {
        const string sql = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name <> $marks ORDER BY rowid";
        using var command = Command(old, null, sql, ("$marks", MarkedRows.Marks));
        using var reader = command.ExecuteReader();
        var schema = new List<string>();
        while (reader.Read()) schema.Add(reader.GetString(0));
        return schema;
    }

    private static void Insert(SqliteConnection target, SqliteTransaction transaction, Row row)
    {
        using var command = Command(
            target, transaction, $"INSERT INTO journal ({Columns}) VALUES ($created, 0, $id, $number, $message, $manifest, $identifier, $writer)",
            ("$created", row.Created), ("$id", row.Id), ("$number", row.Number), ("$message", row.Message), ("$manifest", row.Manifest),
            ("$identifier", row.Identifier), ("$writer", row.Writer));
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(
        SqliteConnection connection, SqliteTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // The texts are those above, and those that made the old journal's tables.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value);
        return command;
    }
}
