using System.Collections.Concurrent;
using System.Diagnostics;
using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Journal;
using ActorSearch.Coordinator.Simulation;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.TrainerNode.Node.Telemetry;

namespace ActorSearch.Coordinator.Tests.Telemetry;

/// <summary>Spans of a search whose messages go through the serialiser, as between nodes.</summary>
public sealed class TraceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_result_hangs_on_its_training_that_on_its_attempt_and_that_on_the_submission()
    {
        var spans = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Traces.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        var journal = Path.Combine(_folder.Path, "journal.db");
        JournalFile.Prepare(journal);
        // A span of our own: other tests' searches run meanwhile, and are traced as well.
        using var submit = Traces.Begin("submit", ActivityKind.Producer, null, SimulatedSearch.Id)!;
        var simulation = new Coordinator.Simulation.Simulation(
            JournalOptions.Sqlite(journal), 8, SimulatedSearch.Spec(30, StrategyKind.ParetoBeam, 4))
        { Trace = submit.Id };
        await simulation.RunAsync(_ => { }, TestContext.Current.CancellationToken);

        var ours = spans.Where(span => span.TraceId == submit.TraceId).ToLookup(span => span.OperationName);
        Assert.Equal(30, ours["training"].Count());
        Assert.Equal(ours["training"].Count() + ours["test"].Count(), ours["result"].Count());
        var byId = ours.SelectMany(group => group).ToDictionary(span => span.SpanId);
        foreach (var result in ours["result"])
        {
            var training = byId[result.ParentSpanId];
            Assert.Contains(training.OperationName, new[] { "training", "test" });
            var attempt = byId[training.ParentSpanId];
            Assert.Equal(("attempt", submit.SpanId), (attempt.OperationName, attempt.ParentSpanId));
            foreach (var tag in new[] { "actorsearch.search", "actorsearch.work", "actorsearch.attempt", "actorsearch.slot" })
            {
                Assert.NotNull(result.GetTagItem(tag));
                Assert.Equal(attempt.GetTagItem(tag), training.GetTagItem(tag));
                Assert.Equal(attempt.GetTagItem(tag), result.GetTagItem(tag));
            }
            Assert.Equal("accepted", result.GetTagItem("actorsearch.outcome"));
        }
        Assert.Null(Activity.Current);
    }
}
