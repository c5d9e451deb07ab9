using ActorSearch.TrainerNode.Actors;
using ActorSearch.TrainerNode.Hosting.Wire;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorSearch.TrainerNode.Hosting;

/// <summary>The wiring that every process has, standalone or one of many: logging, remoting, cluster, and the actors of its roles.</summary>
public static class ClusterNode
{
    public const string SystemName = "actorsearch";

    /// <summary>How long an orderly stop may take; whoever starts processes waits longer before it kills one (ops/).</summary>
    public static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(120);

    /// <summary>Adds the actor system; it joins nobody by itself. Whoever starts it handles signals.</summary>
    /// <param name="peers">Who is at the other end of its connections.</param>
    /// <param name="node">What stands over the shipped settings on this node.</param>
    /// <param name="fallback">Defaults of plugins, below the shipped settings.</param>
    /// <param name="least">What is logged: warnings, or what our own actors do as well.</param>
    public static void AddClusterNode(
        this IHostApplicationBuilder builder, RemoteOptions remote, WirePeers peers, string[] roles, Config node, Config fallback, Action<AkkaConfigurationBuilder> actors,
        LogLevel least = LogLevel.Warning, LogFormat format = LogFormat.Text)
    {
        var stderr = new StderrLogger(least, format);
        LastLines.Target = stderr.CreateLogger("akka");
        builder.Logging.AddProvider(stderr).SetMinimumLevel(LogLevel.Warning).AddFilter("Akka", least);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopWithin);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddAkka(SystemName, akka =>
        {
            akka.AddSetup(peers);
            akka.ConfigureLoggers(loggers =>
                {
                    loggers.ClearLoggers();
                    loggers.LogLevel = least == LogLevel.Warning ? Akka.Event.LogLevel.WarningLevel : Akka.Event.LogLevel.InfoLevel;
                    loggers.AddLoggerFactory();
                })
                .AddHocon(node, HoconAddMode.Prepend)
                .AddHocon(NodeHocon.Shipped, HoconAddMode.Append)
                .AddHocon(fallback, HoconAddMode.Append)
                .WithWireProtocol()
                .WithRemoting(remote)
                .WithClustering(new ClusterOptions { Roles = roles });
            actors(akka);
        });
    }

    /// <summary>The trainer's actor, once this node is settled; it reports to what is registered as <typeparamref name="TSupervisor"/>, the singleton's proxy.</summary>
    public static AkkaConfigurationBuilder WithTrainer<TSupervisor>(this AkkaConfigurationBuilder akka, TrainerOptions trainer) => akka
        .WithActors((system, registry) =>
        {
            var supervisor = registry.Get<TSupervisor>();
            var actor = Props.Create(() => new TrainerNodeActor(trainer, supervisor));
            system.ActorOf(Props.Create(() => new Settling(actor, TrainerNodeActor.ActorName(trainer.Name))), "settling");
        });

    /// <summary>Signals are the business of the command line.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
