using System.Buffers;
using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActorSearch.Coordinator.Journal;

/// <summary>
/// Reads the rows of a SQLite journal as a mark counts them: in the order written, each with every column that recovery reads. Values go into the hash
/// as SQLite stores them, so that the writer, who reads its rows back, and a later reader cannot differ.
/// </summary>
internal sealed class MarkedRows : IDisposable
{
    private const int Created = 1, Id = 3;

    private readonly SqliteCommand _select;
    private readonly SqliteParameter _after, _last;
    private readonly ArrayBufferWriter<byte> _row = new();

    public MarkedRows(SqliteConnection connection)
    {
        _select = connection.CreateCommand();
        _select.CommandText = "SELECT ordering, created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid "
            + "FROM journal WHERE ordering > $after AND ordering <= $last ORDER BY ordering";
        _after = _select.Parameters.Add("$after", SqliteType.Integer);
        _last = _select.Parameters.Add("$last", SqliteType.Integer);
    }

    /// <summary>The table of marks inside the journal, one a write: they tell which writes are sound when the chain as a whole does not hold.</summary>
    public const string Marks = "journal_mark";

    /// <summary>From a mark on: the mark after each write, which is what one persistence id wrote at one time.</summary>
    /// <param name="last">Rows after this one are left out.</param>
    public IEnumerable<JournalMark> Follow(JournalMark from, SqliteTransaction? transaction = null, long last = long.MaxValue)
    {
        (_after.Value, _last.Value, _select.Transaction) = (from.Last, last, transaction);
        using var reader = _select.ExecuteReader();
        var (mark, created, id) = (from, 0L, Array.Empty<byte>());
        while (reader.Read())
        {
            if (mark != from && !IsOf(reader, created, id)) yield return mark;
            if (mark == from || !IsOf(reader, created, id))
                (created, id) = (raw.sqlite3_column_int64(reader.Handle!, Created), raw.sqlite3_column_blob(reader.Handle!, Id).ToArray());
            mark = mark.Next(raw.sqlite3_column_int64(reader.Handle!, 0), Columns(reader.Handle!, reader.FieldCount));
        }
        if (mark != from) yield return mark;
    }

    public void Dispose() => _select.Dispose();

    private static bool IsOf(SqliteDataReader reader, long created, byte[] id) =>
        raw.sqlite3_column_int64(reader.Handle!, Created) == created && raw.sqlite3_column_blob(reader.Handle!, Id).SequenceEqual(id);

    /// <summary>All but the row's number, which the order stands for.</summary>
    private ReadOnlySpan<byte> Columns(sqlite3_stmt row, int count)
    {
        _row.ResetWrittenCount();
        for (var column = 1; column < count; column++)
        {
            var type = raw.sqlite3_column_type(row, column);
            if (type is raw.SQLITE_INTEGER) Number(type, raw.sqlite3_column_int64(row, column));
            else if (type is raw.SQLITE_FLOAT) Number(type, BitConverter.DoubleToInt64Bits(raw.sqlite3_column_double(row, column)));
            else
            {
                var bytes = raw.sqlite3_column_blob(row, column);
                Number(type, bytes.Length);
                _row.Write(bytes);
            }
        }
        return _row.WrittenSpan;
    }

    private void Number(int type, long value)
    {
        var to = _row.GetSpan(9);
        to[0] = (byte)type;
        BinaryPrimitives.WriteInt64LittleEndian(to[1..], value);
        _row.Advance(9);
    }
}
