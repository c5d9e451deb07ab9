using ActorSearch.Search.Layers;

namespace ActorSearch.TrainerNode.Training.Pruning;

/// <summary>Whether the input can still reach the logit through weights that are left. Biases make no path: they do not depend on the input.</summary>
public static class Connectivity
{
    /// <summary>Whether no path is left.</summary>
    public static bool IsDead(Architecture architecture, NetworkMask mask)
    {
        // What the input reaches: channels of an image, or single features; first of the input, then of each layer's output.
        var reached = new bool[architecture.Layers.Length + 1][];
        reached[0] = new bool[architecture.InputShape[0]];
        Array.Fill(reached[0], true);
        foreach (var (i, layer) in architecture.Layers.Index())
        {
            var outputs = reached[i + 1] = new bool[layer.OutputShape[0]];
            foreach (var link in mask.Units(layer)) outputs[link.Output] |= link.Carries && reached[layer.Inputs[link.Input]][link.Unit];
        }
        return !reached[^1][0];
    }
}
