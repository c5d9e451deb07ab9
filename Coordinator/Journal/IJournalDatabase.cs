using ActorSearch.Messages;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql.Journal.Types;

namespace ActorSearch.Coordinator.Journal;

/// <summary>One of the two databases that a journal may be in, with the tables that Akka.Persistence.Sql made and reads.</summary>
internal interface IJournalDatabase : IDisposable
{
    /// <summary>The columns of a row of the journal, in the order in which they are written; the database numbers the rows.</summary>
    const string RowColumns = "created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid";

    /// <summary>The columns of a snapshot, in the order in which they are written.</summary>
    const string SnapshotColumns = "created, persistence_id, sequence_number, snapshot, manifest, serializer_id";

    /// <summary>The database of the provider that the plugin's settings name.</summary>
    static IJournalDatabase Of(string provider, string connectionString) =>
        provider.StartsWith("SQLite", StringComparison.Ordinal) ? new SqliteDatabase(connectionString)
        : provider.StartsWith("PostgreSQL", StringComparison.Ordinal) ? new PostgresDatabase(connectionString)
        : throw new ConfigurationException($"a journal in {provider} is not known; SQLite and PostgreSQL are");

    /// <summary>Writes all rows, or none of them and throws an exception of the database. Any thread.</summary>
    Task WriteAsync(IReadOnlyList<JournalRow> rows);

    /// <summary>Writes a snapshot, in the place of one with the same number if there is one.</summary>
    Task WriteAsync(SnapshotMetadata metadata, string manifest, Pieces snapshot);
}
