using ActorSearch.Search.Metrics;

namespace ActorSearch.Search.Statistics;

/// <summary>One run's logits on both splits, sorted once: its statistics under any resample are then sums over distinct scores.</summary>
internal sealed class RunStatistics
{
    private const double PartialAucLimit = 0.1;

    private readonly IReadOnlyList<Statistic> _statistics;
    private readonly byte[] _validationLabels, _testLabels;
    private readonly ScoreGroups _validation, _test;
    private readonly GroupCounts _validationCounts, _testCounts;

    /// <summary>Per statistic, how many of the test groups its threshold calls positive; -1 where it is chosen on resampled validation, or needs none.</summary>
    private readonly int[] _called;

    public RunStatistics(StudySamples samples, float[] validation, float[] test, IReadOnlyList<Statistic> statistics)
    {
        (_statistics, _validationLabels, _testLabels) = (statistics, samples.Validation, samples.Test);
        _validation = new ScoreGroups(validation, samples.Validation);
        _test = new ScoreGroups(test, samples.Test);
        (_validationCounts, _testCounts) = (new GroupCounts(_validation), new GroupCounts(_test));
        _called = [.. statistics.Select(s => s.Rule.Kind == RuleKind.Fixed ? _test.CalledAt((float)s.Rule.Value) : -1)];
    }

    /// <summary>Of the samples as they are.</summary>
    public void Observed(Span<double> into)
    {
        _validationCounts.All();
        _testCounts.All();
        Compute(into);
    }

    public void Resampled(StudySamples samples, int resample, Span<double> into)
    {
        if (samples.ResamplesValidation) _validationCounts.Of(samples.ValidationCounts(resample), _validationLabels);
        else _validationCounts.All();
        _testCounts.Of(samples.TestCounts(resample), _testLabels);
        Compute(into);
    }

    private void Compute(Span<double> into)
    {
        for (var s = 0; s < into.Length; s++)
        {
            var (quantity, rule) = (_statistics[s].Quantity, _statistics[s].Rule);
            into[s] = (quantity, rule.Kind) switch
            {
                (Quantity.Auc, _) => _testCounts.Auc(),
                (Quantity.PartialAuc, _) => _testCounts.PartialAuc(PartialAucLimit),
                (Quantity.FalseNegatives, RuleKind.TestFpr) => _testCounts.FalseNegativesAtFpr(rule.Value),
                (Quantity.FalsePositiveRate, RuleKind.TestFpr) => rule.Value,
                (Quantity.FalseNegatives, _) => _testCounts.FalseNegatives(Called(s, rule)),
                _ => _testCounts.FalsePositives(Called(s, rule)) / (double)_testCounts.Negatives,
            };
        }
    }

    private int Called(int statistic, ThresholdRule rule) => rule.Kind switch
    {
        RuleKind.Fixed => _called[statistic],
        RuleKind.ValidationFpr => _test.CalledAt(_validationCounts.ThresholdAtFpr(rule.Value)),
        _ => throw new ArgumentException("false negatives and false positives need a threshold"),
    };
}
