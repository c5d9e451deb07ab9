using ActorSearch.Search.Evaluating;
using ActorSearch.Search.Figures;

namespace ActorSearch.Search.Statistics;

/// <summary>One run's logits on both splits, sorted once: its statistics under any resample are then sums over distinct scores.</summary>
internal sealed class RunStatistics(StudySamples samples, float[] validation, float[] test, IReadOnlyList<Statistic> statistics)
{
    private readonly GroupCounts _validation = new(new ScoreGroups(validation, samples.Validation)), _test = new(new ScoreGroups(test, samples.Test));

    /// <summary>Of the samples as they are.</summary>
    public void Observed(Span<double> into)
    {
        _validation.All();
        _test.All();
        Compute(into);
    }

    /// <summary>Of a resample.</summary>
    public void Resampled(int resample, Span<double> into)
    {
        if (samples.ResamplesValidation) _validation.Of(samples.ValidationCounts(resample), samples.Validation);
        else _validation.All();
        _test.Of(samples.TestCounts(resample), samples.Test);
        Compute(into);
    }

    private void Compute(Span<double> into)
    {
        for (var s = 0; s < into.Length; s++)
        {
            var (metric, rule) = statistics[s];
            var part = rule.Kind == RuleKind.TestFpr ? ((CountMetric)metric).Of(_test.AtFpr(rule.Value)) : metric.Part(_test, Called(metric, rule));
            into[s] = part / metric.Whole(_test.Positives, _test.Negatives);
        }
    }

    /// <summary>How many of the test groups a threshold calls positive; 0 if the metric needs none.</summary>
    private int Called(Metric metric, ThresholdRule rule) => rule.Kind switch
    {
        RuleKind.Fixed => _test.CalledAt((float)rule.Value),
        RuleKind.ValidationFpr => _test.CalledAt(_validation.ThresholdAtFpr(rule.Value)),
        _ => metric is CountMetric ? throw new ArgumentException($"{metric.Name} needs a threshold") : 0,
    };
}
