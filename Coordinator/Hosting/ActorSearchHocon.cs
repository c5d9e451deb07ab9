using ActorSearch.Coordinator.Searches;
using ActorSearch.TrainerNode.Node.Hosting;
using Akka.Cluster.Hosting;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Persistence.Sql;

namespace ActorSearch.Coordinator.Hosting;

/// <summary>What a node with a journal has beyond the shipped settings: where the journal is, and the singleton that owns the searches.</summary>
public static class ActorSearchHocon
{
    /// <summary>Defaults of the journal's plugin.</summary>
    public static Config Plugin => SqlPersistence.DefaultConfiguration;

    /// <summary>The singleton that owns the searches, and its proxy, registered as <see cref="SearchSupervisor"/>.</summary>
    public static AkkaConfigurationBuilder WithSearches(this AkkaConfigurationBuilder builder, SearchSettings settings) => builder
        .WithSingleton<SearchSupervisor>(SupervisorProxy.Name, SearchSupervisor.Props(settings), new ClusterSingletonOptions
        {
            Role = NodeHocon.CoordinatorRole,
            TerminationMessage = StopSupervisor.Instance,
            LogSingletonIdentificationFailure = false,
        });

    /// <summary>Journal and snapshots in one SQLite file.</summary>
    public static Config Sqlite(string connectionString) => Sql("SQLite.MS", connectionString);

    /// <summary>Journal and snapshots in a PostgreSQL database, version 15 or newer.</summary>
    public static Config Postgres(string connectionString) => Sql("PostgreSQL.15", connectionString);

    private static Config Sql(string provider, string connectionString)
    {
        var quoted = $"\"{connectionString.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        return ConfigurationFactory.ParseString($$"""
            akka.persistence {
              journal.sql { provider-name = "{{provider}}", connection-string = {{quoted}} }
              snapshot-store.sql { provider-name = "{{provider}}", connection-string = {{quoted}} }
            }
            """);
    }
}
