using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorSearch.TrainerNode.Hosting;

/// <summary>The life of a process of a cluster: start, join, and stay until it is told to stop or the cluster removes it.</summary>
public static class NodeProcess
{
    /// <param name="contacts">Whom to ask for the cluster. The first one founds it when it is this node and nobody answers.</param>
    /// <returns>0 after an orderly stop, 1 when the cluster removed this node or the actor system ended by itself.</returns>
    public static async Task<int> RunAsync(IHost host, IEnumerable<Address> contacts, TextWriter error, Action<ActorSystem> started, CancellationToken stop)
    {
        await host.StartAsync(CancellationToken.None).ConfigureAwait(false);
        var system = host.Services.GetRequiredService<ActorSystem>();
        Akka.Cluster.Cluster.Get(system).JoinSeedNodes(contacts);
        started(system);
        var stopped = Task.Delay(Timeout.InfiniteTimeSpan, stop);
        if (await Task.WhenAny(system.WhenTerminated, stopped).ConfigureAwait(false) == stopped)
        {
            await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
            return 0;
        }
        var reason = CoordinatedShutdown.Get(system).ShutdownReason;
        error.WriteLine(reason is CoordinatedShutdown.ClusterDowningReason
            ? "error: this node was cut off and the cluster removed it; start it again to join anew"
            : $"error: the actor system ended by itself ({reason?.GetType().Name ?? "no reason"})");
        return 1;
    }

    public static Address AddressOf(this HostPort node, bool encrypted) => new(encrypted ? "akka.ssl.tcp" : "akka.tcp", ClusterNode.SystemName, node.Host, node.Port);
}
