using System.Buffers.Binary;
using Akka.Persistence.Sql.Journal.Types;
using Microsoft.Data.Sqlite;

namespace ActorSearch.Coordinator.Journal;

/// <summary>
/// Writes rows to a SQLite journal on a connection of its own, and keeps the marks up with them: one a write inside the journal, and the newest one beside it
/// (docs/decisions/0016).
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly MarkFile? _file;

    /// <param name="connectionString">Of a journal that has its tables.</param>
    public SqliteWriter(string connectionString)
    {
        _connection = new SqliteConnection(connectionString);
        _insert = _connection.Command(SqliteStatements.InsertRow, new object?[7]);
        try
        {
            _connection.Open();
            _file = new MarkFile(_connection.DataSource);
            CatchUp(_file);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// Writes a batch of rows, and then the mark beside the journal, before a caller relies on them. When it fails, this writer must not be used any more: the
    /// next one catches up.
    /// </summary>
    public void Write(IReadOnlyList<JournalRow> rows)
    {
        using var transaction = _connection.BeginTransaction();
        _insert.Transaction = transaction;
        foreach (var row in rows)
        {
            object?[] values = [row.Timestamp, row.PersistenceId, row.SequenceNumber, row.Message, row.Manifest, row.Identifier, row.WriterUuid];
            for (var i = 0; i < values.Length; i++) _insert.Parameters[i].Value = values[i];
            _insert.ExecuteNonQuery();
        }
        var reached = Follow(_file!.Value);
        transaction.Commit();
        _file.Write(reached);
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
        _file?.Dispose();
    }

    /// <summary>
    /// Marks all that the journal holds where it had no mark yet, and otherwise the one write whose mark was not written: the journal is never ahead of the
    /// mark beside it by more than that. The mark beside it comes first, so that a journal that knows of marks never lacks it.
    /// </summary>
    private void CatchUp(MarkFile file)
    {
        using var transaction = _connection.BeginTransaction();
        _connection.Run($"CREATE TABLE IF NOT EXISTS {MarkedRows.Marks} (ordering INTEGER PRIMARY KEY, chain BLOB NOT NULL)");
        file.Write(Follow(file.Value));
        transaction.Commit();
    }

    /// <summary>Marks the rows after a mark inside the journal, in the transaction that wrote them.</summary>
    /// <returns>The newest mark.</returns>
    private JournalMark Follow(JournalMark reached)
    {
        foreach (var mark in MarkedRows.Follow(_connection, reached))
        {
            var chain = new byte[JournalMark.ChainBytes];
            BinaryPrimitives.WriteUInt128LittleEndian(chain, mark.Chain);
            _connection.Run($"INSERT OR REPLACE INTO {MarkedRows.Marks} (ordering, chain) VALUES ($0, $1)", mark.Last, chain);
            reached = mark;
        }
        return reached;
    }
}
