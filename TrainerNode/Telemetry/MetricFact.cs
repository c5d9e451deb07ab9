using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ActorSearch.TrainerNode.Telemetry;

public enum MetricKind { Gauge, Counter, Histogram }

/// <summary>Which process tells of a metric.</summary>
public enum MetricSource
{
    /// <summary>The coordinator that decides at the moment; when another one does, its series end.</summary>
    Active,
    Coordinator,
    Trainer,
    Both,
}

/// <summary>One metric: everything that is known of it but its values.</summary>
/// <param name="Name">As Prometheus has it; with a histogram without `_bucket`, `_sum` and `_count`.</param>
/// <param name="Unit">In words; empty for a number of something.</param>
/// <param name="Labels">In the order in which values are given.</param>
public sealed record MetricFact(MetricSource Source, MetricKind Kind, string Name, string Unit, string Meaning, ImmutableArray<string> Labels)
{
    /// <summary>The value of one series.</summary>
    /// <param name="labels">A value for each of <see cref="Labels"/>.</param>
    public Measurement<double> At(double value, params ReadOnlySpan<string> labels) => new(value, Tags(labels));

    public TagList Tags(params ReadOnlySpan<string> labels)
    {
        if (labels.Length != Labels.Length) throw new ArgumentException($"{Name} has {Labels.Length} labels", nameof(labels));
        var tags = new TagList();
        for (var i = 0; i < labels.Length; i++) tags.Add(Labels[i], labels[i]);
        return tags;
    }

    /// <summary>A metric that is asked for whenever somebody reads it; series that are not told of any more are gone.</summary>
    public void Read(Meter meter, Func<IEnumerable<Measurement<double>>> values)
    {
        if (Kind == MetricKind.Counter) meter.CreateObservableCounter(Name, values, null, Meaning);
        else if (Kind == MetricKind.Gauge) meter.CreateObservableGauge(Name, values, null, Meaning);
        else throw new InvalidOperationException($"{Name} is a histogram");
    }

    /// <summary>The same, of a metric without labels.</summary>
    public void Read(Meter meter, Func<double> value) => Read(meter, () => [At(value())]);

    /// <param name="bounds">Upper bounds of the buckets.</param>
    public Histogram<double> Histogram(Meter meter, params double[] bounds) => Kind == MetricKind.Histogram
        ? meter.CreateHistogram(Name, null, Meaning, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds })
        : throw new InvalidOperationException($"{Name} is no histogram");
}
