using ActorSearch.TrainerNode.Actors;
using ActorSearch.TrainerNode.Checkpoints;
using ActorSearch.TrainerNode.Checkpoints.Remote;
using ActorSearch.TrainerNode.Data;
using ActorSearch.TrainerNode.Devices;
using ActorSearch.TrainerNode.Training;
using Akka.Cluster.Hosting;
using Akka.Configuration;
using Microsoft.Extensions.Hosting;

namespace ActorSearch.TrainerNode.Hosting;

/// <summary>The registry's key of the proxy of the coordinators' singleton on a node that is no coordinator.</summary>
public sealed class SupervisorProxy
{
    /// <summary>The singleton's name.</summary>
    public const string Name = "searches";
}

/// <summary>One process that trains.</summary>
public static class TrainerHost
{
    /// <returns>The exit code; see <see cref="NodeProcess.RunAsync"/>.</returns>
    public static async Task<int> RunAsync(NodeOptions options, TextWriter error, CancellationToken stop)
    {
        // Unreadable certificates are told before libtorch is loaded.
        var remote = NodeSecurity.Remoting(options);
        var numerics = TorchRuntime.NumericsOf(options.Device, options.Vector);
        options.Device.Open();
        using var remoteStore = options.Store.IsEmpty ? null : new HttpCheckpointStore(new HttpStoreOptions(options.Store)
        {
            Token = options.Token,
            CacheFolder = options.Cache,
            CacheBytes = options.CacheBytes,
        });
        ICheckpointStore store = remoteStore is null ? new FolderCheckpointStore(options.Checkpoints) : remoteStore;
        var trainer = new TrainerOptions(options.Name, options.Slots, numerics, _ => new TorchSession(store, spec => DatasetPool.Shared.Open(spec), options.Device))
        {
            Device = () => DeviceFacts.Of(options.Device),
        };
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddClusterNode(remote, [NodeHocon.TrainerRole], NodeHocon.Of(options.Coordinators), Config.Empty, akka => akka
            .WithSingletonProxy<SupervisorProxy>(SupervisorProxy.Name, new ClusterSingletonOptions { Role = NodeHocon.CoordinatorRole, LogSingletonIdentificationFailure = false })
            .WithTrainer<SupervisorProxy>(trainer));
        using var host = builder.Build();
        return await NodeProcess.RunAsync(host, options.Seeds.Select(seed => seed.AddressOf(remote.EnableSsl == true)), error, _ => { }, stop).ConfigureAwait(false);
    }
}
