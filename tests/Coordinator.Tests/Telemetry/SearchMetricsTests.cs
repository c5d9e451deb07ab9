using System.Diagnostics.Metrics;
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

/// <summary>The metrics of searches: what they say, who says it, and that there are few of them.</summary>
public sealed class SearchMetricsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Clock _time = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Every series of the instruments of searches that has a label with this search, or none; by name and labels.</summary>
    private static Dictionary<string, double> Read(string search)
    {
        var series = new Dictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == TelemetryServices.Meters + "Searches") self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            var labels = tags.ToArray();
            if (labels.Any(label => label.Key == "search" && (string?)label.Value == search))
                series[$"{instrument.Name}{{{string.Join(',', labels.Where(label => label.Key != "search").Select(label => label.Value))}}}"] = value;
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return series;
    }

    private static SearchView View(SearchState state) => new(state, [], SlotTimes.Zero);

    private static SearchState State(SearchStatus status, string id) => SearchState.Empty with { Id = new SearchId(id), Status = status };

    private async Task<Dictionary<string, double>> SimulateAsync(int candidates)
    {
        var journal = Path.Combine(_folder.Path, $"{candidates}.db");
        JournalFile.Prepare(journal);
        using var metrics = new CoordinatorMeter();
        Dictionary<string, double> last = [];
        var simulation = new Coordinator.Simulation.Simulation(
            JournalOptions.Sqlite(journal), 40, SimulatedSearch.Spec(candidates, StrategyKind.ParetoBeam, 4), metrics);
        await simulation.RunAsync(view =>
        {
            if (view.State.Status == SearchStatus.Finished) last = Read(SimulatedSearch.Id.Value);
        }, TestContext.Current.CancellationToken);
        // The coordinator has ended: what it told is gone.
        Assert.Empty(Read(SimulatedSearch.Id.Value));
        return last;
    }

    [Fact]
    public async Task A_search_of_many_candidates_has_no_more_series_than_a_small_one()
    {
        var (small, large) = (await SimulateAsync(50), await SimulateAsync(2_000));

        Assert.Equal(small.Keys.Order(), large.Keys.Order().Intersect(small.Keys));
        // Whether a snapshot was due, and whether any is so sparse, depends on the size.
        Assert.DoesNotContain(
            large.Keys.Except(small.Keys),
            key => !key.Contains("snapshot", StringComparison.Ordinal) && !key.Contains("best_false_negatives", StringComparison.Ordinal));
        Assert.InRange(large.Count, 31, 45);
        Assert.Equal(2_000, large["actorsearch_search_outcomes_total{train}"]);
        Assert.Equal(2_000, large["actorsearch_search_candidates{done}"]);
        Assert.Equal(large["actorsearch_search_leases_granted_total{}"], large["actorsearch_search_attempts_total{succeeded}"]);
        Assert.True(large["actorsearch_search_front_size{}"] > 1);
        Assert.InRange(large["actorsearch_search_hypervolume{}"], 0.001, 0.5);
        var best = large.Where(pair => pair.Key.Contains("best", StringComparison.Ordinal))
            .OrderBy(pair => double.Parse(pair.Key.Split('{', '}')[1], CultureInfo.InvariantCulture)).Select(pair => pair.Value).ToArray();
        Assert.True(best.Length >= 4);
        Assert.Equal(best.Order(), best);
    }

    /// <summary>
    /// Every event of 100,000 candidates is reported as the search's actor does, without actors and journal, which have no labels of their own;
    /// `simulate --metrics` counts the series of all of it (docs/metrics.md).
    /// </summary>
    [Fact]
    public void A_search_of_100_000_candidates_has_the_series_of_one_of_a_thousand()
    {
        var (small, large) = (Drive(1_000), Drive(100_000));

        Assert.Equal(100_000, large["actorsearch_search_candidates{done}"]);
        Assert.Equal(100_000, large["actorsearch_search_outcomes_total{train}"]);
        Assert.Equal(Fixed(small), Fixed(large));
        Assert.InRange(large.Count - Fixed(large).Count(), 1, SearchSample.Sparsities.Count);
        Assert.InRange(large.Count, 31, 45);
        static IEnumerable<string> Fixed(Dictionary<string, double> series) =>
            series.Keys.Where(key => !key.Contains("best_false_negatives", StringComparison.Ordinal)).Order();
    }

    private Dictionary<string, double> Drive(int candidates)
    {
        using var metrics = new SearchMetrics(_time);
        metrics.Start();
        var id = $"driven-{candidates}";
        var figures = metrics.Of(new SearchId(id));
        var (state, session, slot) = (SearchState.Empty, new TableSession(4), new SlotId("driven", 0));
        SearchReply Do(ISearchCommand command)
        {
            var decision = SearchDecider.Decide(state, command);
            state = decision.After;
            foreach (var @event in decision.Events) figures.Note(@event);
            return decision.Reply;
        }
        Do(SimulatedSearch.Submission(SimulatedSearch.Spec(candidates, StrategyKind.ParetoBeam, 4)));
        while (state.Status == SearchStatus.Running)
        {
            figures.Show(View(state), 0, 0);
            var order = ((Granted)Do(new RequestLease(slot, SampleSearches.Numerics, DateTimeOffset.UnixEpoch))).Order;
            Do(new ReportOutcome(order.Work, order.Attempt, session.Run(order, null!, CancellationToken.None), DateTimeOffset.UnixEpoch));
            if (state.Counters.CandidatesIn % 10_000 == 0) Assert.NotEmpty(Read(id));
        }
        figures.Show(View(state), 0, 0);
        return Read(id);
    }

    /// <summary>Once, whether they have figures here or not; the figures go when the actor is gone and are not waited for any more.</summary>
    [Fact]
    public void Ended_searches_are_counted_whether_their_actors_are_there_or_not()
    {
        using var metrics = new SearchMetrics(_time);
        metrics.Start();
        var figures = metrics.Of(new SearchId("m-ends"));
        figures.Show(View(State(SearchStatus.Running, "m-ends")), 0, 0);
        metrics.Ended(new SearchId("m-other"), SearchStatus.Cancelled);
        Assert.Equal((1, 0, 1), Counts());
        figures.Show(View(State(SearchStatus.Finished, "m-ends")), 0, 0);
        metrics.Ended(new SearchId("m-ends"), SearchStatus.Finished);
        metrics.Left(new SearchId("m-ends"));
        Assert.Equal((0, 1, 1), Counts());
        Assert.NotEmpty(Read("m-ends"));
        Assert.Same(figures, metrics.Of(new SearchId("m-ends")));
        metrics.Left(new SearchId("m-ends"));
        _time.Now += SearchMetrics.KeptAfterEnd;
        Assert.Equal((0, 1, 1), Counts());
        Assert.Empty(Read("m-ends"));
        Assert.NotSame(figures, metrics.Of(new SearchId("m-ends")));
        Assert.Equal((0, 1, 1), Counts());
        metrics.Stop();

        (double, double, double) Counts()
        {
            var counts = metrics.ByStatus().ToDictionary(count => (string)count.Tags[0].Value!, count => count.Value);
            return (counts["running"], counts["finished"], counts["cancelled"]);
        }
    }

    [Fact]
    public void Only_the_active_coordinator_tells_and_of_searches_that_ended_lately()
    {
        using var metrics = new SearchMetrics(_time);
        metrics.Of(new SearchId("m-runs")).Show(View(State(SearchStatus.Running, "m-runs")), 0, 0);
        metrics.Of(new SearchId("m-old")).Show(View(State(SearchStatus.Finished, "m-old")), 0, 0);
        Assert.Empty(Read("m-runs"));
        metrics.Start();
        Assert.Equal(1, Read("m-runs")["actorsearch_search_running{}"]);
        Assert.Empty(Read("m-old"));

        metrics.Of(new SearchId("m-runs")).Show(View(State(SearchStatus.Finished, "m-runs")), 0, 0);
        _time.Now += SearchMetrics.KeptAfterEnd - TimeSpan.FromSeconds(1);
        Assert.Equal(0, Read("m-runs")["actorsearch_search_running{}"]);
        _time.Now += TimeSpan.FromSeconds(1);
        Assert.Empty(Read("m-runs"));

        metrics.Of(new SearchId("m-runs")).Show(View(State(SearchStatus.Running, "m-runs")), 0, 0);
        Assert.NotEmpty(Read("m-runs"));
        metrics.Stop();
        Assert.Empty(Read("m-runs"));
    }

    /// <summary>OpenTelemetry keeps a place for every series there ever was, 2,000 for a metric, and would count all others as one.</summary>
    [Fact]
    public async Task A_thousand_searches_that_come_and_go_are_all_told_of()
    {
        var seen = new HashSet<string>();
        var exported = new List<Metric>();
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter(TelemetryServices.Meters + "Searches").AddInMemoryExporter(exported).Build();
        using var metrics = new SearchMetrics(_time);
        metrics.Start();
        for (var i = 0; i < 1_000; i++)
        {
            var id = new SearchId($"n-{i}");
            metrics.Of(id).Show(View(State(SearchStatus.Running, id.Value)), 0, 0);
            exported.Clear();
            provider.ForceFlush();
            // Searches do not follow each other faster than a free thread is found, on however busy a machine.
            await metrics.Renewal;
            foreach (var metric in exported.Where(metric => metric.Name == MetricCatalog.LeasesEnded.Name))
                foreach (ref readonly var point in metric.GetMetricPoints())
                    foreach (var tag in point.Tags)
                    {
                        Assert.NotEqual("otel.metric.overflow", tag.Key);
                        if (tag.Key == "search") seen.Add((string)tag.Value!);
                    }
            metrics.Of(id).Show(View(State(SearchStatus.Finished, id.Value)), 0, 0);
            _time.Now += SearchMetrics.KeptAfterEnd;
        }
        Assert.InRange(seen.Count, 900, 1_000);
    }
}
