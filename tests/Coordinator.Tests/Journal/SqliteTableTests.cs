using ActorSearch.Coordinator.Journal;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Messages;
using Akka.Persistence;
using Microsoft.Data.Sqlite;

namespace ActorSearch.Coordinator.Tests.Journal;

/// <summary>What the journal's own way of writing owes to those who rely on it: all or nothing, refusal by the unique index, and going on after it.</summary>
public sealed class SqliteTableTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_batch_that_breaks_the_unique_index_is_refused_whole_and_the_next_one_is_written()
    {
        _folder.Sql(
            "CREATE TABLE journal (ordering INTEGER PRIMARY KEY AUTOINCREMENT, created INTEGER, deleted BIT, persistence_id TEXT, "
            + "sequence_number INTEGER, message BLOB, manifest TEXT, identifier INTEGER, writer_uuid TEXT)");
        _folder.Sql("CREATE UNIQUE INDEX journal_uq ON journal (persistence_id, sequence_number)");
        using var table = new SqliteDatabase(JournalFile.ConnectionString(_folder.Journal));
        await table.WriteAsync([JournalRows.Row(1, "a"), JournalRows.Row(2, "a")]);

        var refusal = await Assert.ThrowsAsync<SqliteException>(() => table.WriteAsync([JournalRows.Row(3, "b"), JournalRows.Row(2, "b")]));
        await table.WriteAsync([JournalRows.Row(3, "a")]);

        Assert.True(JournalFault.IsRefusal(refusal));
        Assert.Equal("1a 2a 3a", _folder.Sql("SELECT group_concat(sequence_number || writer_uuid, ' ') FROM (SELECT * FROM journal ORDER BY ordering)"));
        Assert.Equal("lg|7|0|ab", _folder.Sql(
            "SELECT manifest || '|' || identifier || '|' || deleted || '|' || CAST(message AS TEXT) FROM journal WHERE sequence_number = 3"));
    }

    [Fact]
    public async Task A_snapshot_of_many_pieces_takes_the_place_of_one_with_its_number()
    {
        _folder.Sql(
            "CREATE TABLE snapshot (persistence_id TEXT, sequence_number INTEGER, created INTEGER, snapshot BLOB, manifest TEXT, "
            + "serializer_id INTEGER, PRIMARY KEY (persistence_id, sequence_number))");
        using var table = new SqliteDatabase(JournalFile.ConnectionString(_folder.Journal));
        var bytes = new byte[3_500_000];
        new Random(1).NextBytes(bytes);

        await table.WriteAsync(new SnapshotMetadata("search-x", 7, DateTime.UnixEpoch), "sk", InPieces(bytes.AsSpan(0, 10)));
        await table.WriteAsync(new SnapshotMetadata("search-x", 7, DateTime.UnixEpoch), "sk", InPieces(bytes));

        Assert.Equal(1L, _folder.Sql("SELECT count(*) FROM snapshot"));
        Assert.Equal(bytes, (byte[])_folder.Sql("SELECT snapshot FROM snapshot")!);
    }

    [Fact]
    public void Pieces_are_read_back_as_they_were_written()
    {
        var bytes = new byte[2_500_000];
        new Random(2).NextBytes(bytes);
        using var stream = new PiecesStream(InPieces(bytes));
        using var back = new MemoryStream();

        stream.CopyTo(back);

        Assert.Equal(bytes.Length, stream.Length);
        Assert.Equal(bytes, back.ToArray());
    }

    private static Pieces InPieces(ReadOnlySpan<byte> bytes)
    {
        var pieces = new Pieces();
        for (var (at, next) = (0, 1); at < bytes.Length; at += next, next = next * 3 % 700_001)
        {
            next = Math.Min(next, bytes.Length - at);
            bytes.Slice(at, next).CopyTo(pieces.GetSpan(next));
            pieces.Advance(next);
        }
        return pieces;
    }
}
