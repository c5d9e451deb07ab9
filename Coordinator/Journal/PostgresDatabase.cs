using ActorSearch.Messages;
using Akka.Persistence;
using Akka.Persistence.Sql.Journal.Types;
using Npgsql;
using NpgsqlTypes;

namespace ActorSearch.Coordinator.Journal;

/// <summary>
/// A journal in PostgreSQL. Each batch of rows is one COPY, a single statement, so that either all of its rows are there or none. A snapshot is sent as a
/// stream.
/// </summary>
internal sealed class PostgresDatabase(string connectionString) : IJournalDatabase
{
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString);

    public async Task WriteAsync(IReadOnlyList<JournalRow> rows)
    {
        await using var connection = await _database.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync($"COPY journal ({IJournalDatabase.RowColumns}) FROM STDIN (FORMAT BINARY)");
        foreach (var row in rows)
            await copy.WriteRowAsync(
                CancellationToken.None, row.Timestamp, false, row.PersistenceId, row.SequenceNumber, row.Message, row.Manifest, row.Identifier, row.WriterUuid);
        await copy.CompleteAsync();
    }

    public async Task WriteAsync(SnapshotMetadata metadata, string manifest, Pieces snapshot)
    {
        await using var bytes = new PiecesStream(snapshot);
        // The statements of a command are one transaction.
        await using var command = _database.CreateCommand(
            "DELETE FROM snapshot WHERE (persistence_id, sequence_number) = (@id, @number); "
            + $"INSERT INTO snapshot ({IJournalDatabase.SnapshotColumns}) VALUES (@created, @id, @number, @snapshot, @manifest, @serializer)");
        command.Parameters.AddWithValue("created", metadata.Timestamp.Ticks);
        command.Parameters.AddWithValue("id", metadata.PersistenceId);
        command.Parameters.AddWithValue("number", metadata.SequenceNr);
        command.Parameters.AddWithValue("snapshot", NpgsqlDbType.Bytea, bytes);
        command.Parameters.AddWithValue("manifest", manifest);
        command.Parameters.AddWithValue("serializer", ActorSearchSerializer.SerializerId);
        await command.ExecuteNonQueryAsync();
    }

    public void Dispose() => _database.Dispose();
}
