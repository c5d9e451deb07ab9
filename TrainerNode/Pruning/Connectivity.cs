using ActorSearch.Search.Models;
using ActorSearch.Search.Specs;

namespace ActorSearch.TrainerNode.Pruning;

/// <summary>Whether the input can still reach the logit through weights that are left. Biases make no path: they do not depend on the input.</summary>
public static class Connectivity
{
    public static bool IsDead(Architecture architecture, NetworkMask mask)
    {
        // What the input reaches: channels of an image, or single features. Pooling and activations keep channels as they are.
        var reached = new bool[architecture.InputShape[0]];
        Array.Fill(reached, true);
        var parameter = 0;
        foreach (var layer in architecture.Layers)
        {
            if (layer.Spec.Kind == LayerKind.Flatten && layer.InputShape.Length == 3)
            {
                var positions = layer.InputShape[1] * layer.InputShape[2];
                reached = [.. reached.SelectMany(r => Enumerable.Repeat(r, positions))];
            }
            if (layer.Weight is null) continue;
            reached = Through(layer, mask.Tensors[parameter], reached);
            parameter += layer.Bias is null ? 1 : 2;
            if (!Array.Exists(reached, r => r)) return true;
        }
        return false;
    }

    private static bool[] Through(Layer layer, BitMask? mask, bool[] reached)
    {
        var shape = layer.Weight!.Shape;
        var taps = shape.Length == 4 ? UsedTaps(layer) : [true];
        var outputs = new bool[shape[0]];
        for (int o = 0, at = 0; o < shape[0]; o++)
        {
            for (var i = 0; i < shape[1]; i++)
            {
                for (var t = 0; t < taps.Length; t++, at++) outputs[o] |= reached[i] && taps[t] && (mask is null || mask[at]);
            }
        }
        return outputs;
    }

    /// <summary>Kernel positions that meet the image for some output; on an image smaller than the kernel some only ever meet padding.</summary>
    private static bool[] UsedTaps(Layer layer)
    {
        var kernel = layer.Spec.Kernel;
        bool Used(int tap, int inputSide, int outputSide) =>
            Enumerable.Range(0, outputSide).Any(o => o * layer.Spec.Stride + tap - layer.Spec.Padding is var at && at >= 0 && at < inputSide);
        var rows = Enumerable.Range(0, kernel).Select(k => Used(k, layer.InputShape[1], layer.OutputShape[1])).ToArray();
        var columns = Enumerable.Range(0, kernel).Select(k => Used(k, layer.InputShape[2], layer.OutputShape[2])).ToArray();
        return [.. rows.SelectMany(r => columns.Select(c => r && c))];
    }
}
