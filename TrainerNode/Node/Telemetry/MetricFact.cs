using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ActorSearch.TrainerNode.Node.Telemetry;

/// <summary>Type of a metric, as in Prometheus.</summary>
public enum MetricKind
{
    /// <summary>A current value.</summary>
    Gauge,

    /// <summary>A total that only grows.</summary>
    Counter,

    /// <summary>A distribution in buckets.</summary>
    Histogram,
}

/// <summary>The processes that expose a metric.</summary>
public enum MetricSource
{
    /// <summary>The active coordinator only. The series end when another coordinator takes over.</summary>
    Active,

    /// <summary>Every coordinator.</summary>
    Coordinator,

    /// <summary>Every trainer.</summary>
    Trainer,

    /// <summary>Coordinators and trainers.</summary>
    Both,
}

/// <summary>Describes one metric.</summary>
/// <param name="Source">The processes that expose it.</param>
/// <param name="Kind">Its type.</param>
/// <param name="Name">Its name in Prometheus; for a histogram without `_bucket`, `_sum` and `_count`.</param>
/// <param name="Meaning">A description for people.</param>
/// <param name="Labels">Names of its labels, in the order in which callers pass their values.</param>
public sealed record MetricFact(MetricSource Source, MetricKind Kind, string Name, string Meaning, ImmutableArray<string> Labels)
{
    private static readonly string[] Units = ["seconds", "bytes"];

    /// <summary>Its unit in words, which its name contains; empty for a count.</summary>
    public string Unit => Array.Find(Units, unit => Name.Contains($"_{unit}", StringComparison.Ordinal)) ?? "";

    /// <summary>The value of one series.</summary>
    /// <param name="labels">A value for each of <see cref="Labels"/>.</param>
    /// <exception cref="ArgumentException">The number of values differs from that of the labels.</exception>
    public Measurement<double> At(double value, params ReadOnlySpan<string> labels) => new(value, Tags(labels));

    /// <summary>The labels with their values.</summary>
    /// <param name="labels">A value for each of <see cref="Labels"/>.</param>
    /// <exception cref="ArgumentException">The number of values differs from that of the labels.</exception>
    public TagList Tags(params ReadOnlySpan<string> labels)
    {
        if (labels.Length != Labels.Length) throw new ArgumentException($"{Name} has {Labels.Length} labels", nameof(labels));
        var tags = new TagList();
        for (var i = 0; i < labels.Length; i++) tags.Add(Labels[i], labels[i]);
        return tags;
    }

    /// <summary>Registers a function that returns the current values whenever the metric is scraped. A series that it no longer returns ends.</summary>
    /// <exception cref="InvalidOperationException">The metric is a histogram.</exception>
    public void Read(Meter meter, Func<IEnumerable<Measurement<double>>> values)
    {
        if (Kind == MetricKind.Counter) meter.CreateObservableCounter(Name, values, null, Meaning);
        else if (Kind == MetricKind.Gauge) meter.CreateObservableGauge(Name, values, null, Meaning);
        else throw new InvalidOperationException($"{Name} is a histogram");
    }

    /// <summary>The same for a metric without labels.</summary>
    public void Read(Meter meter, Func<double> value) => Read(meter, () => [At(value())]);

    /// <summary>Creates the instrument of a histogram.</summary>
    /// <param name="bounds">Upper bounds of the buckets.</param>
    /// <exception cref="InvalidOperationException">The metric is not a histogram.</exception>
    public Histogram<double> Histogram(Meter meter, params double[] bounds) => Kind == MetricKind.Histogram
        ? meter.CreateHistogram(Name, null, Meaning, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds })
        : throw new InvalidOperationException($"{Name} is not a histogram");
}
