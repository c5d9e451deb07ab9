using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Training.Pruning;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse;

/// <summary>
/// Which units a mask leaves anything to do for. Output 0 is the network's input, output i + 1 that of layer i.
/// </summary>
/// <param name="Kinds">By output and unit.</param>
/// <param name="Needed">By output and unit: whether a way of weights leads from the unit to the logit; without one its gradient is exactly 0.</param>
/// <param name="NeededBy">The same by layer, input of the layer and unit: whether such a way begins with this layer.</param>
internal sealed record Structure(UnitKind[][] Kinds, bool[][] Needed, bool[][][] NeededBy)
{
    public static Structure Of(Architecture architecture, NetworkMask mask)
    {
        var layers = architecture.Layers;
        var kinds = new UnitKind[layers.Length + 1][];
        kinds[0] = [.. Enumerable.Repeat(UnitKind.Live, architecture.InputShape[0])];
        for (var i = 0; i < layers.Length; i++) kinds[i + 1] = KindsOf(layers[i], mask, kinds);

        bool[][] needed = [.. kinds.Select(units => new bool[units.Length])];
        var neededBy = new bool[layers.Length][][];
        needed[^1] = [true];
        for (var i = layers.Length - 1; i >= 0; i--)
        {
            neededBy[i] = [.. layers[i].Inputs.Select(input => new bool[kinds[input].Length])];
            foreach (var link in mask.Units(layers[i]))
            {
                if (needed[i + 1][link.Output]) needed[layers[i].Inputs[link.Input]][link.Unit] = neededBy[i][link.Input][link.Unit] = true;
            }
        }
        return new Structure(kinds, needed, neededBy);
    }

    private static UnitKind[] KindsOf(Layer layer, NetworkMask mask, UnitKind[][] kinds)
    {
        var outputs = new UnitKind[layer.OutputShape[0]];
        var bias = layer.Bias is null ? null : mask.Tensors[layer.Bias.Index];
        for (var o = 0; o < outputs.Length; o++)
            if (!layer.Kind.KeepsZero || (layer.Bias is not null && (bias is null || bias[o]))) outputs[o] = UnitKind.Constant;
        foreach (var link in mask.Units(layer))
            if (kinds[layer.Inputs[link.Input]][link.Unit] is var kind && kind > outputs[link.Output]) outputs[link.Output] = kind;
        if (!layer.Kind.DiffersBySample(layer.Spec)) return outputs;
        return [.. outputs.Select(kind => kind == UnitKind.Zero ? kind : UnitKind.Live)];
    }
}
