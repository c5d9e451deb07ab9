using ActorSearch.Search.Randomness;

namespace ActorSearch.TrainerNode.Models;

/// <summary>Initial weights, uniform in +-1/sqrt(fan-in) as PyTorch's, made without torch so that they are the same bits everywhere.</summary>
public static class InitialWeights
{
    /// <summary>The root's weights.</summary>
    public static float[] Root(FlatLayout layout, long seed, int replicate) => Draw(layout, seed, replicate, 0, RandomPurpose.InitialWeights);

    /// <summary>New weights for a candidate that is drawn again under its mask.</summary>
    public static float[] Reinit(FlatLayout layout, long seed, int replicate, int level) => Draw(layout, seed, replicate, level, RandomPurpose.Reinit);

    private static float[] Draw(FlatLayout layout, long seed, int replicate, int epoch, RandomPurpose purpose)
    {
        var buffer = new float[layout.Length];
        for (var i = 0; i < layout.Parameters.Length; i++)
        {
            var bound = (float)(1 / Math.Sqrt(layout.Parameters[i].FanIn));
            var random = new CounterRandom(seed, replicate, epoch, purpose, i);
            foreach (ref var weight in layout.Slice(buffer.AsSpan(), i)) weight = (2 * random.NextFloat() - 1) * bound;
        }
        return buffer;
    }
}
