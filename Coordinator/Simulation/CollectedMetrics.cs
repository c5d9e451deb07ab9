using ActorSearch.Coordinator.Telemetry;
using ActorSearch.TrainerNode.Node.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace ActorSearch.Coordinator.Simulation;

/// <summary>The metrics of a coordinator, collected again and again and thrown away but for the number of series.</summary>
internal sealed class CollectedMetrics : IDisposable
{
    private sealed class Counting : BaseExporter<Metric>
    {
        /// <summary>The most that one answer had, of ours and of those that name a search.</summary>
        public (int All, int OfSearches) Most { get; private set; }

        public override ExportResult Export(in Batch<Metric> batch)
        {
            var (all, ofSearches) = (0, 0);
            foreach (var metric in batch)
                foreach (ref readonly var point in metric.GetMetricPoints())
                {
                    if (!metric.MeterName.StartsWith(TelemetryServices.Meters, StringComparison.Ordinal)) continue;
                    all++;
                    foreach (var tag in point.Tags)
                        if (tag.Key == "search") ofSearches++;
                }
            Most = (Math.Max(Most.All, all), Math.Max(Most.OfSearches, ofSearches));
            return ExportResult.Success;
        }
    }

    private readonly Counting _counting = new();

    private readonly MeterProvider _provider;

    public CollectedMetrics(TimeSpan every) => _provider = Sdk.CreateMeterProviderBuilder()
        .AddMeter(TelemetryServices.Meters + "*", "System.Runtime")
        .AddReader(new PeriodicExportingMetricReader(_counting, (int)every.TotalMilliseconds))
        .Build();

    public CoordinatorMeter Meter { get; } = new();

    /// <summary>Series of ours in one answer, the most there were; and how many of them name a search. A histogram is one.</summary>
    public (int All, int OfSearches) Series => _counting.Most;

    public void Dispose()
    {
        _provider.Dispose();
        Meter.Dispose();
    }
}
