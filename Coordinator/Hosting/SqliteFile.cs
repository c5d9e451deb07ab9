using ActorSearch.Search;
using Microsoft.Data.Sqlite;

namespace ActorSearch.Coordinator.Hosting;

/// <summary>The SQLite journal of a process for as long as it writes it: checked, prepared, and locked against every other process.</summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly string _path;
    private readonly IDisposable _lock;

    /// <exception cref="BadInputException">The journal is damaged or in use by another process.</exception>
    public SqliteFile(string path)
    {
        (_path, _lock) = (path, JournalFile.Lock(path));
        try
        {
            JournalFile.Check(path);
            JournalFile.Prepare(path);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    public string ConnectionString => JournalFile.ConnectionString(_path);

    /// <summary>After the actors have stopped: the last connection to close moves the write-ahead log into the file.</summary>
    public void Dispose()
    {
        using (var connection = new SqliteConnection(ConnectionString)) SqliteConnection.ClearPool(connection);
        _lock.Dispose();
    }
}
