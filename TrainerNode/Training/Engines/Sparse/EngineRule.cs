using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Training.Pruning;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse;

/// <summary>
/// What `train.engine: auto` means: a fixed function of layer sizes, batch size and what a mask leaves, never of a timing or of the machine, so that a search
/// comes out the same wherever it runs. It compares estimates of a step's time in each engine; the unit is what the dense engine takes for one
/// multiplication and addition of a fully connected layer. docs/performance.md has the measurements behind the figures.
/// </summary>
internal static class EngineRule
{
    /// <summary>Sparse engine: a weight that is left, at one position, for one of the samples (padded to 16).</summary>
    private const double SparseWeight = 1.3;

    /// <summary>Dense engine: a weight of a convolution, at one position, for one sample. With few inputs to an output its kernels are slow.</summary>
    private const double WideConvolution = 0.75, NarrowConvolution = 1.5;

    /// <summary>Inputs to an output from which on a convolution is wide.</summary>
    private const int WideFanIn = 256;

    /// <summary>What every layer costs besides, however small: about 10 us and 1 us.</summary>
    private const double DenseLayer = 200_000, SparseLayer = 20_000;

    /// <summary>The engine of a run on the CPU; another device has only the dense one.</summary>
    /// <param name="torch">Whether libtorch may compute on this CPU; where it may not, `auto` is the sparse engine.</param>
    public static EngineKind Choose(TrainSpec train, Architecture architecture, NetworkMask mask, bool cpu, bool torch = true)
    {
        if (train.Engine != EngineKind.Auto) return train.Engine;
        if (!cpu) return EngineKind.Torch;
        if (!torch) return EngineKind.Sparse;
        double dense = architecture.Layers.Length * DenseLayer, sparse = architecture.Layers.Length * SparseLayer;
        var padded = (train.BatchSize + 15) / 16 * 16.0;
        foreach (var layer in architecture.Layers)
        {
            if (layer.Weight is not { } weight) continue;
            double positions = layer.Positions;
            dense += weight.Count * positions * train.BatchSize * DenseWeight(weight);
            sparse += (mask.Tensors[weight.Index]?.Left ?? weight.Count) * positions * padded * SparseWeight;
        }
        return sparse < dense ? EngineKind.Sparse : EngineKind.Torch;
    }

    private static double DenseWeight(LayerTensor weight) =>
        weight.Shape.Length == 2 ? 1 : weight.FanIn >= WideFanIn ? WideConvolution : NarrowConvolution;
}
