using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Journal;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Simulation;
using ActorSearch.Coordinator.Telemetry;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.TrainerNode.Node.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace ActorSearch.Coordinator.Tests.Telemetry;

/// <summary>What measuring costs in memory, which is the same on every machine; times are reported by the benchmark `metrics` (docs/metrics.md).</summary>
public sealed class MetricsCostTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Measuring_an_outcome_takes_next_to_no_memory_and_answering_a_question_little()
    {
        var journal = Path.Combine(_folder.Path, "journal.db");
        JournalFile.Prepare(journal);
        SearchView? last = null;
        var spec = SimulatedSearch.Spec(1_000, StrategyKind.ParetoBeam, 4);
        await new Coordinator.Simulation.Simulation(JournalOptions.Sqlite(journal), 40, spec).RunAsync(view =>
        {
            // The metrics of one that ended before they are reported are none.
            if (view.State.Status == SearchStatus.Running) last = view;
        }, TestContext.Current.CancellationToken);
        var exported = new List<Metric>();
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter(TelemetryServices.Meters + "*").AddInMemoryExporter(exported).Build();
        using var meter = new CoordinatorMeter();
        meter.Start();
        var figures = meter.Searches.Of(new SearchId("cost"));
        ISearchEvent granted = new LeaseGranted(default, 1, default, null!, default), completed = new RunCompleted(default, 1, null!, null!, default);

        // All that is called between a slot's request and the record of its result, had each write one record only.
        var outcome = AllocatedBy(2_000, () =>
        {
            meter.Offered(TimeSpan.FromMilliseconds(3));
            figures.Note(granted);
            Assert.True(JournalMeter.WriteAsync(1, () => Task.CompletedTask).IsCompletedSuccessfully);
            figures.Note(completed);
            Assert.True(JournalMeter.WriteAsync(1, () => Task.CompletedTask).IsCompletedSuccessfully);
            figures.Show(last!, 1, 1);
        });
        // With a view not read before, so that front and volume are worked out.
        var question = AllocatedBy(5, () =>
        {
            figures.Show(last! with { }, 1, 1);
            exported.Clear();
            provider.ForceFlush();
        });

        Assert.True(exported.Count > 25);
        Assert.InRange(outcome, 0, 100);
        Assert.InRange(question, 1, 100_000);
    }

    /// <summary>In bytes, the mean; what is made once is made before.</summary>
    private static long AllocatedBy(int times, Action what)
    {
        what();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < times; i++) what();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / times;
    }
}
