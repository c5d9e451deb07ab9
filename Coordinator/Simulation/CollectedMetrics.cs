using ActorSearch.Coordinator.Telemetry;
using ActorSearch.TrainerNode.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace ActorSearch.Coordinator.Simulation;

/// <summary>The metrics of a coordinator, collected again and again and thrown away.</summary>
internal sealed class CollectedMetrics : IDisposable
{
    private sealed class Nowhere : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
                foreach (ref readonly var _ in metric.GetMetricPoints()) { }
            return ExportResult.Success;
        }
    }

    private readonly MeterProvider _provider;

    public CollectedMetrics(TimeSpan every) => _provider = Sdk.CreateMeterProviderBuilder()
        .AddMeter(TelemetryServices.Meters + "*", "System.Runtime")
        .AddReader(new PeriodicExportingMetricReader(new Nowhere(), (int)every.TotalMilliseconds))
        .Build();

    public CoordinatorMeter Meter { get; } = new();

    public void Dispose()
    {
        _provider.Dispose();
        Meter.Dispose();
    }
}
