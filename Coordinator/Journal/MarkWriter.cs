using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace ActorSearch.Coordinator.Journal;

/// <summary>Keeps the marks of a SQLite journal, one a write inside it and the newest one beside it, up with its rows (docs/decisions/0016).</summary>
internal sealed class MarkWriter : IDisposable
{
    private readonly MarkedRows _rows;
    private readonly SqliteCommand _insert;
    private readonly SqliteParameter _ordering, _chain;
    private readonly MarkFile _file;
    private JournalMark _reached, _written;

    /// <param name="connection">Open; the journal's tables are there.</param>
    public MarkWriter(SqliteConnection connection)
    {
        _file = new MarkFile(connection.DataSource);
        _rows = new MarkedRows(connection);
        _insert = connection.CreateCommand();
        _insert.CommandText = $"INSERT OR REPLACE INTO {MarkedRows.Marks} (ordering, chain) VALUES ($ordering, $chain)";
        _ordering = _insert.Parameters.Add("$ordering", SqliteType.Integer);
        _chain = _insert.Parameters.Add("$chain", SqliteType.Blob);
        try
        {
            CatchUp(connection);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>In the transaction of new rows, after them.</summary>
    public void Follow(SqliteTransaction transaction)
    {
        foreach (var mark in _rows.Follow(_reached, transaction)) Insert(_written = mark, transaction);
    }

    /// <summary>After the commit, and before anybody relies on it. When it fails, this writer is not to be used any more: the next one catches up.</summary>
    public void Committed()
    {
        _reached = _written;
        _file.Write(_reached);
    }

    public void Dispose()
    {
        _insert.Dispose();
        _rows.Dispose();
        _file.Dispose();
    }

    /// <summary>
    /// With all that the journal holds where it had no mark yet, and else with the one write whose mark was not written: the journal is never ahead of the mark
    /// beside it by more than that. The mark beside it comes first, so that a journal that knows of marks never lacks it.
    /// </summary>
    private void CatchUp(SqliteConnection connection)
    {
        _reached = _file.Value;
        using var transaction = connection.BeginTransaction();
        using (var table = connection.CreateCommand())
        {
            table.Transaction = transaction;
            table.CommandText = $"CREATE TABLE IF NOT EXISTS {MarkedRows.Marks} (ordering INTEGER PRIMARY KEY, chain BLOB NOT NULL)";
            table.ExecuteNonQuery();
        }
        foreach (var mark in _rows.Follow(_reached, transaction)) Insert(_reached = mark, transaction);
        _file.Write(_reached);
        transaction.Commit();
    }

    private void Insert(JournalMark mark, SqliteTransaction transaction)
    {
        var chain = new byte[JournalMark.ChainBytes];
        BinaryPrimitives.WriteUInt128LittleEndian(chain, mark.Chain);
        (_ordering.Value, _chain.Value, _insert.Transaction) = (mark.Last, chain, transaction);
        _insert.ExecuteNonQuery();
    }
}
