using ActorSearch.Search.Randomness;

namespace ActorSearch.TrainerNode.Training.Models;

/// <summary>Initial values of all tensors, as their kinds of layer say, made without torch so that they are the same bits everywhere.</summary>
public static class InitialWeights
{
    /// <summary>The root's weights.</summary>
    public static float[] Root(FlatLayout layout, long seed, int replicate) => Draw(layout, seed, replicate, 0, RandomPurpose.InitialWeights);

    /// <summary>New weights for a candidate that is drawn again under its mask.</summary>
    public static float[] Reinit(FlatLayout layout, long seed, int replicate, int level) => Draw(layout, seed, replicate, level, RandomPurpose.Reinit);

    private static float[] Draw(FlatLayout layout, long seed, int replicate, int epoch, RandomPurpose purpose)
    {
        var buffer = new float[layout.Length];
        foreach (var layer in layout.Architecture.Layers)
            foreach (var tensor in layer.Tensors)
                layer.Kind.Initialize(tensor, new CounterRandom(seed, replicate, epoch, purpose, tensor.Index), layout.Slice(buffer.AsSpan(), tensor.Index));
        return buffer;
    }
}
