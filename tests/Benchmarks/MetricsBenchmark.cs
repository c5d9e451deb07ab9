using System.Diagnostics;
using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Journal;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Coordinator.Simulation;
using ActorSearch.Coordinator.Telemetry;
using ActorSearch.TrainerNode.Node.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace ActorSearch.Benchmarks;

/// <summary>
/// What the coordinator's metrics cost, each part timed by itself, for whole runs with and without them differ by less than they do among themselves:
/// all that is called between a slot's request and the record of its result, and one question of Prometheus. The least of many rounds counts.
/// </summary>
internal static class MetricsBenchmark
{
    public static void Run(Options options) => RunAsync(options).GetAwaiter().GetResult();

    private static async Task RunAsync(Options options)
    {
        var view = await ViewAsync();
        using var reader = new BaseExportingMetricReader(new Nothing());
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter(TelemetryServices.Meters + "*").AddReader(reader).Build();
        using var meter = new CoordinatorMeter();
        meter.Start();
        var figures = meter.Searches.Of(new SearchId("cost"));
        ISearchEvent granted = new LeaseGranted(default, 1, default, null!, default), completed = new RunCompleted(default, 1, null!, null!, default);
        // As if each wrote one record only.
        var outcome = await LeastAsync(options.Rounds, 20_000, async () =>
        {
            meter.Offered(TimeSpan.FromMilliseconds(3));
            figures.Note(granted);
            await JournalMeter.WriteAsync(1, () => Task.CompletedTask);
            figures.Note(completed);
            await JournalMeter.WriteAsync(1, () => Task.CompletedTask);
            figures.Show(view, 1, 1);
        });
        // With a view not read before, so that front and volume are worked out.
        var question = await LeastAsync(options.Rounds, 50, () =>
        {
            figures.Show(view with { }, 1, 1);
            provider.ForceFlush();
            return Task.CompletedTask;
        });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{outcome.TotalMicroseconds:0.00} us an outcome (target: 2 us), {question.TotalMilliseconds:0.00} ms a question (target: 150 ms)"));
    }

    /// <summary>The last view of a search of a thousand candidates while it runs: one that has ended has no metrics.</summary>
    private static async Task<SearchView> ViewAsync()
    {
        var folder = Directory.CreateTempSubdirectory("actorsearch-benchmark-").FullName;
        try
        {
            var journal = Path.Combine(folder, "journal.db");
            JournalFile.Prepare(journal);
            SearchView? last = null;
            await new Simulation(JournalOptions.Sqlite(journal), 40, SimulatedSearch.Spec(1_000, StrategyKind.ParetoBeam, 4)).RunAsync(view =>
            {
                if (view.State.Status == SearchStatus.Running) last = view;
            }, CancellationToken.None);
            return last!;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<TimeSpan> LeastAsync(int rounds, int times, Func<Task> what)
    {
        var least = TimeSpan.MaxValue;
        for (var round = 0; round < rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < times; i++) await what();
            var took = Stopwatch.GetElapsedTime(began) / times;
            if (took < least) least = took;
        }
        return least;
    }

    private sealed class Nothing : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch) => ExportResult.Success;
    }
}
