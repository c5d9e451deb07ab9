using ActorSearch.TrainerNode.Node.Hosting.Wire;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorSearch.TrainerNode.Node.Hosting;

/// <summary>The wiring that every process has, standalone or one of many: logging, remoting, cluster, and the actors of its roles.</summary>
public static class ClusterNode
{
    /// <summary>Name of the actor system of every node.</summary>
    public const string SystemName = "actorsearch";

    /// <summary>How long an orderly stop may take; a service manager waits longer before it kills a process (ops/).</summary>
    public static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(120);

    /// <summary>Adds the actor system; it does not join a cluster by itself. The caller handles signals.</summary>
    /// <param name="wire">How it reaches others; null: it opens no socket, and is a cluster of its own.</param>
    /// <param name="node">Settings that override the shipped ones on this node.</param>
    /// <param name="actors">Adds the actors of the node's roles.</param>
    /// <param name="least">What is logged: warnings, or what our own actors do as well.</param>
    /// <exception cref="BadInputException">The port of <paramref name="wire"/> is another process's.</exception>
    public static void AddClusterNode(
        this IHostApplicationBuilder builder, WireNode? wire, string[] roles, Config node, Action<AkkaConfigurationBuilder> actors,
        LogLevel least = LogLevel.Warning, LogFormat format = LogFormat.Text)
    {
        wire?.Listen();
        var stderr = new StderrLogger(least, format);
        LastLines.Target = stderr.CreateLogger("akka");
        builder.Logging.AddProvider(stderr).SetMinimumLevel(LogLevel.Warning).AddFilter("Akka", least);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopWithin);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddAkka(SystemName, akka =>
        {
            if (wire is not null) akka.AddSetup(wire);
            akka.ConfigureLoggers(loggers =>
                {
                    loggers.ClearLoggers();
                    loggers.LogLevel = least == LogLevel.Warning ? Akka.Event.LogLevel.WarningLevel : Akka.Event.LogLevel.InfoLevel;
                    loggers.AddLoggerFactory();
                })
                .AddHocon(wire is null ? node.WithFallback(ClosedTransport.Settings) : node, HoconAddMode.Prepend)
                .AddHocon(NodeHocon.Shipped, HoconAddMode.Append)
                .WithWireProtocol()
                .WithClustering(new ClusterOptions { Roles = roles });
            actors(akka);
        });
    }

    /// <summary>Starts a process that forms a cluster by itself, and waits until it has.</summary>
    public static async Task StartAloneAsync(this IHost host, CancellationToken cancel)
    {
        await host.StartAsync(cancel);
        var cluster = Cluster.Get(host.Services.GetRequiredService<ActorSystem>());
        await cluster.JoinAsync(cluster.SelfAddress, cancel);
    }

    /// <summary>Signals are the business of the command line.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
