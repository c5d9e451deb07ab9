using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActorSearch.TrainerNode.Node.Telemetry;

namespace ActorSearch.Cluster.Tests;

/// <summary>What Prometheus and a watcher of processes see of real ones.</summary>
[Collection("processes")]
public sealed partial class MetricsTests
{
    private const string Token = "a-token-of-the-tests";

    private const string Promtool = "/usr/bin/promtool";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Coordinator_and_trainer_tell_every_metric_of_the_catalogue_and_nothing_else_of_ours()
    {
        using var cluster = new TestCluster();
        var coordinator = await cluster.CoordinatorAsync(0, Cancel);
        var trainer = cluster.Trainer("t0", "--metrics-port", "0");
        var (atCoordinator, atTrainer) = (new Uri(cluster.Address(0)), await HttpOfAsync(trainer));
        using var client = new HttpClient();
        await ReadyAsync(client, atCoordinator);
        await ReadyAsync(client, atTrainer);
        await cluster.SubmitAsync(TestCluster.Search(), Cancel);

        var during = await UntilAsync(client, atTrainer, text => Value(text, "actorsearch_trainer_loss") > 0);
        Assert.Equal(1, Value(during, "actorsearch_trainer_slot_busy"));
        Assert.True(Value(during, "actorsearch_trainer_gradient_norm") > 0);
        await cluster.FinishedFrontAsync("small", Cancel);
        var text = await UntilAsync(client, atCoordinator, text => Value(text, "actorsearch_searches", "finished") == 1);
        Assert.Equal(1, Value(text, "actorsearch_coordinator_active"));
        Assert.Equal(10, Value(text, "actorsearch_search_candidates", "done"));
        Assert.Equal(20, Value(text, "actorsearch_search_outcomes_total", "train"));
        Assert.Equal(0, Value(text, "actorsearch_search_attempts_total", "environment"));
        Assert.True(Value(text, "actorsearch_search_front_size") > 0);
        Assert.True(Value(text, "actorsearch_journal_write_seconds_count", "written") > 10);
        Assert.Equal(1, Value(text, "actorsearch_pool_slots"));
        AssertCatalogue(text, fact => fact.Source != MetricSource.Trainer && fact != MetricCatalog.SnapshotSeconds && fact != MetricCatalog.CertificateExpiry);

        var own = await client.GetStringAsync(new Uri(atTrainer, TelemetryServices.MetricsPath), Cancel);
        // Tests of the front, and 4 epochs of 400 samples, or fewer after a rewind, a share of them for training.
        Assert.Equal(20, Value(own, "actorsearch_trainer_attempts_total", "trained"));
        string[] engines = ["torch", "sparse"];
        Assert.All(engines, engine => Assert.Equal(
            280 * Value(own, "actorsearch_trainer_epochs_total", engine), Value(own, "actorsearch_trainer_samples_total", engine)));
        Assert.True(engines.Sum(engine => Value(own, "actorsearch_trainer_epochs_total", engine)) >= 20);
        Assert.True(Value(own, "actorsearch_checkpoint_bytes_total", "write") > 10_000);
        AssertCatalogue(own, fact => fact.Source is MetricSource.Trainer or MetricSource.Both
            && fact != MetricCatalog.Loss && fact != MetricCatalog.GradientNorm && fact != MetricCatalog.CertificateExpiry);

        // Without its coordinator the trainer says so, and goes on.
        await coordinator.KillAsync(Cancel);
        await UntilAsync(client, atTrainer, text => Value(text, "actorsearch_trainer_registered") == 0);
        using var unready = await client.GetAsync(new Uri(atTrainer, "/health/ready"), Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.StatusCode);
        using var json = JsonDocument.Parse(await unready.Content.ReadAsStringAsync(Cancel));
        Assert.Contains("no coordinator", json.RootElement.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("live", await client.GetStringAsync(new Uri(atTrainer, "/health/live"), Cancel), StringComparison.Ordinal);

        Assert.SkipUnless(File.Exists(Promtool),
            "promtool is not installed (apt-get install prometheus): it has not looked at the names, everything else was as it should");
        await CheckAsync(text);
        await CheckAsync(own);
    }

    [Fact]
    public async Task Metrics_need_the_token_and_https_where_the_rest_does_and_health_no_token()
    {
        using var certificates = new TestCertificates().Make("ours", "node,127.0.0.1", "trainer,localhost");
        using var https = certificates.Client("ours");
        using var cluster = new TestCluster(extra: ["--token", Token]) { Https = https };
        await cluster.CoordinatorAsync(0, Cancel, certificates.Options("ours", "node"));
        var launcher = cluster.Launcher(
            "box", ["--devices", "cpu:2", "--metrics-port", "0", "--http-host", "localhost", .. certificates.Options("ours", "trainer")]);
        await launcher.PrintsAsync("HTTP at https://localhost", Cancel);
        foreach (var node in new[] { new Uri(cluster.Address(0)), await HttpOfAsync(launcher) })
        {
            await ReadyAsync(https, node);
            using var anonymous = await https.GetAsync(new Uri(node, TelemetryServices.MetricsPath), Cancel);
            Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node, TelemetryServices.MetricsPath))
            {
                Headers = { Authorization = new("Bearer", Token) },
            };
            using var allowed = await https.SendAsync(request, Cancel);
            Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
            var told = await allowed.Content.ReadAsStringAsync(Cancel);
            Assert.Contains("actorsearch_cluster_members", told, StringComparison.Ordinal);
            // ops/make-certs.sh makes them for a year.
            var expiry = DateTimeOffset.FromUnixTimeSeconds((long)Value(told, MetricCatalog.CertificateExpiry.Name));
            Assert.InRange(expiry - DateTimeOffset.UtcNow, TimeSpan.FromDays(364), TimeSpan.FromDays(365));
            using var plain = new HttpClient();
            using var refused = await plain.GetAsync(new UriBuilder(new Uri(node, "/health/live")) { Scheme = "http" }.Uri, Cancel);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
    }

