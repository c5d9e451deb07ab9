using ActorSearch.Search.Randomness;
using CsCheck;

namespace ActorSearch.Search.Tests.Evaluating;

/// <summary>Labelled scores for the tests: with few distinct scores, so that ties are common, and with both classes.</summary>
internal static class Samples
{
    public static readonly Gen<(float[] Logits, byte[] Labels)> Tied =
        Gen.Select(Gen.Int[-4, 4].Select(i => i / 2f), Gen.Int[0, 1]).Array[2, 60]
            .Select(pairs => (pairs.Select(p => p.Item1).ToArray(), pairs.Select(p => (byte)p.Item2).ToArray()))
            .Where(s => s.Item2.Contains((byte)0) && s.Item2.Contains((byte)1));

    /// <summary>Normal scores, the positives shifted up.</summary>
    public static (float[] Logits, byte[] Labels) Normal(int positives, int negatives, double shift, int seed)
    {
        var random = new CounterRandom(seed, 0, 0, RandomPurpose.Sampling);
        var labels = new byte[positives + negatives];
        var logits = new float[labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = (byte)(i < positives ? 1 : 0);
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            logits[i] = (float)(normal + shift * labels[i]);
        }
        return (logits, labels);
    }
}
