using ActorSearch.Coordinator.Searches;
using ActorSearch.TrainerNode.Node.Hosting;
using Akka.Cluster.Hosting;
using Akka.Hosting;
using Akka.Persistence.Sql;

namespace ActorSearch.Coordinator.Hosting;

/// <summary>What a node with a journal has beyond every other node: the journal, and the singleton that owns the searches.</summary>
internal static class SearchHosting
{
    /// <summary>Adds the journal, and the defaults of its plugin below the shipped settings.</summary>
    public static AkkaConfigurationBuilder WithJournal(this AkkaConfigurationBuilder builder, JournalOptions journal) =>
        builder.AddHocon(journal.Hocon, HoconAddMode.Prepend).AddHocon(SqlPersistence.DefaultConfiguration, HoconAddMode.Append);

    /// <summary>Adds the journal, the singleton that owns the searches, and its proxy, registered as <see cref="SearchSupervisor"/>.</summary>
    public static AkkaConfigurationBuilder WithSearches(this AkkaConfigurationBuilder builder, JournalOptions journal, SearchSettings settings) => builder
        .WithJournal(journal)
        .WithSingleton<SearchSupervisor>(SupervisorProxy.Name, SearchSupervisor.Props(settings), new ClusterSingletonOptions
        {
            Role = NodeHocon.CoordinatorRole,
            TerminationMessage = new StopSupervisor(),
            LogSingletonIdentificationFailure = false,
        });
}
