using System.Data.Common;
using ActorSearch.Coordinator.Hosting;
using ActorSearch.TrainerNode.Node.Hosting;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ActorSearch.Coordinator.Simulation;

/// <summary>How large a journal is.</summary>
/// <param name="Events">Records of all its writers.</param>
/// <param name="RecordBytes">The records themselves, bytes.</param>
/// <param name="StoredBytes">With indexes and row overhead, snapshots aside, bytes.</param>
/// <param name="SnapshotBytes">The snapshots, bytes.</param>
internal sealed record JournalFigures(long Events, long RecordBytes, long StoredBytes, long SnapshotBytes)
{
    private const string Snapshots = "(SELECT coalesce(sum(length(snapshot)), 0) FROM snapshot)";

    public static async Task<JournalFigures> OfAsync(JournalOptions journal, CancellationToken cancel)
    {
        var isSqlite = journal.Kind == JournalKind.Sqlite;
        await using DbConnection connection = isSqlite ? new SqliteConnection(journal.ConnectionString) : new NpgsqlConnection(journal.ConnectionString);
        await connection.OpenAsync(cancel);
        var stored = isSqlite ? $"(SELECT page_count * page_size FROM pragma_page_count, pragma_page_size) - {Snapshots}" : "pg_total_relation_size('journal')";
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are those above.
        command.CommandText = $"SELECT count(*), coalesce(sum(length(message)), 0), {stored}, {Snapshots} FROM journal";
#pragma warning restore CA2100
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return new JournalFigures(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
    }
}
