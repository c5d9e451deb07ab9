using ActorSearch.TrainerNode.Actors;
using ActorSearch.TrainerNode.Node.Hosting;
using ActorSearch.TrainerNode.Node.Hosting.Wire;
using ActorSearch.TrainerNode.Node.Http;
using ActorSearch.TrainerNode.Node.Telemetry;
using ActorSearch.TrainerNode.Telemetry;
using ActorSearch.TrainerNode.Torch.Dense;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Files;
using ActorSearch.TrainerNode.Training.Runs;
using ActorSearch.TrainerNode.Training.Stores;
using Akka.Cluster.Hosting;
using Microsoft.Extensions.Hosting;

namespace ActorSearch.TrainerNode.Launching;

/// <summary>One process that trains.</summary>
public static class TrainerHost
{
    /// <summary>Exit code of a process whose device ran out of memory: another one can go on.</summary>
    public const int OutOfMemory = 3;

    /// <summary>Runs until the stop is requested, or the device is out of memory.</summary>
    /// <returns>The exit code: <see cref="OutOfMemory"/>, else see <see cref="NodeProcess.RunAsync"/>.</returns>
    public static async Task<int> RunAsync(NodeOptions options, TextWriter error, CancellationToken stop)
    {
        // Reports unreadable certificates before libtorch is loaded.
        var certificates = NodeCertificates.Of(options);
        var numerics = TorchRuntime.NumericsOf(options.Device, options.Vector);
        if (!options.Device.IsCuda && TorchRuntime.CpuProblem is { } problem) error.WriteLine($"warning: {TorchRuntime.Warning(problem)}");
        TorchDevice.Open(options.Device);
        var store = CheckpointStores.Open(options.Store.IsEmpty ? options.Checkpoints : string.Join(',', options.Store), new StoreSettings
        {
            Token = options.Token,
            CacheFolder = options.Cache,
            CacheBytes = options.CacheBytes,
            Handler = certificates is null ? null : certificates.HttpHandler,
        });
        using var closing = store as IDisposable;
        using var datasets = new DatasetPool(options.DataRoots, mostCached: options.ImageBytes);
        using var metered = new MeteredStore(store, options.Name);
        using var meter = new TrainerMeter(options.Name, options.Slots, numerics);
        using var deviceMeter = new DeviceMeter(options.Name, options.Device);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        string? outOfMemory = null;
        var trainer = new TrainerOptions(
            options.Name, options.Slots, numerics, _ => new TrainingSession(
                metered, order => datasets.Open(order.Spec.Data, say: Warn, fingerprint: order.DataFingerprint), new TorchEngines(options.Device)))
        {
            Meter = meter,
            Device = () => DeviceFacts.Of(options.Device),
            Registered = address => error.WriteLine($"{options.Name}: registered with the coordinator at {address}"),
            OutOfMemory = reason =>
            {
                if (Interlocked.CompareExchange(ref outOfMemory, reason, null) is not null) return;
                error.WriteLine($"error: {options.Device} is out of memory; this process ends, so that its memory is free for the next one: {reason}");
                _ = ending.CancelAsync(); // not here: an actor calls this
            },
        };
        var builder = Host.CreateEmptyApplicationBuilder(null);
        string[] roles = [NodeHocon.TrainerRole, NodeHocon.NameRole(options.Name)];
        builder.AddClusterNode(WireNode.Of(options, certificates), roles, NodeHocon.Of(options.Coordinators), akka => akka
            .WithSingletonProxy<SupervisorProxy>(
                SupervisorProxy.Name, new ClusterSingletonOptions { Role = NodeHocon.CoordinatorRole, LogSingletonIdentificationFailure = false })
            .WithTrainer<SupervisorProxy>(trainer), options.Log, options.LogFormat);
        builder.AddTraces("actorsearch-trainer", options.Name);
        using var host = builder.Build();
        Akka.Cluster.Cluster? joined = null;
        var (files, cache) = options.Store.IsEmpty ? (CheckpointStores.FolderOf(options.Checkpoints) ?? "", "") : ("", options.Cache);
        using var node = new NodeMeter(() => joined, certificates, ("checkpoints", files), ("cache", cache));
        await using var http = await TrainerHttp.StartAsync(options, certificates, () => Health.Membership(joined)
            ?? (meter.IsRegistered ? null : "no coordinator has registered this trainer")).ConfigureAwait(false);
        if (http is not null) error.WriteLine(http.Addresses(options));
        var contacts = options.Seeds.Select(seed => seed.AddressOf(certificates is not null));
        var code = await NodeProcess.RunAsync(host, (cluster, _) =>
        {
            (joined = cluster).JoinSeedNodes(contacts);
            return Task.CompletedTask;
        }, error, ending.Token).ConfigureAwait(false);
        return outOfMemory is null || stop.IsCancellationRequested ? code : OutOfMemory;

        void Warn(string line) => error.WriteLine($"warning: {line}");
    }
}
