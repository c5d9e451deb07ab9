using Akka.Persistence.Sql.Journal.Types;
using Npgsql;
using NpgsqlTypes;

namespace ActorSearch.Coordinator.Journal;

/// <summary>A COPY a batch: one statement, so that either all of its rows are there or none.</summary>
internal sealed class PostgresJournalTable(string connectionString, Columns columns) : IJournalTable
{
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString);
    private readonly string _sql = $"COPY {columns.Table} ({columns.List}) FROM STDIN (FORMAT BINARY)";

    public async Task WriteAsync(IReadOnlyList<JournalRow> rows)
    {
        await using var connection = await _database.OpenConnectionAsync().ConfigureAwait(false);
        await using var copy = await connection.BeginBinaryImportAsync(_sql).ConfigureAwait(false);
        foreach (var row in rows)
        {
            await copy.StartRowAsync().ConfigureAwait(false);
            await copy.WriteAsync(row.Timestamp, NpgsqlDbType.Bigint).ConfigureAwait(false);
            await copy.WriteAsync(false, NpgsqlDbType.Boolean).ConfigureAwait(false);
            await copy.WriteAsync(row.PersistenceId, NpgsqlDbType.Varchar).ConfigureAwait(false);
            await copy.WriteAsync(row.SequenceNumber, NpgsqlDbType.Bigint).ConfigureAwait(false);
            await copy.WriteAsync(row.Message, NpgsqlDbType.Bytea).ConfigureAwait(false);
            await copy.WriteAsync(row.Manifest, NpgsqlDbType.Varchar).ConfigureAwait(false);
            await copy.WriteAsync(row.Identifier!.Value, NpgsqlDbType.Integer).ConfigureAwait(false);
            await copy.WriteAsync(row.WriterUuid!, NpgsqlDbType.Varchar).ConfigureAwait(false);
        }
        await copy.CompleteAsync().ConfigureAwait(false);
    }

    public void Dispose() => _database.Dispose();
}
