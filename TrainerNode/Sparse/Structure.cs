using ActorSearch.Search.Models;
using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Pruning;

namespace ActorSearch.TrainerNode.Sparse;

/// <summary>
/// Which units a mask leaves anything to do for. Boundary i is what goes into layer i; the last is the logit.
/// </summary>
/// <param name="Kinds">By boundary and unit.</param>
/// <param name="Needed">Whether a way of weights leads from the unit to the logit; without one its gradient is exactly 0.</param>
internal sealed record Structure(UnitKind[][] Kinds, bool[][] Needed)
{
    public static Structure Of(Architecture architecture, NetworkMask mask)
    {
        var layers = architecture.Layers;
        var kinds = new UnitKind[layers.Length + 1][];
        kinds[0] = new UnitKind[architecture.InputShape[0]];
        Array.Fill(kinds[0], UnitKind.Live);
        var firstParameter = new int[layers.Length];
        for (int i = 0, parameter = 0; i < layers.Length; i++)
        {
            firstParameter[i] = parameter;
            parameter += (layers[i].Weight is null ? 0 : 1) + (layers[i].Bias is null ? 0 : 1);
            kinds[i + 1] = Forward(layers[i], mask, firstParameter[i], kinds[i]);
        }

        var needed = new bool[layers.Length + 1][];
        needed[^1] = [true];
        for (var i = layers.Length - 1; i >= 0; i--) needed[i] = Backward(layers[i], mask, firstParameter[i], needed[i + 1], kinds[i].Length);
        return new Structure(kinds, needed);
    }

    private static UnitKind[] Forward(Layer layer, NetworkMask mask, int parameter, UnitKind[] inputs)
    {
        switch (layer.Spec.Kind)
        {
            case LayerKind.Linear or LayerKind.Conv2d:
                var outputs = new UnitKind[layer.Weight!.Shape[0]];
                var bias = layer.Bias is null ? null : mask.Tensors[parameter + 1];
                for (var o = 0; o < outputs.Length; o++)
                    if (layer.Bias is not null && (bias is null || bias[o])) outputs[o] = UnitKind.Constant;
                foreach (var (o, i) in Left(layer, mask.Tensors[parameter]))
                    if (inputs[i] > outputs[o]) outputs[o] = inputs[i];
                return outputs;
            case LayerKind.Flatten when layer.InputShape.Length == 3:
                return [.. inputs.SelectMany(kind => Enumerable.Repeat(kind, layer.InputShape[1] * layer.InputShape[2]))];
            case LayerKind.Dropout when layer.Spec.Rate > 0: // its mask differs between samples
                return [.. inputs.Select(kind => kind == UnitKind.Zero ? kind : UnitKind.Live)];
            default:
                return inputs;
        }
    }

    private static bool[] Backward(Layer layer, NetworkMask mask, int parameter, bool[] outputs, int inputCount)
    {
        switch (layer.Spec.Kind)
        {
            case LayerKind.Linear or LayerKind.Conv2d:
                var inputs = new bool[inputCount];
                foreach (var (o, i) in Left(layer, mask.Tensors[parameter])) inputs[i] |= outputs[o];
                return inputs;
            case LayerKind.Flatten when layer.InputShape.Length == 3:
                var positions = layer.InputShape[1] * layer.InputShape[2];
                return [.. Enumerable.Range(0, inputCount).Select(c => outputs.AsSpan(c * positions, positions).Contains(true))];
            default:
                return outputs;
        }
    }

    /// <summary>Output and input of every weight that is left.</summary>
    private static IEnumerable<(int Output, int Input)> Left(Layer layer, BitMask? mask)
    {
        var shape = layer.Weight!.Shape;
        var taps = layer.Weight.Count / (shape[0] * shape[1]);
        for (var at = 0; at < layer.Weight.Count; at++)
            if (mask is null || mask[at]) yield return (at / (shape[1] * taps), at / taps % shape[1]);
    }
}
