using ActorSearch.Messages;
using Akka.Persistence;
using Npgsql;
using NpgsqlTypes;

namespace ActorSearch.Coordinator.Journal;

/// <summary>The snapshot goes out as a stream.</summary>
internal sealed class PostgresSnapshotTable(string connectionString, Columns columns) : ISnapshotTable
{
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString);
    private readonly string _delete = $"DELETE FROM {columns.Table} WHERE ({columns.Key}) = ($1, $2)";
    private readonly string _insert = $"INSERT INTO {columns.Table} ({columns.List}) VALUES ($1, $2, $3, $4, $5, $6)";

    public async Task WriteAsync(SnapshotMetadata metadata, string manifest, int serializer, Pieces snapshot)
    {
        await using var connection = await _database.OpenConnectionAsync().ConfigureAwait(false);
        await using var bytes = new PiecesStream(snapshot);
        // A batch is one transaction.
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(_delete) { Parameters = { new() { Value = metadata.PersistenceId }, new() { Value = metadata.SequenceNr } } },
                new NpgsqlBatchCommand(_insert)
                {
                    Parameters =
                    {
                        new() { Value = metadata.Timestamp.Ticks },
                        new() { Value = metadata.PersistenceId },
                        new() { Value = metadata.SequenceNr },
                        new() { Value = bytes, NpgsqlDbType = NpgsqlDbType.Bytea },
                        new() { Value = manifest },
                        new() { Value = serializer },
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    public void Dispose() => _database.Dispose();
}
