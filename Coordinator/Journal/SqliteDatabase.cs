using ActorSearch.Messages;
using Akka.Persistence;
using Akka.Persistence.Sql.Journal.Types;
using Microsoft.Data.Sqlite;

namespace ActorSearch.Coordinator.Journal;

/// <summary>
/// A journal in a SQLite file. Each batch of rows is one transaction of a <see cref="SqliteWriter"/>; SQLite has one writer at a time anyway. A snapshot is one
/// transaction, too: first the row with room for it, then the snapshot, piece by piece.
/// </summary>
internal sealed class SqliteDatabase(string connectionString) : IJournalDatabase
{
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1, 1);
    private SqliteWriter? _writer;

    public async Task WriteAsync(IReadOnlyList<JournalRow> rows)
    {
        await _one.WaitAsync();
        try
        {
            _writer ??= new SqliteWriter(connectionString);
            _writer.Write(rows);
        }
        catch
        {
            // Whatever state it is in: the next batch begins with a new one.
            _writer?.Dispose();
            _writer = null;
            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    public async Task WriteAsync(SnapshotMetadata metadata, string manifest, Pieces snapshot)
    {
        await using var connection = new SqliteConnection(connectionString);
        connection.Open();
        await using var transaction = connection.BeginTransaction();
        var row = (long)connection.Run(
            $"INSERT OR REPLACE INTO snapshot ({IJournalDatabase.SnapshotColumns}) VALUES ($0, $1, $2, zeroblob($3), $4, $5) RETURNING rowid",
            metadata.Timestamp.Ticks, metadata.PersistenceId, metadata.SequenceNr, snapshot.Length, manifest, ActorSearchSerializer.SerializerId)!;
        await using (var blob = new SqliteBlob(connection, "snapshot", "snapshot", row))
            foreach (var piece in snapshot.All) await blob.WriteAsync(piece);
        transaction.Commit();
    }

    public void Dispose()
    {
        if (!_one.Wait(CloseWithin)) return;
        _writer?.Dispose();
        _one.Dispose();
    }
}
