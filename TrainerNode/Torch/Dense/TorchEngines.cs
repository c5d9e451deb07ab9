using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Training.Devices;
using ActorSearch.TrainerNode.Training.Engines;
using ActorSearch.TrainerNode.Training.Engines.Sparse;
using ActorSearch.TrainerNode.Training.Pruning;
using TorchSharp;

namespace ActorSearch.TrainerNode.Torch.Dense;

/// <summary>Both engines on a CPU, the dense one on a GPU.</summary>
/// <param name="device">Where the dense engine computes.</param>
public sealed class TorchEngines(ComputeDevice device) : IEngines
{
    private torch.Device? _opened;

    /// <summary>The engines of the CPU.</summary>
    public static TorchEngines OnCpu() => new(ComputeDevice.Cpu);

    private torch.Device Opened => _opened ??= TorchDevice.Open(device);

    /// <inheritdoc/>
    public void Prepare(VectorLevel level)
    {
        TorchRuntime.Initialize(level);
        TrainingThread.Prepare();
    }

    /// <inheritdoc/>
    public IDisposable Enter()
    {
        _ = Opened;
        return torch.NewDisposeScope();
    }

    /// <inheritdoc/>
    public INetworkEngine Open(Architecture architecture, NetworkMask mask, TrainSpec train, LossSettings loss, int? microBatch)
    {
        if (EngineRule.Choose(train, architecture, mask, cpu: !device.IsCuda, torch: TorchRuntime.CpuProblem is null) == EngineKind.Sparse)
            return new SparseEngine(architecture, mask, train, loss, microBatch);
        if (!device.IsCuda) TorchRuntime.Require(EngineKind.Torch);
        return new TorchEngine(architecture, mask, train, loss, microBatch, Opened);
    }
}
