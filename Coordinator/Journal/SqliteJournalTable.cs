using Akka.Persistence.Sql.Journal.Types;
using Microsoft.Data.Sqlite;

namespace ActorSearch.Coordinator.Journal;

/// <summary>
/// A transaction a batch, on a connection and a prepared statement of its own; SQLite has one writer at a time anyway. A batch is written once the mark
/// beside the file tells of it.
/// </summary>
internal sealed class SqliteJournalTable(string connectionString, Columns columns) : IJournalTable
{
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(10);

    private readonly string _sql = $"INSERT INTO {columns.Table} ({columns.List}) VALUES ($created, 0, $id, $number, $message, $manifest, $identifier, $writer)";
    private readonly SemaphoreSlim _one = new(1, 1);
    private Statement? _statement;

    public async Task WriteAsync(IReadOnlyList<JournalRow> rows)
    {
        await _one.WaitAsync().ConfigureAwait(false);
        try
        {
            _statement ??= new Statement(connectionString, _sql);
            _statement.Insert(rows);
        }
        catch
        {
            // Whatever state it is in: the next batch begins with a new one.
            _statement?.Dispose();
            _statement = null;
            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        if (!_one.Wait(CloseWithin)) return;
        _statement?.Dispose();
        _one.Dispose();
    }

    private sealed class Statement : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly SqliteCommand _insert;
        private readonly MarkWriter _marks;
        private readonly SqliteParameter _created, _id, _number, _message, _manifest, _identifier, _writer;

        public Statement(string connectionString, string sql)
        {
            _connection = new SqliteConnection(connectionString);
            _insert = _connection.CreateCommand();
#pragma warning disable CA2100 // The names are this program's settings.
            _insert.CommandText = sql;
#pragma warning restore CA2100
            _created = Parameter("$created", SqliteType.Integer);
            _id = Parameter("$id", SqliteType.Text);
            _number = Parameter("$number", SqliteType.Integer);
            _message = Parameter("$message", SqliteType.Blob);
            _manifest = Parameter("$manifest", SqliteType.Text);
            _identifier = Parameter("$identifier", SqliteType.Integer);
            _writer = Parameter("$writer", SqliteType.Text);
            try
            {
                _connection.Open();
                _marks = new MarkWriter(_connection);
            }
            catch
            {
                _insert.Dispose();
                _connection.Dispose();
                throw;
            }
        }

        public void Insert(IReadOnlyList<JournalRow> rows)
        {
            using var transaction = _connection.BeginTransaction();
            _insert.Transaction = transaction;
            foreach (var row in rows)
            {
                (_created.Value, _id.Value, _number.Value) = (row.Timestamp, row.PersistenceId, row.SequenceNumber);
                (_message.Value, _manifest.Value) = (row.Message, row.Manifest);
                (_identifier.Value, _writer.Value) = (row.Identifier, row.WriterUuid);
                _insert.ExecuteNonQuery();
            }
            _marks.Follow(transaction);
            transaction.Commit();
            _marks.Committed();
        }

        public void Dispose()
        {
            _marks.Dispose();
            _insert.Dispose();
            _connection.Dispose();
        }

        private SqliteParameter Parameter(string name, SqliteType type) => _insert.Parameters.Add(name, type);
    }
}
