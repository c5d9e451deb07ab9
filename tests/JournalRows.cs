using ActorSearch.Coordinator.Journal;
using ActorSearch.Messages;
using Akka.Persistence.Sql.Journal.Types;
using Microsoft.Data.Sqlite;

namespace ActorSearch;

/// <summary>Writes records into a journal's file as a coordinator would have, without one: thousands of searches in no time.</summary>
internal static class JournalRows
{
    /// <summary>A row as a writer hands it to a table.</summary>
    public static JournalRow Row(long number, string writer) => new()
    {
        PersistenceId = "search-x",
        SequenceNumber = number,
        Message = "ab"u8.ToArray(),
        Manifest = "lg",
        Identifier = 7,
        WriterUuid = writer,
        Timestamp = 1,
    };

    /// <param name="file">The journal; it has its tables, and its mark follows if it has one.</param>
    /// <param name="records">By persistence id; each after those that it has.</param>
    public static void Write(string file, IEnumerable<(string PersistenceId, IEnumerable<object> Records)> records)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.CommandText = """
            INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
            SELECT 0, 0, $id, 1 + coalesce(max(sequence_number), 0), $message, $manifest, $identifier, 'rows' FROM journal WHERE persistence_id = $id
            """;
        insert.Parameters.AddWithValue("$identifier", ActorSearchSerializer.SerializerId);
        var (id, manifest) = (insert.Parameters.Add("$id", SqliteType.Text), insert.Parameters.Add("$manifest", SqliteType.Text));
        var message = insert.Parameters.Add("$message", SqliteType.Blob);
        foreach (var (persistenceId, own) in records)
            foreach (var record in own)
            {
                (id.Value, message.Value, manifest.Value) = (persistenceId, RecordCodec.Journal.Write(record), RecordCodec.ManifestOf(record));
                insert.ExecuteNonQuery();
            }
        transaction.Commit();
        if (!File.Exists(MarkFile.PathOf(file))) return;
        using var mark = new MarkFile(file);
        mark.Write(MarkedRows.Follow(connection, mark.Value).Last());
    }
}
