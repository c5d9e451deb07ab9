using System.Text.RegularExpressions;
using ActorSearch.TrainerNode.Node.Telemetry;

namespace ActorSearch.Cluster.Tests.Monitoring;

/// <summary>
/// A real Prometheus with the configuration, rules and dashboards of ops/ looks at a real cluster while it works and while it fails: every
/// expression has data then, no alert fires before a fault, and the one that tells of it fires after.
/// </summary>
[Collection("monitoring")]
public sealed partial class PrometheusTests : IDisposable
{
    /// <summary>A snapshot is due soon, for its candidates are small and have many epochs; and it does not end before the test.</summary>
    private const string Search = """
        name: watched
        data:      { kind: synthetic-cracks, positive: crack, samples: 120, positive_share: 0.3, image_size: 16 }
        model:     { kind: mlp, sizes: [16] }
        train:     { epochs: 40, batch_size: 32, optimizer: sgd, learning_rate: 0.05 }
        space:     { pruning_rate: [0.5, 0.95], class_cost: [1, 2, 4], rewind: [0, 1, 2] }
        objectives: { fn: { at_fpr: 0.3 }, max_fpr: 1 }
        search:    { strategy: pareto-beam, width: 200, max_level: 8, max_candidates: 50000, seed: 3 }
        resources: { checkpoint: 0s }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("actorsearch-prometheus-").FullName;
    private NodeProcess[] _nodes = [];
    private readonly DateTimeOffset _since = DateTimeOffset.UtcNow;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_expression_of_rules_and_dashboards_has_data_and_alerts_fire_after_their_fault_only()
    {
        PrometheusServer.Needed();
        using var database = PostgresServer.Start();
        using var certificates = new TestCertificates().Make("ours", "node,127.0.0.1", "trainer,localhost");
        using var https = certificates.Client("ours");
        var token = Path.Combine(_folder, "token");
        await File.WriteAllTextAsync(token, "a-token-of-the-tests\n", Cancel);
        using var cluster = new TestCluster(coordinators: 3, extra: ["--token-file", token]) { Https = https };
        string[] trainers = ["--http-host", "localhost", .. certificates.Options("ours", "trainer")];
        var connection = Path.Combine(_folder, "connection");
        await File.WriteAllTextAsync(connection, database.ConnectionString, Cancel);
        var coordinators = await cluster.CoordinatorsAsync(
            Cancel, ["--journal", "postgres", "--connection-file", connection, .. certificates.Options("ours", "node")]);
        var alone = cluster.Trainer("alone", ["--metrics-port", "0", .. trainers]);
        var launcher = cluster.Launcher("box", ["--devices", "cpu:1", "--metrics-port", "0", .. trainers]);
        Uri[] coordinatorTargets = [.. coordinators.Select((_, i) => new Uri(cluster.Address(i)))];
        Uri[] trainerTargets = [await HttpOfAsync(alone), await HttpOfAsync(launcher)];
        QuickFiles.Write(_folder, token, certificates.Authority("ours"), coordinatorTargets, trainerTargets);
        using var prometheus = await PrometheusServer.StartAsync(_folder, Cancel);
        _nodes = [.. coordinators, alone, launcher];
        await cluster.SubmitAsync(Search, Cancel, token: "a-token-of-the-tests");

        await UntilAsync(prometheus, "count(up == 1) == 5");
        await UntilAsync(prometheus, "max(actorsearch_search_snapshot_seconds) and min(actorsearch_search_best_false_negatives{pruned=\"0.9\"})");
        // While the cluster forms no coordinator decides; with times as short as here an alert says so.
        await UntilAsync(prometheus, "absent(ALERTS{alertname=\"ActorSearchNoActiveCoordinator\"}) and on () sum(actorsearch_coordinator_active) == 1");
        Assert.DoesNotContain(await prometheus.RulesAsync(Cancel), rule => rule.Fault.Length > 0);
        string[] expected =
        [
            "ActorSearchTrainerDown", "ActorSearchTrainerLost", "ActorSearchJournalWaiting", "ActorSearchNoSlots", "ActorSearchNoProgress",
            "ActorSearchCoordinatorDown",
            "ActorSearchNoActiveCoordinator", "ActorSearchTrainersNotScraped", "ActorSearchAttemptsFailing",
            "ActorSearchSeveralActiveCoordinators", "ActorSearchCertificateEnding",
            "ActorSearchTrainerUnregistered",
        ];
        Assert.Empty((await prometheus.FiringAsync(Cancel)).Intersect(expected));

        // No fault: so many results that none of them is better any more.
        await FiresAsync(prometheus, "ActorSearchHypervolumeFlat");
        var unseen = cluster.Trainer("unseen", trainers);
        await FiresAsync(prometheus, "ActorSearchTrainersNotScraped");
        await alone.KillAsync(Cancel);
        await FiresAsync(prometheus, "ActorSearchTrainerDown", "ActorSearchTrainerLost");
        await WhileAsync(() => database.PauseAsync(TimeSpan.FromSeconds(1), Cancel), FiresAsync(prometheus, "ActorSearchJournalSlow"));
        database.Crash();
        await FiresAsync(prometheus, "ActorSearchJournalWaiting", "ActorSearchResultsWaiting");
        database.Run();
        await UntilAsync(prometheus, "max(actorsearch_journal_waiting) == 0");
        // Work that fails so waits longer each time, and a journal without writes is never slow: not before the journal's faults.
        await WithoutAsync(cluster.Checkpoints, () => FiresAsync(prometheus, "ActorSearchAttemptsFailing"));
        Assert.DoesNotContain("ActorSearchNoSlots", await prometheus.FiringAsync(Cancel));
        launcher.Signal("-TERM");
        unseen.Signal("-TERM");
        await FiresAsync(prometheus, "ActorSearchNoSlots", "ActorSearchNoProgress");
        await coordinators[0].KillAsync(Cancel);
        await FiresAsync(prometheus, "ActorSearchCoordinatorDown");
        await UntilAsync(prometheus, "sum(actorsearch_coordinator_active) == 1 and max(actorsearch_search_recovered_events) > 0");

        // A second cluster beside it, whose certificate ends soon; and its trainer when it has no coordinator any more.
        using (var other = new TestCluster(extra: ["--token-file", token]) { Https = https })
        {
            var second = await other.CoordinatorAsync(0, Cancel, certificates.MakeFor(7, "ours", "soon,127.0.0.1").Options("ours", "soon"));
            var stray = other.Trainer("stray", ["--metrics-port", "0", .. trainers]);
            QuickFiles.Targets(_folder, [.. coordinatorTargets, new Uri(other.Address(0))], [.. trainerTargets, await HttpOfAsync(stray)]);
            await FiresAsync(prometheus, "ActorSearchSeveralActiveCoordinators", "ActorSearchCertificateEnding");
            await UntilAsync(prometheus, "actorsearch_trainer_registered{trainer=\"stray\"} == 1");
            await second.KillAsync(Cancel);
            await FiresAsync(prometheus, "ActorSearchTrainerUnregistered");
        }
        foreach (var coordinator in coordinators[1..]) await coordinator.KillAsync(Cancel);
        await FiresAsync(prometheus, "ActorSearchNoActiveCoordinator");

        await HasDataAsync(prometheus);
        await HasFewLabelsAsync(prometheus);
    }

    private static async Task<Uri> HttpOfAsync(NodeProcess node) => new((await node.PrintsAsync("HTTP at", Cancel)).Split(' ')[^1]);

    /// <summary>At some time since the start; comparisons of alerts as 0 or 1, for most of them should not be so.</summary>
    private async Task HasDataAsync(PrometheusServer prometheus)
    {
        var empty = new List<string>();
        foreach (var expression in MonitoringFiles.RuleExpressions())
        {
            var text = QuickFiles.Short(expression.Text);
            var query = expression.Kind == "alert" ? QuickFiles.Compared(text) : text;
            if ((await prometheus.QueryAsync(query, Cancel, _since)).Count == 0) empty.Add($"{expression.Where}: {text}");
        }
        foreach (var expression in MonitoringFiles.DashboardExpressions())
        {
            var text = QuickFiles.Short(expression.Text
                .Replace("$__rate_interval", "1m", StringComparison.Ordinal)
                .Replace("$search", "watched", StringComparison.Ordinal)
                .Replace("$trainer", "alone", StringComparison.Ordinal));
            Assert.DoesNotContain('$', text);
            if ((await prometheus.QueryAsync(text, Cancel, _since)).Count == 0) empty.Add($"{expression.Where}: {text}");
        }
        Assert.True(empty.Count == 0, string.Join(Environment.NewLine, empty));
    }

    /// <summary>All metrics of the catalogue, each with its own labels; those of a target and of buckets are added, and when a counter began.</summary>
    private async Task HasFewLabelsAsync(PrometheusServer prometheus)
    {
        var known = MetricCatalog.All.ToDictionary(fact => fact.Name, fact => fact.Labels);
        var all = await prometheus.QueryAsync("{__name__=~\"actorsearch_.+\", __name__!~\".+_created\"}", Cancel, _since);
        Assert.Equal(known.Keys.Order(), all.Select(series => Fact(series.Labels)).Distinct().Order());
        foreach (var (labels, _) in all)
            Assert.Empty(labels.Keys.Except(["__name__", "instance", "job", "le"]).Except(known[Fact(labels)]));
        Assert.Empty(await prometheus.QueryAsync("count by (job, __name__) ({otel_scope_name!=\"\"})", Cancel, _since));
        static string Fact(IReadOnlyDictionary<string, string> labels) => HistogramPart().Replace(labels["__name__"], "");
    }

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex HistogramPart();

    private async Task UntilAsync(PrometheusServer prometheus, string expression)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Patience.Limit);
        try
        {
            while ((await prometheus.QueryAsync(expression, limit.Token)).Count == 0) await Task.Delay(200, limit.Token);
        }
        catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
        {
            var ends = _nodes.Select(node => string.Join('\n', node.Output.Split('\n').TakeLast(3)));
            throw new TimeoutException(
                $"{expression}\n{await prometheus.FaultsOfTargetsAsync(Cancel)}\n{await SearchAsync(prometheus)}\n{string.Join("\n--\n", ends)}");
        }
    }

    /// <summary>What the search does: a reader of a missing alert wants to know whether there was work.</summary>
    private static async Task<string> SearchAsync(PrometheusServer prometheus) => string.Join('\n', (await prometheus.QueryAsync(
            "{__name__=~\"actorsearch_search_(candidates|running|outcomes_total|work_ready|work_failing)|actorsearch_journal_waiting"
            + "|instance:actorsearch_journal_write_seconds:p99_5m\"}", Cancel))
        .Select(series => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{string.Join(' ', series.Labels.Values)} {series.Value}")));

    /// <summary>The folder is gone meanwhile, and cannot be made anew.</summary>
    private static async Task WithoutAsync(string folder, Func<Task> what)
    {
        Directory.Move(folder, folder + ".away");
        await Patience.UntilAsync(() =>
        {
            try
            {
                File.WriteAllText(folder, "no folder");
                return true;
            }
            catch (UnauthorizedAccessException)
            {
                // Somebody wrote a file between the two, and made the folder for it.
                Directory.Delete(folder, recursive: true);
                return false;
            }
        }, () => "the folder comes back again and again", Cancel);
        await what();
        File.Delete(folder);
        Directory.Move(folder + ".away", folder);
    }

    /// <summary>
    /// Again and again, until what is waited for has come; with so little time between that a quick machine does not do a hundred writes in it.
    /// </summary>
    private static async Task WhileAsync(Func<Task> again, Task awaited)
    {
        while (!awaited.IsCompleted)
        {
            await again();
            await Task.WhenAny(awaited, Task.Delay(20, Cancel));
        }
        await awaited;
    }

    private async Task FiresAsync(PrometheusServer prometheus, params string[] alerts)
    {
        foreach (var alert in alerts) await UntilAsync(prometheus, $"ALERTS{{alertname=\"{alert}\", alertstate=\"firing\"}}");
    }
}
