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
    public static async Task<JournalFigures> OfAsync(JournalOptions journal, CancellationToken cancel)
    {
        var text = journal.ConnectionString;
        await using DbConnection connection = journal.Kind == JournalKind.Sqlite ? new SqliteConnection(text) : new NpgsqlConnection(text);
        await connection.OpenAsync(cancel).ConfigureAwait(false);
        var stored = journal.Kind == JournalKind.Sqlite
            ? "SELECT (SELECT page_count * page_size FROM pragma_page_count, pragma_page_size) - (SELECT coalesce(sum(length(snapshot)), 0) FROM snapshot)"
            : "SELECT pg_total_relation_size('journal')";
        return new JournalFigures(
            await NumberAsync(connection, "SELECT count(*) FROM journal", cancel).ConfigureAwait(false),
            await NumberAsync(connection, "SELECT coalesce(sum(length(message)), 0) FROM journal", cancel).ConfigureAwait(false),
            await NumberAsync(connection, stored, cancel).ConfigureAwait(false),
            await NumberAsync(connection, "SELECT coalesce(sum(length(snapshot)), 0) FROM snapshot", cancel).ConfigureAwait(false));
    }

    private static async Task<long> NumberAsync(DbConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are those above.
        command.CommandText = sql;
#pragma warning restore CA2100
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancel).ConfigureAwait(false), System.Globalization.CultureInfo.InvariantCulture);
    }
}
