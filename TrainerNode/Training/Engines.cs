using ActorSearch.Search.Models;
using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Pruning;
using ActorSearch.TrainerNode.Sparse;
using TorchSharp;

namespace ActorSearch.TrainerNode.Training;

/// <summary>Makes the engine that a run asks for.</summary>
internal static class Engines
{
    /// <param name="device">Where the dense engine computes; the sparse one computes on the CPU in any case.</param>
    public static INetworkEngine Open(Architecture architecture, NetworkMask mask, TrainSpec train, LossSettings loss, int? microBatch, torch.Device device) =>
        EngineRule.Choose(train, architecture, mask, cpu: device.type == DeviceType.CPU) == EngineKind.Sparse
            ? new SparseEngine(architecture, mask, train, loss, microBatch)
            : new TorchEngine(architecture, mask, train, loss, microBatch, device);
}
