using System.Globalization;
using System.Runtime.Serialization;
using ActorSearch.Coordinator.Actors;
using ActorSearch.Messages;
using ActorSearch.Search;
using Microsoft.Data.Sqlite;

namespace ActorSearch.Coordinator.Hosting;

/// <summary>The journal as a file: one writer at a time, checked before it is used, readable without actors.</summary>
public static class JournalFile
{
    /// <summary>What <see cref="Exception.HResult"/> says of a lock that another process holds: EWOULDBLOCK on Linux and on macOS, ERROR_SHARING_VIOLATION.</summary>
    private static readonly int[] HeldByAnother = [11, 35, unchecked((int)0x80070020)];

    private sealed record Row(string PersistenceId, long SequenceNr, object Record);

    public static string ConnectionString(string path) =>
        new SqliteConnectionStringBuilder { DataSource = Path.GetFullPath(path), Mode = SqliteOpenMode.ReadWriteCreate }.ToString();

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
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL";
            command.ExecuteNonQuery();
        }
        catch (SqliteException e)
        {
            throw Unusable(path, e);
        }
    }

    /// <summary>Reads every page and every record before the journal is written; a missing or empty file is a new journal.</summary>
    /// <exception cref="BadInputException">It is no journal, or is damaged; the line says how.</exception>
    public static void Check(string path) => Searches(path, SqliteOpenMode.ReadWrite);

    /// <summary>The search in this journal, as its events say, also while another process writes it. Checked as by <see cref="Check"/>.</summary>
    /// <exception cref="BadInputException">There is no journal or no search in it, or it is damaged.</exception>
    public static SearchState Peek(string path) =>
        Searches(path, SqliteOpenMode.ReadOnly) is [var first, ..] ? first : throw new BadInputException($"{path}: holds no search yet; run it first");

    /// <summary>The events of the searches in this journal, in the order written.</summary>
    /// <exception cref="BadInputException">It is damaged.</exception>
    public static IReadOnlyList<ISearchEvent> Events(string path) => [.. Rows(path, SqliteOpenMode.ReadOnly).Select(row => row.Record).OfType<ISearchEvent>()];

    private static List<SearchState> Searches(string path, SqliteOpenMode mode)
    {
        if (IsNew(path)) return [];
        try
        {
            using (var connection = Open(path, mode))
            using (var command = connection.CreateCommand())
            {
                command.CommandText = "PRAGMA quick_check(1)";
                if (command.ExecuteScalar() is not "ok" and var finding) throw Damaged(path, $"{finding}".ReplaceLineEndings(" "), null);
            }
            return Replay(path, mode);
        }
        catch (SqliteException e)
        {
            throw Unusable(path, e);
        }
    }

    private static List<SearchState> Replay(string path, SqliteOpenMode mode)
    {
        var searches = new List<SearchState>();
        var (current, expected) = ("", 0L);
        var state = SearchState.Empty;
        foreach (var row in Rows(path, mode))
        {
            if (row.PersistenceId != current)
            {
                if (state.Status != SearchStatus.NotSubmitted) searches.Add(state);
                (current, expected, state) = (row.PersistenceId, 0, SearchState.Empty);
            }
            if (row.SequenceNr != ++expected) throw Damaged(path, string.Create(CultureInfo.InvariantCulture, $"record {expected} of {current} is missing"), null);
            if (row.PersistenceId == SearchSupervisor.Id) continue;
            if (row.Record is not ISearchEvent @event) throw Damaged(path, string.Create(CultureInfo.InvariantCulture, $"record {expected} of {current} is no event of a search"), null);
            state = SearchDecider.Apply(state, @event);
        }
        if (state.Status != SearchStatus.NotSubmitted) searches.Add(state);
        return searches;
    }

    private static IEnumerable<Row> Rows(string path, SqliteOpenMode mode)
    {
        using var connection = Open(path, mode);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'journal'";
        if (command.ExecuteScalar() is not 1L) yield break;
        command.CommandText = "SELECT persistence_id, sequence_number, identifier, manifest, message FROM journal ORDER BY persistence_id, sequence_number";
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return Read(path, reader);
    }

    private static Row Read(string path, SqliteDataReader reader)
    {
        var (id, sequenceNr) = (reader.GetString(0), reader.GetInt64(1));
        try
        {
            if (reader.GetInt32(2) != ActorSearchSerializer.SerializerId) throw new SerializationException($"serialiser {reader.GetInt32(2)} is not known");
            return new Row(id, sequenceNr, RecordCodec.Journal.Read(reader.GetString(3), reader.GetFieldValue<byte[]>(4)));
        }
        catch (Exception e) when (e is SerializationException or InvalidCastException)
        {
            throw Damaged(path, string.Create(CultureInfo.InvariantCulture, $"record {sequenceNr} of {id} cannot be read (damaged, or written by a newer version): {e.Message}"), e);
        }
    }

    private static bool IsNew(string path) => !File.Exists(path) || new FileInfo(path).Length == 0;

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.GetFullPath(path), Mode = mode, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>A full or failing disk, or a file that may not be read, says nothing about what is in the journal.</summary>
    private static Exception Unusable(string path, SqliteException e)
    {
        const int permission = 3, busy = 5, readOnly = 8, inputOutput = 10, full = 13, cannotOpen = 14;
        return e.SqliteErrorCode is permission or busy or readOnly or inputOutput or full or cannotOpen
            ? new IOException($"{path}: the journal cannot be used: {e.Message.ReplaceLineEndings(" ")}", e)
            : Damaged(path, e.Message, e);
    }

    private static BadInputException Damaged(string path, string what, Exception? inner) =>
        new($"{path}: the journal is damaged: {what.ReplaceLineEndings(" ")}", inner!);
}