    private static async Task<Uri> HttpOfAsync(NodeProcess node) => new((await node.PrintsAsync("HTTP at", Cancel)).Split(' ')[^1]);

    private static async Task ReadyAsync(HttpClient client, Uri node)
    {
        var text = "";
        await Patience.UntilAsync(async () =>
        {
            using var answer = await client.GetAsync(new Uri(node, "/health/ready"), Cancel);
            text = await answer.Content.ReadAsStringAsync(Cancel);
            using var json = JsonDocument.Parse(text);
            if (answer.StatusCode == HttpStatusCode.OK) return true;
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotEmpty(json.RootElement.GetProperty("reason").GetString()!);
            return false;
        }, () => text, Cancel);
    }

    private static async Task<string> UntilAsync(HttpClient client, Uri node, Func<string, bool> so)
    {
        var text = "";
        await Patience.UntilAsync(async () => so(text = await client.GetStringAsync(new Uri(node, TelemetryServices.MetricsPath), Cancel)), () => text, Cancel);
        return text;
    }

    /// <summary>The first series of this name one of whose labels has the value; NaN when there is none.</summary>
    private static double Value(string text, string name, string? label = null) => text.Split('\n')
        .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) && (label is null || line.Contains($"=\"{label}\"", StringComparison.Ordinal)))
        .Select(line => double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture)).DefaultIfEmpty(double.NaN).First();

    private static void AssertCatalogue(string text, Func<MetricFact, bool> which)
    {
        var told = Types().Matches(text).Select(match => (match.Groups["name"].Value, match.Groups["type"].Value)).Order().ToArray();
        var known = MetricCatalog.All.Select(fact => (fact.Name, fact.Kind.ToString().ToLowerInvariant())).ToHashSet();
        Assert.Empty(told.Where(metric => metric.Item1.StartsWith("actorsearch_", StringComparison.Ordinal)).Except(known));
        Assert.Empty(MetricCatalog.All.Where(which).Select(fact => fact.Name).Except(told.Select(metric => metric.Item1)));
        Assert.DoesNotContain(told, metric => metric.Item1.Split('_')[0] is not ("actorsearch" or "dotnet" or "http"));
        // Every series has the labels that it should, and no others.
        foreach (var fact in MetricCatalog.All)
            foreach (var line in text.Split('\n').Where(line => line.StartsWith(fact.Name + "{", StringComparison.Ordinal)))
                Assert.Equal(fact.Labels.Order(), Labels().Matches(line).Select(match => match.Groups[1].Value).Order());
    }

    /// <summary>Prometheus' own check of names and types.</summary>
    private static async Task CheckAsync(string text)
    {
        using var check = Process.Start(new ProcessStartInfo(Promtool, ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        await check.StandardInput.WriteAsync(text);
        check.StandardInput.Close();
        var said = await check.StandardOutput.ReadToEndAsync(Cancel) + await check.StandardError.ReadToEndAsync(Cancel);
        await check.WaitForExitAsync(Cancel);
        Assert.Equal("", said);
        Assert.Equal(0, check.ExitCode);
    }

    [GeneratedRegex(@"^# TYPE (?<name>\w+) (?<type>\w+)$", RegexOptions.Multiline)]
    private static partial Regex Types();

    [GeneratedRegex(@"[{,](\w+)=""")]
    private static partial Regex Labels();
}
