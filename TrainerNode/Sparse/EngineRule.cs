using ActorSearch.Search.Models;
using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Pruning;

namespace ActorSearch.TrainerNode.Sparse;

/// <summary>
/// What `train.engine: auto` means: a fixed function of layer sizes and of what a mask leaves, never of a timing or of the machine, so that a search comes out the
/// same wherever it runs. It compares the two engines' estimated time of a step; docs/performance.md has the measurements behind the figures.
/// </summary>
public static class EngineRule
{
    /// <summary>Relative time of a multiplication and addition in the dense engine: fully connected layers, and convolutions by their number of inputs to an output.</summary>
    private const double DenseLinear = 1.0, DenseWideConvolution = 0.75, DenseNarrowConvolution = 3.0;

    /// <summary>The same in the sparse engine: maps of one position, small ones, and large ones.</summary>
    private const double SparseLinear = 1.3, SparseSmallMap = 2.6, SparseLargeMap = 1.1;

    /// <summary>Convolutions with fewer inputs to an output keep a dense kernel from its best.</summary>
    private const int WideFanIn = 256;

    /// <summary>Maps of fewer positions keep the sparse kernels from theirs.</summary>
    private const int LargeMap = 256;

    /// <summary>The engine of a run on the CPU; another device has only the dense one.</summary>
    public static EngineKind Choose(EngineKind asked, Architecture architecture, NetworkMask mask, bool cpu)
    {
        if (asked != EngineKind.Auto) return asked;
        if (!cpu) return EngineKind.Torch;
        double dense = 0, sparse = 0;
        var parameter = 0;
        foreach (var layer in architecture.Layers)
        {
            if (layer.Weight is not { } weight) continue;
            var positions = layer.OutputShape.Length == 3 ? (double)layer.OutputShape[1] * layer.OutputShape[2] : 1;
            dense += weight.Count * positions * Dense(layer);
            sparse += (mask.Tensors[parameter]?.Left ?? weight.Count) * positions * Sparse(layer, positions);
            parameter += layer.Bias is null ? 1 : 2;
        }
        return sparse < dense ? EngineKind.Sparse : EngineKind.Torch;
    }

    private static double Dense(Layer layer) =>
        layer.Spec.Kind == LayerKind.Linear ? DenseLinear : layer.Weight!.FanIn >= WideFanIn ? DenseWideConvolution : DenseNarrowConvolution;

    private static double Sparse(Layer layer, double positions) =>
        layer.Spec.Kind == LayerKind.Linear ? SparseLinear : positions < LargeMap ? SparseSmallMap : SparseLargeMap;
}
