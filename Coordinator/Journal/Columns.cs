using Akka.Persistence.Sql.Config;

namespace ActorSearch.Coordinator.Journal;

/// <summary>The names that the plugin's settings give tables and columns, quoted. Columns in the order in which they are written here.</summary>
internal sealed record Columns(string Table, string List, string Key, string Large)
{
    /// <summary>The number of a row is the database's to give.</summary>
    public static Columns Of(JournalTableConfig settings)
    {
        var names = settings.EventJournalTable.ColumnNames;
        return new Columns(
            Qualified(settings.SchemaName, settings.EventJournalTable.Name),
            Joined(names.Created, names.Deleted, names.PersistenceId, names.SequenceNumber, names.Message, names.Manifest, names.Identifier, names.WriterUuid),
            Joined(names.PersistenceId, names.SequenceNumber), Quoted(names.Message));
    }

    public static Columns Of(SnapshotTableConfiguration settings)
    {
        var names = settings.SnapshotTable.ColumnNames;
        return new Columns(
            Qualified(settings.SchemaName, settings.SnapshotTable.Name),
            Joined(names.Created, names.PersistenceId, names.SequenceNumber, names.Snapshot, names.Manifest, names.SerializerId),
            Joined(names.PersistenceId, names.SequenceNumber), Quoted(names.Snapshot));
    }

    private static string Qualified(string? schema, string table) => string.IsNullOrEmpty(schema) ? Quoted(table) : $"{Quoted(schema)}.{Quoted(table)}";

    private static string Joined(params string[] names) => string.Join(", ", names.Select(Quoted));

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
