using Akka.Actor;
using Akka.Cluster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorSearch.TrainerNode.Node.Hosting;

/// <summary>Runs a process of a cluster: starts it, joins the cluster, and waits until an operator stops it or the cluster removes it.</summary>
public static class NodeProcess
{
    /// <summary>Time after which a node that still waits for admission says so; longer than joining an existing cluster takes.</summary>
    private static readonly TimeSpan QuietFor = TimeSpan.FromSeconds(15);

    /// <summary>Starts the node and runs it to its end.</summary>
    /// <param name="join">Called once, when the node listens.</param>
    /// <param name="error">Receives the reason if the node ends by itself.</param>
    /// <param name="stop">Requests an orderly stop.</param>
    /// <returns>0 after an orderly stop, 1 if the cluster removed this node or the actor system terminated by itself.</returns>
    public static async Task<int> RunAsync(IHost host, Func<Cluster, CancellationToken, Task> join, TextWriter error, CancellationToken stop)
    {
        await host.StartAsync(CancellationToken.None);
        var system = host.Services.GetRequiredService<ActorSystem>();
        var cluster = Cluster.Get(system);
        var stopped = Task.Delay(Timeout.InfiniteTimeSpan, stop);
        var end = Task.WhenAny(system.WhenTerminated, stopped);
        var joining = join(cluster, stop);
        if (await Task.WhenAny(joining, end) == joining && !stop.IsCancellationRequested)
        {
            await joining;
            _ = SayThatItWaitsAsync(cluster, error, end);
        }
        if (await end == stopped)
        {
            await host.StopAsync(CancellationToken.None);
            return 0;
        }
        var reason = CoordinatedShutdown.Get(system).ShutdownReason;
        error.WriteLine(reason is CoordinatedShutdown.ClusterDowningReason
            ? "error: this node was cut off and the cluster removed it; start it again to join anew"
            : $"error: the actor system terminated unexpectedly ({reason?.GetType().Name ?? "no reason given"})");
        return 1;
    }

    private static async Task SayThatItWaitsAsync(Cluster cluster, TextWriter error, Task end)
    {
        var up = new TaskCompletionSource();
        cluster.RegisterOnMemberUp(() => up.TrySetResult());
        if (await Task.WhenAny(up.Task, end, Task.Delay(QuietFor)) is var first && first != up.Task && first != end)
            error.WriteLine("waiting: no coordinator has let this node into a cluster yet; a new cluster needs most of the seeds, the first of them included");
    }

    /// <summary>The Akka address of a node.</summary>
    public static Address AddressOf(this HostPort node, bool encrypted) =>
        new(encrypted ? "akka.ssl.tcp" : "akka.tcp", ClusterNode.SystemName, node.Host, node.Port);
}
