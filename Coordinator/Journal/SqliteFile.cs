using Microsoft.Data.Sqlite;

namespace ActorSearch.Coordinator.Journal;

/// <summary>The SQLite journal of a process for as long as it writes it: checked, prepared, and locked against every other process.</summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly string _path;
    private readonly IDisposable _lock;

    /// <param name="acceptLoss">Null: a journal that is damaged or lacks what was acknowledged is refused. Otherwise it continues with what is left, and this
    /// reports each loss.</param>
    /// <exception cref="BadInputException">The journal is damaged or in use by another process.</exception>
    public SqliteFile(string path, Action<string>? acceptLoss = null)
    {
        (_path, _lock) = (path, JournalFile.Lock(path));
        try
        {
            Check(path, acceptLoss);
            JournalFile.Prepare(path);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    private static void Check(string path, Action<string>? acceptLoss)
    {
        try
        {
            JournalFile.Check(path);
        }
        catch (BadInputException e) when (acceptLoss is not null)
        {
            acceptLoss(e.Message.Replace(JournalFile.WhatToDo, "", StringComparison.Ordinal));
            JournalSalvage.Run(path, acceptLoss);
            JournalFile.Check(path);
        }
    }

    /// <summary>After the actors have stopped: the last connection to close moves the write-ahead log into the file.</summary>
    public void Dispose()
    {
        using (var connection = new SqliteConnection(JournalFile.ConnectionString(_path))) SqliteConnection.ClearPool(connection);
        _lock.Dispose();
    }
}
