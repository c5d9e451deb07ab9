using ActorSearch.Search.Models;
using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Pruning;
using TorchSharp;

namespace ActorSearch.TrainerNode.Training;

/// <summary>Makes the engine that a run asks for.</summary>
internal static class Engines
{
    public static INetworkEngine Open(Architecture architecture, NetworkMask mask, TrainSpec train, LossSettings loss, int? microBatch, torch.Device device) =>
        new TorchEngine(architecture, mask, train, loss, microBatch, device);
}
