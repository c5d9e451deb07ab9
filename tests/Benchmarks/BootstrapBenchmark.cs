using System.Diagnostics;
using ActorSearch.Search.Evaluating;
using ActorSearch.Search.Randomness;

namespace ActorSearch.Benchmarks;

/// <summary>The intervals of a candidate's test: 2000 resamples of five replicates of 2000 samples, 400 of them positive.</summary>
internal static class BootstrapBenchmark
{
    public static void Run(Options options)
    {
        byte[] labels = [.. Enumerable.Range(0, 2000).Select(i => i < 400 ? (byte)1 : (byte)0)];
        var random = new CounterRandom(2, 0, 0, RandomPurpose.Sampling);
        var logits = new float[labels.Length];
        for (var i = 0; i < logits.Length; i++) logits[i] = (float)random.NextDouble() + labels[i];
        var times = new List<double>();
        for (var round = 0; round < options.Rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            Bootstrap.Evaluate([.. Enumerable.Repeat(logits, 5)], labels, [.. Enumerable.Repeat(new Thresholds(0, [0, 0, 0, 0]), 5)], 5);
            times.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"bootstrap of 5 x 2000: median {times[times.Count / 2]:0.00} s, {times[0]:0.00} to {times[^1]:0.00} ({times.Count})"));
    }
}
