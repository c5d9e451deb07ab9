using ActorSearch.Search.Randomness;

namespace ActorSearch.Search.Statistics;

/// <summary>
/// The labels of validation and test, with stratified resamples of both: positives drawn among positives, negatives among negatives. The same
/// resamples serve every candidate and every replicate, which makes all comparisons on this data paired.
/// </summary>
public sealed class StudySamples
{
    private readonly byte[][] _validation, _test;

    /// <summary>Labels, 0 or 1.</summary>
    public byte[] Validation { get; }

    /// <summary>Labels, 0 or 1.</summary>
    public byte[] Test { get; }

    /// <summary>Number of resamples.</summary>
    public int Resamples => _test.Length;

    /// <summary>Validation samples are drawn, too, and thresholds chosen anew on them; else they stay.</summary>
    public bool ResamplesValidation => _validation.Length > 0;

    /// <param name="validation">Labels, 0 or 1, both present.</param>
    /// <param name="test">The same of test.</param>
    /// <param name="seed">Resample b draws test from the stream (seed, 0, b, Bootstrap) and validation from its index 1.</param>
    public StudySamples(byte[] validation, byte[] test, bool resampleValidation, int resamples = Evaluating.Bootstrap.Resamples, long seed = 1)
    {
        (Validation, Test) = (validation, test);
        _test = Draw(test, resamples, seed, 0);
        _validation = resampleValidation ? Draw(validation, resamples, seed, 1) : [];
    }

    /// <summary>How often each test sample is in a resample.</summary>
    public ReadOnlySpan<byte> TestCounts(int resample) => _test[resample];

    /// <summary>How often each validation sample is in a resample.</summary>
    public ReadOnlySpan<byte> ValidationCounts(int resample) => _validation[resample];

    private static byte[][] Draw(byte[] labels, int resamples, long seed, int index)
    {
        var classes = Evaluating.Bootstrap.Classes(labels);
        if (classes.Any(samples => samples.Length == 0)) throw new ArgumentException("both classes are needed", nameof(labels));
        var counts = new byte[resamples][];
        for (var b = 0; b < resamples; b++)
        {
            var random = new CounterRandom(seed, 0, b, RandomPurpose.Bootstrap, index);
            Evaluating.Bootstrap.Draw(counts[b] = new byte[labels.Length], classes, ref random);
        }
        return counts;
    }
}
