using ActorSearch.Search.Randomness;

namespace ActorSearch.Search.Tests.Statistics;

/// <summary>
/// A study whose truth is known. Two candidates give each sample a normal score: its class's mean, which differs from seed to seed, a part that all runs
/// share (the sample is a hard one), a part that is the candidate's, and a part that is the run's own. Scores of either class have variance 1 within a run.
/// </summary>
internal sealed record SimulatedStudy(
    int Positives, int Negatives, int Replicates, double SeparationA, double SeparationB, double SeedSd,
    double ShiftSd = 0, double Shared = 0.5, double Own = 0.1)
{
    public byte[] Labels => [.. Enumerable.Repeat((byte)1, Positives), .. Enumerable.Repeat((byte)0, Negatives)];

    public (float[][] A, float[][] B) Draw(CounterRandom random)
    {
        var count = Positives + Negatives;
        var (a, b) = (Empty(count), Empty(count));
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var effects = new (double Separation, double Shift)[2 * Replicates];
        for (var k = 0; k < effects.Length; k++) effects[k] = (SeedSd * Normal(), ShiftSd * Normal());
        for (var i = 0; i < count; i++)
        {
            var hard = Math.Sqrt(Shared) * Normal();
            foreach (var (scores, separation, first) in new[] { (a, SeparationA, 0), (b, SeparationB, Replicates) })
            {
                var own = Math.Sqrt(Own) * Normal();
                for (var r = 0; r < Replicates; r++)
                {
                    var mean = i < Positives ? (separation + effects[first + r].Separation) / 2 : -(separation + effects[first + r].Separation) / 2;
                    scores[r][i] = (float)(mean + effects[first + r].Shift + hard + own + Math.Sqrt(1 - Shared - Own) * Normal());
                }
            }
        }
        return (a, b);
    }

    /// <summary>Over seeds and samples: the difference of two scores of unlike class is normal with this mean and variance.</summary>
    public double TrueAuc(double separation) => Phi(separation / Math.Sqrt(2 + SeedSd * SeedSd));

    public double TrueFnAtZero(double separation) => Positives * Phi(-separation / 2 / Math.Sqrt(1 + SeedSd * SeedSd / 4 + ShiftSd * ShiftSd));

    private float[][] Empty(int count) => [.. Enumerable.Range(0, Replicates).Select(_ => new float[count])];

    /// <summary>The normal distribution by Simpson's rule.</summary>
    private static double Phi(double x)
    {
        const int Steps = 2000;
        var width = x / Steps;
        double Density(double t) => Math.Exp(-t * t / 2) / Math.Sqrt(2 * Math.PI);
        return 0.5 + Enumerable.Range(0, Steps).Sum(i => width / 6 * (Density(i * width) + 4 * Density((i + 0.5) * width) + Density((i + 1) * width)));
    }
}
