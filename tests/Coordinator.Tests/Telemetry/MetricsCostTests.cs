using System.Diagnostics;
using System.Globalization;
using ActorSearch.Coordinator.Actors;
using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Simulation;
using ActorSearch.Coordinator.Telemetry;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Search;
using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace ActorSearch.Coordinator.Tests.Telemetry;

/// <summary>
/// What measuring costs, each part timed by itself: whole runs with and without it differ by less than they do among themselves. The least of many
/// rounds counts, for the machine has other work.
/// </summary>
public sealed class MetricsCostTests : IDisposable
{
    /// <summary>What the coordinator may need for an outcome (docs/performance-coordinator.md); it needs more.</summary>
    private static readonly TimeSpan Outcome = TimeSpan.FromMicroseconds(200);

    /// <summary>How often Prometheus asks: scrape_interval of ops/prometheus.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private const double Most = 0.01;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Measuring_takes_less_than_a_hundredth_of_an_outcome_and_of_the_time_between_two_questions()
    {
        var journal = Path.Combine(_folder.Path, "journal.db");
        JournalFile.Prepare(journal);
        SearchView? last = null;
        await new Coordinator.Simulation.Simulation(JournalOptions.Sqlite(journal), 40, SimulatedSearch.Spec(1_000, StrategyKind.ParetoBeam, 4)).RunAsync(view =>
        {
            // The metrics of one that ended before they are told of are none.
            if (view.State.Status == SearchStatus.Running) last = view;
        }, TestContext.Current.CancellationToken);
        var exported = new List<Metric>();
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter(TelemetryServices.Meters + "*").AddInMemoryExporter(exported).Build();
        using var meter = new CoordinatorMeter();
        meter.Start();
        var figures = meter.Searches.Of(new SearchId("cost"));
        ISearchEvent granted = new LeaseGranted(default, 1, default, null!, default), completed = new RunCompleted(default, 1, null!, null!, default);

        // All that is called between a slot's request and the record of its result, had each write one record only.
        var outcome = await LeastAsync(20, 2_000, async () =>
        {
            meter.Offered(TimeSpan.FromMilliseconds(3));
            figures.Note(granted);
            await JournalMeter.WriteAsync(1, () => Task.CompletedTask);
            figures.Note(completed);
            await JournalMeter.WriteAsync(1, () => Task.CompletedTask);
            figures.Show(last!, 1, 1);
        });
        // With a view that nobody has looked at, so that front and volume are worked out.
        var question = await LeastAsync(20, 5, () =>
        {
            figures.Show(last! with { }, 1, 1);
            exported.Clear();
            provider.ForceFlush();
            return Task.CompletedTask;
        });

        Assert.True(exported.Count > 25);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{outcome.TotalMicroseconds:0.00} us an outcome, {question.TotalMilliseconds:0.00} ms a question"));
        Assert.True(outcome < Most * Outcome, $"{outcome.TotalMicroseconds} us an outcome");
        Assert.True(question < Most * Interval, $"{question.TotalMilliseconds} ms a question");
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
}
