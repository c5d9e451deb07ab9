using System.Buffers;
using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActorSearch.Coordinator.Journal;

/// <summary>
/// Reads the rows of a SQLite journal as a mark counts them: in the order written, each with every column that recovery reads. Values go into the hash
/// as SQLite stores them, so that the writer, who reads its rows back, and a later reader cannot differ.
/// </summary>
internal static class MarkedRows
{
    /// <summary>The rows after $0 up to $1, in the order written.</summary>
    public const string Between = $"SELECT ordering, {IJournalDatabase.RowColumns} FROM journal WHERE ordering > $0 AND ordering <= $1 ORDER BY ordering";

    /// <summary>The table of marks inside the journal, one a write: they show which writes are sound when the chain as a whole does not hold.</summary>
    public const string Marks = "journal_mark";

    private const int Created = 1, Id = 3;

    /// <summary>From a mark on: the mark after each write, which is what one persistence id wrote at one time.</summary>
    /// <param name="last">Rows after this one are left out.</param>
    public static IEnumerable<JournalMark> Follow(SqliteConnection connection, JournalMark from, long last = long.MaxValue)
    {
        using var select = connection.Command(Between, from.Last, last);
        using var reader = select.ExecuteReader();
        var content = new ArrayBufferWriter<byte>();
        var (mark, created, id) = (from, 0L, Array.Empty<byte>());
        while (reader.Read())
        {
            var row = reader.Handle!;
            var isNext = raw.sqlite3_column_int64(row, Created) != created || !raw.sqlite3_column_blob(row, Id).SequenceEqual(id);
            if (mark != from && isNext) yield return mark;
            if (mark == from || isNext) (created, id) = (raw.sqlite3_column_int64(row, Created), raw.sqlite3_column_blob(row, Id).ToArray());
            content.ResetWrittenCount();
            Add(content, row, reader.FieldCount);
            mark = mark.Next(raw.sqlite3_column_int64(row, 0), content.WrittenSpan);
        }
        if (mark != from) yield return mark;
    }

    /// <summary>Adds all columns but the row's number, which the order stands for.</summary>
    private static void Add(ArrayBufferWriter<byte> content, sqlite3_stmt row, int count)
    {
        for (var column = 1; column < count; column++)
        {
            var type = raw.sqlite3_column_type(row, column);
            if (type is raw.SQLITE_INTEGER) Number(type, raw.sqlite3_column_int64(row, column));
            else if (type is raw.SQLITE_FLOAT) Number(type, BitConverter.DoubleToInt64Bits(raw.sqlite3_column_double(row, column)));
            else
            {
                var bytes = raw.sqlite3_column_blob(row, column);
                Number(type, bytes.Length);
                content.Write(bytes);
            }
        }

        void Number(int type, long value)
        {
            var to = content.GetSpan(9);
            to[0] = (byte)type;
            BinaryPrimitives.WriteInt64LittleEndian(to[1..], value);
            content.Advance(9);
        }
    }
}
