using ActorSearch.Search.Layers;
using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Devices;
using ActorSearch.TrainerNode.Pruning;
using ActorSearch.TrainerNode.Sparse;
using TorchSharp;

namespace ActorSearch.TrainerNode.Training;

/// <summary>Makes the engine that a run asks for.</summary>
internal static class Engines
{
    /// <param name="device">Where the dense engine computes; the sparse one computes on the CPU in any case.</param>
    /// <exception cref="NotSupportedException">The run asks for the dense engine, and libtorch computes wrong on this CPU.</exception>
    public static INetworkEngine Open(Architecture architecture, NetworkMask mask, TrainSpec train, LossSettings loss, int? microBatch, torch.Device device)
    {
        var cpu = device.type == DeviceType.CPU;
        if (EngineRule.Choose(train, architecture, mask, cpu, torch: TorchRuntime.CpuProblem is null) == EngineKind.Sparse)
            return new SparseEngine(architecture, mask, train, loss, microBatch);
        if (cpu) TorchRuntime.Require(EngineKind.Torch);
        return new TorchEngine(architecture, mask, train, loss, microBatch, device);
    }
}
