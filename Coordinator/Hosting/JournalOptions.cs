using ActorSearch.Coordinator.Journal;
using ActorSearch.TrainerNode.Node.Hosting;
using Akka.Configuration;

namespace ActorSearch.Coordinator.Hosting;

/// <summary>Where journal and snapshots are: in one SQLite file, or in a PostgreSQL database, version 15 or newer.</summary>
internal sealed record JournalOptions(JournalKind Kind, string ConnectionString)
{
    public static JournalOptions Sqlite(string file) => new(JournalKind.Sqlite, JournalFile.ConnectionString(file));

    public static JournalOptions Postgres(string connectionString) => new(JournalKind.Postgres, connectionString);

    /// <summary>The settings of Akka's plugins.</summary>
    public Config Hocon
    {
        get
        {
            var provider = Kind == JournalKind.Sqlite ? "SQLite.MS" : "PostgreSQL.15";
            var quoted = ConnectionString.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
            var plugin = $$"""{ provider-name = "{{provider}}", connection-string = "{{quoted}}" }""";
            return ConfigurationFactory.ParseString($"akka.persistence {{ journal.sql {plugin}\nsnapshot-store.sql {plugin} }}");
        }
    }
}
