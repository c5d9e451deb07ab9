using ActorSearch.Coordinator.Hosting;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Node.Hosting;
using ActorSearch.TrainerNode.Node.Hosting.Downing;
using ActorSearch.TrainerNode.Node.Hosting.Wire;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorSearch.Coordinator.Tests.Hosting;

/// <summary>The shipped file, in a system of each role, has the effect it is meant to have.</summary>
public sealed class ClusterHoconTests
{
    [Theory]
    [InlineData(NodeHocon.CoordinatorRole)]
    [InlineData(NodeHocon.TrainerRole)]
    public async Task The_shipped_file_takes_effect_in_every_role(string role)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddClusterNode(
            new WireNode { Host = "127.0.0.1" }, [role], Config.Empty, akka => akka.WithJournal(new(JournalKind.Sqlite, "Data Source=:memory:")));
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var system = host.Services.GetRequiredService<ActorSystem>();
        var config = system.Settings.Config;

        Assert.Equal("Akka.Cluster.ClusterActorRefProvider, Akka.Cluster", system.Settings.ProviderClass);
        Assert.Contains(role, Akka.Cluster.Cluster.Get(system).SelfRoles);
        Assert.False(config.GetBoolean("akka.actor.serialization-settings.allow-unregistered-types"));
        Assert.IsType<MajorityDowning>(Akka.Cluster.Cluster.Get(system).DowningProvider);
        Assert.Equal(TimeSpan.FromSeconds(20), config.GetTimeSpan("actorsearch.downing.after"));
        Assert.Equal(TimeSpan.FromSeconds(0.5), Akka.Cluster.Cluster.Get(system).DowningProvider.DownRemovalMargin);
        Assert.Equal(TimeSpan.FromSeconds(10), config.GetTimeSpan("akka.cluster.failure-detector.acceptable-heartbeat-pause"));
        Assert.Equal(TimeSpan.FromSeconds(60), CoordinatedShutdown.Get(system).Timeout(CoordinatedShutdown.PhaseBeforeServiceUnbind));
        Assert.False(config.GetBoolean("akka.coordinated-shutdown.run-by-clr-shutdown-hook"));
        Assert.False(config.GetBoolean("akka.cluster.singleton-proxy.log-singleton-identification-failure"));
        Assert.Equal("akka.persistence.journal.sql", config.GetString("akka.persistence.journal.plugin"));
        Assert.True(config.GetBoolean("akka.persistence.snapshot-store.sql.snapshot-is-optional"));
        Assert.Equal("SQLite.MS", config.GetString("akka.persistence.journal.sql.provider-name"));

        var serialization = system.Serialization;
        Assert.IsType<ActorSearchSerializer>(serialization.FindSerializerForType(typeof(StartTraining)));
        Assert.IsType<ActorSearchSerializer>(serialization.FindSerializerForType(typeof(Search.Deciding.RunCompleted)));
        Assert.IsType<ActorSearchSerializer>(serialization.FindSerializerForType(typeof(SearchSnapshot)));
        Assert.Throws<System.Runtime.Serialization.SerializationException>(() => serialization.FindSerializerForType(typeof(ClusterHoconTests)));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }
}
