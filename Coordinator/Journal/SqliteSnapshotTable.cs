using ActorSearch.Messages;
using Akka.Persistence;
using Microsoft.Data.Sqlite;

namespace ActorSearch.Coordinator.Journal;

/// <summary>First the row with room for the snapshot, then the snapshot, piece by piece, in one transaction.</summary>
internal sealed class SqliteSnapshotTable(string connectionString, Columns columns) : ISnapshotTable
{
    private readonly string _sql = $"INSERT OR REPLACE INTO {columns.Table} ({columns.List}) VALUES ($created, $id, $number, zeroblob($length), $manifest, $serializer) RETURNING rowid";

    public async Task WriteAsync(SnapshotMetadata metadata, string manifest, int serializer, Pieces snapshot)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync().ConfigureAwait(false);
        await using var transaction = connection.BeginTransaction();
        await using var insert = connection.CreateCommand();
#pragma warning disable CA2100 // The names are this program's settings.
        insert.CommandText = _sql;
#pragma warning restore CA2100
        insert.Parameters.AddWithValue("$created", metadata.Timestamp.Ticks);
        insert.Parameters.AddWithValue("$id", metadata.PersistenceId);
        insert.Parameters.AddWithValue("$number", metadata.SequenceNr);
        insert.Parameters.AddWithValue("$length", snapshot.Length);
        insert.Parameters.AddWithValue("$manifest", manifest);
        insert.Parameters.AddWithValue("$serializer", serializer);
        var row = (long)(await insert.ExecuteScalarAsync().ConfigureAwait(false))!;
        await using (var blob = new SqliteBlob(connection, columns.Table.Trim('"'), columns.Large.Trim('"'), row))
            foreach (var piece in snapshot.All) await blob.WriteAsync(piece).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
    }

    public void Dispose() { }
}
