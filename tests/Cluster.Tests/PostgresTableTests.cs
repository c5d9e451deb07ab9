using ActorSearch.Coordinator.Journal;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Messages;
using Akka.Persistence;
using Npgsql;

namespace ActorSearch.Cluster.Tests;

/// <summary>The same promises as of the tables in SQLite.</summary>
public sealed class PostgresTableTests
{
    [Fact]
    public async Task A_batch_that_breaks_the_unique_index_is_refused_whole_and_the_next_one_is_written()
    {
        using var server = PostgresServer.Shared();
        await using var database = NpgsqlDataSource.Create(server.ConnectionString);
        await ExecuteAsync(database,
            "CREATE TABLE journal (ordering bigint GENERATED ALWAYS AS IDENTITY, created bigint, deleted boolean, persistence_id varchar(255), "
            + "sequence_number bigint, message bytea, manifest varchar(500), identifier integer, writer_uuid varchar(128), "
            + "UNIQUE (persistence_id, sequence_number))");
        using var table = new PostgresDatabase(server.ConnectionString);
        await table.WriteAsync([JournalRows.Row(1, "a"), JournalRows.Row(2, "a")]);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => table.WriteAsync([JournalRows.Row(3, "b"), JournalRows.Row(2, "b")]));
        await table.WriteAsync([JournalRows.Row(3, "a")]);

        Assert.True(JournalFault.IsRefusal(refusal));
        Assert.Equal("1a 2a 3a", await ExecuteAsync(database, "SELECT string_agg(sequence_number || writer_uuid, ' ' ORDER BY ordering) FROM journal"));
    }

    [Fact]
    public async Task A_snapshot_of_many_pieces_takes_the_place_of_one_with_its_number()
    {
        using var server = PostgresServer.Shared();
        await using var database = NpgsqlDataSource.Create(server.ConnectionString);
        await ExecuteAsync(database,
            "CREATE TABLE snapshot (persistence_id varchar(255), sequence_number bigint, created bigint, snapshot bytea, manifest varchar(500), "
            + "serializer_id integer, PRIMARY KEY (persistence_id, sequence_number))");
        using var table = new PostgresDatabase(server.ConnectionString);

        await table.WriteAsync(new SnapshotMetadata("search-x", 7, DateTime.UnixEpoch), "sk", Of(10));
        await table.WriteAsync(new SnapshotMetadata("search-x", 7, DateTime.UnixEpoch), "sk", Of(3_500_000));

        Assert.Equal("1 3500000", await ExecuteAsync(database, "SELECT count(*) || ' ' || sum(length(snapshot)) FROM snapshot"));
    }

    private static Pieces Of(int length)
    {
        var pieces = new Pieces();
        for (var left = length; left > 0; left -= Math.Min(left, 500_000))
        {
            pieces.GetSpan(Math.Min(left, 500_000));
            pieces.Advance(Math.Min(left, 500_000));
        }
        return pieces;
    }

    private static async Task<object?> ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
