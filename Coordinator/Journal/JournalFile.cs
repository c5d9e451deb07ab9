using System.Runtime.Serialization;
using ActorSearch.Messages;
using Microsoft.Data.Sqlite;

namespace ActorSearch.Coordinator.Journal;

/// <summary>The journal as a file: one writer at a time, checked before it is used, readable without actors.</summary>
public static class JournalFile
{
    /// <summary>
    /// The <see cref="Exception.HResult"/> of a lock that another process holds: EWOULDBLOCK on Linux and on macOS, ERROR_SHARING_VIOLATION.
    /// </summary>
    private static readonly int[] HeldByAnother = [11, 35, unchecked((int)0x80070020)];

    internal const string WhatToDo = "; restore the files of this folder from a copy, or go on with what can be read by --accept-loss";

    /// <summary>Searches named in one line.</summary>
    private const int MostNames = 5;

    /// <summary>The connection string of a journal that is read and written, and made when it is missing.</summary>
    public static string ConnectionString(string path) => Connection(path, SqliteOpenMode.ReadWriteCreate, pooling: true);

    /// <summary>Keeps every other process out until disposed; the kernel lets go of it when this process dies, however it dies.</summary>
    /// <exception cref="BadInputException">Another process has it, or the folder cannot be written.</exception>
    public static IDisposable Lock(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (HeldByAnother.Contains(e.HResult))
        {
            throw new BadInputException($"{path}: another actorsearch process is using this folder; wait for it, stop it, or choose another folder", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new BadInputException($"{path}: the folder cannot be written: {e.Message}", e);
        }
    }

    /// <summary>
    /// Write-ahead log. With it SQLite's own default, synchronous = FULL, flushes the log at every commit: what was committed
    /// survives kill -9 and, as far as the disk keeps its word, loss of power.
    /// </summary>
    public static void Prepare(string path)
    {
        try
        {
            using var connection = Open(path, SqliteOpenMode.ReadWriteCreate);
            connection.Run("PRAGMA journal_mode = WAL");
        }
        catch (SqliteException e)
        {
            throw Unusable(path, e);
        }
    }

    /// <summary>
    /// Reads every page and every record before the journal is written, and compares them with the mark beside it; a missing or empty file without one is a
    /// new journal.
    /// </summary>
    /// <exception cref="BadInputException">It is no journal, is damaged, or holds less than was acknowledged; the line says how.</exception>
    public static void Check(string path) => Searches(path, toWrite: true);

    /// <summary>The search in this journal, as its events say, also while another process writes it. Checked as by <see cref="Check"/>.</summary>
    /// <exception cref="BadInputException">There is no journal or no search in it, or it is damaged.</exception>
    public static SearchState Peek(string path) =>
        Searches(path, toWrite: false) is [var first, ..] ? first : throw new BadInputException($"{path}: holds no search yet; run it first");

    /// <summary>The events of the searches in this journal, in the order written.</summary>
    /// <exception cref="BadInputException">It is damaged.</exception>
    public static IReadOnlyList<ISearchEvent> Events(string path)
    {
        using var connection = Open(path, SqliteOpenMode.ReadOnly);
        return [.. Ids(connection).SelectMany(id => Records(path, connection, id)).OfType<ISearchEvent>()];
    }

    private static List<SearchState> Searches(string path, bool toWrite)
    {
        try
        {
            // Before the journal: what a writer adds meanwhile may only be more.
            var mark = MarkFile.Read(path);
            if (IsNew(path))
            {
                if (mark is null or { Records: 0 }) return [];
                throw Damaged(path, $"it is {(File.Exists(path) ? "empty" : "missing")}, and {Count(mark.Value.Records)} were acknowledged");
            }
            // It neither cuts the write-ahead log nor moves it into the file when it is closed: what is damaged stays as it is.
            using var connection = Open(path, SqliteOpenMode.ReadOnly);
            if (connection.Run("PRAGMA integrity_check(1)") is not "ok" and var finding) throw Damaged(path, $"{finding}");
            var ids = Ids(connection);
            if (Missing(path, connection, mark, toWrite) is { } what)
            {
                // A record that is missing or cannot be read says more.
                foreach (var id in ids) _ = Records(path, connection, id).Count();
                throw Damaged(path, what);
            }
            // What cannot be read, because a newer version wrote it, is named before anything starts.
            var list = ids.Remove(PersistenceIds.Searches) ? Records(path, connection, PersistenceIds.Searches).ToList() : [];
            // Those of a search that has ended are read when someone asks for it; that nothing of them is lost is known by now.
            if (toWrite) ids.RemoveAll(Ended(list).Contains);
            return [.. ids.Select(id => Replay(path, connection, id)).Where(state => state.Status != SearchStatus.NotSubmitted)];
        }
        catch (SqliteException e)
        {
            throw Unusable(path, e);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(path, $"{e.Message}, which says how far it reached", e);
        }
    }

    /// <returns>The persistence ids of the searches that need not be recovered.</returns>
    private static HashSet<string> Ended(List<object> list)
    {
        var ended = new HashSet<string>();
        foreach (var record in list)
        {
            if (record is SearchEnded over) ended.Add(PersistenceIds.Of(over.Search));
            if (record is SearchReopened reopened) ended.Remove(PersistenceIds.Of(reopened.Search));
        }
        return ended;
    }

    /// <returns>What the journal lacks of what its mark says was acknowledged; null where it lacks nothing.</returns>
    private static string? Missing(string path, SqliteConnection connection, JournalMark? mark, bool toWrite)
    {
        // A first writer may have made both since the mark was looked for.
        var isGone = mark is null && Has(connection, MarkedRows.Marks) && !File.Exists(MarkFile.PathOf(path));
        if (mark is null) return isGone ? $"{MarkFile.PathOf(path)} is missing, which says how far it reached" : null;
        if (!Has(connection, "journal")) return mark.Value.Records == 0 ? null : $"all of the {Count(mark.Value.Records)} that were acknowledged are missing";
        var found = MarkedRows.Follow(connection, JournalMark.Empty, mark.Value.Last).LastOrDefault();
        var missing = mark.Value.Records - found.Records;
        var verb = missing == 1 ? "is" : "are";
        if (missing > 0) return $"{missing} of the {Count(mark.Value.Records)} that were acknowledged {verb} missing{Unsubmitted(path, connection)}";
        if (found != mark)
            return $"{Count(mark.Value.Records)} were acknowledged, and some that are there are others or were changed{Unsubmitted(path, connection)}";
        // The mark is written before the next write begins. While another process writes, there may be any number by now; and a journal of a version without
        // marks has no table of them.
        var later = toWrite && Has(connection, MarkedRows.Marks) ? MarkedRows.Follow(connection, mark.Value).ToList() : [];
        if (later.Count <= 1) return null;
        return $"it holds {Count(later[^1].Records)}, and {MarkFile.PathOf(path)} says {mark.Value.Records}: "
            + "one of them is an older copy, or a version that writes no marks went on with it";
    }

    /// <summary>Names the searches that have no record left.</summary>
    private static string Unsubmitted(string path, SqliteConnection connection)
    {
        var there = Ids(connection).ToHashSet();
        var gone = Records(path, connection, PersistenceIds.Searches).OfType<SearchAdded>().Select(added => added.Search)
            .Where(search => !there.Contains(PersistenceIds.Of(search))).ToList();
        var others = gone.Count > MostNames ? $" and {gone.Count - MostNames} other searches" : "";
        return gone.Count == 0 ? "" : $" (of {string.Join(", ", gone.Take(MostNames))}{others} all of them)";
    }

    private static string Count(long records) => $"{records} record{(records == 1 ? "" : "s")}";

    private static SearchState Replay(string path, SqliteConnection connection, string id)
    {
        var state = SearchState.Empty;
        foreach (var record in Records(path, connection, id))
            state = SearchEffects.Apply(state, record as ISearchEvent ?? throw Damaged(path, $"{record.GetType().Name} in {id} is no event of a search"));
        return state;
    }

    private static List<string> Ids(SqliteConnection connection)
    {
        if (!Has(connection, "journal")) return [];
        return [.. connection.Read("SELECT DISTINCT persistence_id FROM journal ORDER BY persistence_id", reader => reader.GetString(0))];
    }

    private static IEnumerable<object> Records(string path, SqliteConnection connection, string id)
    {
        const string sql = "SELECT sequence_number, identifier, manifest, message FROM journal WHERE persistence_id = $0 ORDER BY sequence_number";
        var expected = 0L;
        return connection.Read(sql, reader =>
            reader.GetInt64(0) == ++expected ? Read(path, reader, expected, id) : throw Damaged(path, $"record {expected} of {id} is missing"), id);
    }

    private static object Read(string path, SqliteDataReader reader, long number, string id)
    {
        try
        {
            return RecordOf(reader.GetInt32(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3));
        }
        catch (Exception e) when (e is SerializationException or InvalidCastException or InvalidOperationException)
        {
            throw Damaged(path, $"record {number} of {id} cannot be read (damaged, or written by a newer version): {e.Message}", e);
        }
    }

    /// <exception cref="SerializationException">It is none, or of a newer version.</exception>
    internal static object RecordOf(int serializer, string manifest, byte[] message) => serializer == ActorSearchSerializer.SerializerId
        ? RecordCodec.Journal.Read(manifest, message)
        : throw new SerializationException($"serialiser {serializer} is not known");

    internal static bool Has(SqliteConnection connection, string table) =>
        connection.Run("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $0", table) is 1L;

    /// <summary>There is a journal, or the mark of one that is missing.</summary>
    public static bool IsKnown(string path) => File.Exists(path) || File.Exists(MarkFile.PathOf(path));

    internal static bool IsNew(string path) => !File.Exists(path) || new FileInfo(path).Length == 0;

    internal static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(Connection(path, mode, pooling: false));
        connection.Open();
        return connection;
    }

    private static string Connection(string path, SqliteOpenMode mode, bool pooling) =>
        new SqliteConnectionStringBuilder { DataSource = Path.GetFullPath(path), Mode = mode, Pooling = pooling }.ToString();

    /// <summary>A full or failing disk, or a file that may not be read, says nothing about what is in the journal.</summary>
    private static Exception Unusable(string path, SqliteException e)
    {
        const int permission = 3, busy = 5, readOnly = 8, inputOutput = 10, full = 13, cannotOpen = 14;
        return e.SqliteErrorCode is permission or busy or readOnly or inputOutput or full or cannotOpen
            ? new IOException($"{path}: the journal cannot be used: {e.Message.ReplaceLineEndings(" ")}", e)
            : Damaged(path, e.Message, e);
    }

    private static BadInputException Damaged(string path, string what, Exception? inner = null) =>
        new($"{path}: the journal is damaged: {what.ReplaceLineEndings(" ")}{WhatToDo}", inner);
}
