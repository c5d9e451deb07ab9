using System.Diagnostics;
using System.Diagnostics.Metrics;
using ActorSearch.TrainerNode.Node.Telemetry;

namespace ActorSearch.Coordinator.Telemetry;

/// <summary>What writing to the journal takes. One for the process: Akka makes the journal, and gives it nothing but its settings.</summary>
internal static class JournalMeter
{
    private static readonly Meter Meter = new(TelemetryServices.Meters + "Journal");
    private static readonly TagList Done = MetricCatalog.JournalWriteSeconds.Tags("written"), Failed = MetricCatalog.JournalWriteSeconds.Tags("failed");
    private static readonly Histogram<double> Seconds = MetricCatalog.JournalWriteSeconds.Histogram(
        Meter, 0.0003, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10);

    private static long _records;

    static JournalMeter() => MetricCatalog.JournalRecords.Read(Meter, () => Interlocked.Read(ref _records));

    public static async Task WriteAsync(int records, Func<Task> write)
    {
        var (began, outcome) = (Stopwatch.GetTimestamp(), Failed);
        try
        {
            await write();
            outcome = Done;
            Interlocked.Add(ref _records, records);
        }
        finally
        {
            Seconds.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, outcome);
        }
    }
}
