using Akka.Configuration;

namespace ActorSearch.Coordinator.Journal;

/// <summary>The two databases that a journal may be in, by the provider that the plugin's settings name.</summary>
internal static class Databases
{
    public static IJournalTable Journal(string provider, string connectionString, Columns columns) =>
        IsSqlite(provider) ? new SqliteJournalTable(connectionString, columns) : new PostgresJournalTable(connectionString, columns);

    public static ISnapshotTable Snapshots(string provider, string connectionString, Columns columns) =>
        IsSqlite(provider) ? new SqliteSnapshotTable(connectionString, columns) : new PostgresSnapshotTable(connectionString, columns);

    private static bool IsSqlite(string provider) =>
        provider.StartsWith("SQLite", StringComparison.Ordinal) || (provider.StartsWith("PostgreSQL", StringComparison.Ordinal)
            ? false
            : throw new ConfigurationException($"a journal in {provider} is not known; SQLite and PostgreSQL are"));
}
