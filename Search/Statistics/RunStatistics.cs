using ActorSearch.Search.Figures;
using ActorSearch.Search.Metrics;

namespace ActorSearch.Search.Statistics;

/// <summary>One run's logits on both splits, sorted once: its statistics under any resample are then sums over distinct scores.</summary>
internal sealed class RunStatistics
{
    private readonly StudySamples _samples;
    private readonly IReadOnlyList<Statistic> _statistics;
    private readonly ScoreGroups _test;
    private readonly GroupCounts _validationCounts, _testCounts;

    /// <summary>
    /// Per statistic, how many of the test groups its threshold calls positive; -1 where it is chosen on resampled validation, or needs none.
    /// </summary>
    private readonly int[] _called;

    public RunStatistics(StudySamples samples, float[] validation, float[] test, IReadOnlyList<Statistic> statistics)
    {
        (_samples, _statistics, _test) = (samples, statistics, new ScoreGroups(test, samples.Test));
        (_validationCounts, _testCounts) = (new GroupCounts(new ScoreGroups(validation, samples.Validation)), new GroupCounts(_test));
        _called = [.. statistics.Select(s => s.Rule.Kind == RuleKind.Fixed ? _test.CalledAt((float)s.Rule.Value) : -1)];
    }

    /// <summary>Of the samples as they are.</summary>
    public void Observed(Span<double> into)
    {
        _validationCounts.All();
        _testCounts.All();
        Compute(into);
    }

    public void Resampled(int resample, Span<double> into)
    {
        if (_samples.ResamplesValidation) _validationCounts.Of(_samples.ValidationCounts(resample), _samples.Validation);
        else _validationCounts.All();
        _testCounts.Of(_samples.TestCounts(resample), _samples.Test);
        Compute(into);
    }

    private void Compute(Span<double> into)
    {
        for (var s = 0; s < into.Length; s++)
        {
            var (metric, rule) = (_statistics[s].Metric, _statistics[s].Rule);
            var part = rule.Kind == RuleKind.TestFpr ? ((CountMetric)metric).Of(_testCounts.AtFpr(rule.Value)) : metric.Part(_testCounts, Called(s, rule));
            into[s] = part / metric.Whole(_testCounts.Positives, _testCounts.Negatives);
        }
    }

    private int Called(int statistic, ThresholdRule rule) => rule.Kind switch
    {
        RuleKind.Fixed => _called[statistic],
        RuleKind.ValidationFpr => _test.CalledAt(_validationCounts.ThresholdAtFpr(rule.Value)),
        _ => _statistics[statistic].Metric is CountMetric count ? throw new ArgumentException($"{count.Name} needs a threshold") : 0,
    };
}
