using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ActorSearch.Coordinator.Telemetry;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.TrainerNode.Node.Hosting;
using ActorSearch.TrainerNode.Node.Telemetry;

namespace ActorSearch.Coordinator.Tests.Ops;

/// <summary>Rules and dashboards ask for metrics, labels and values that there are; every alert has a test and a page.</summary>
public sealed partial class PrometheusFilesTests : IDisposable
{
    private const string Promtool = "/usr/bin/promtool";

    /// <summary>Of .NET, of ASP.NET Core and of Prometheus itself.</summary>
    private static readonly string[] Others =
    [
        "up", "ALERTS", "dotnet_process_cpu_time_seconds_total", "dotnet_process_memory_working_set_bytes",
        "dotnet_gc_last_collection_memory_committed_size_bytes",
        "http_server_request_duration_seconds_count",
    ];

    private static readonly string[] Configurations =
        ["ops/prometheus/prometheus.yml", "ops/prometheus/local.yml", "ops/prometheus/kubernetes.yml", "ops/containers/prometheus.yml"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<Expression> All() => MonitoringFiles.RuleExpressions().Concat(MonitoringFiles.DashboardExpressions());

    private static IReadOnlyList<JsonNode> Alerts() =>
        [.. MonitoringFiles.RuleFiles.SelectMany(MonitoringFiles.Rules).Where(rule => rule["alert"] is not null)];

    [Fact]
    public void Every_metric_is_one_of_the_catalogue_with_the_labels_and_values_that_it_has()
    {
        var catalogue = MetricCatalog.All.ToDictionary(fact => fact.Name);
        var recorded = MonitoringFiles.RuleExpressions().Where(expression => expression.Kind == "record").Select(expression => expression.Where).ToHashSet();
        var used = new HashSet<string>();
        foreach (var expression in All())
        {
            foreach (Match name in Name().Matches(NoNames().Replace(expression.Text, "")))
            {
                if (recorded.Contains(name.Value) || Others.Contains(name.Value)) continue;
                var fact = FactOf(name.Value);
                Assert.True(fact is not null, $"{expression.Where}: {name.Value} is no metric");
                used.Add(fact!.Name);
            }
            foreach (Match selector in Selector().Matches(expression.Text))
            {
                var fact = FactOf(selector.Groups["name"].Value);
                foreach (Match matcher in Matcher().Matches(selector.Groups["labels"].Value))
                {
                    var (label, values) = (matcher.Groups["label"].Value, matcher.Groups["values"].Value);
                    if (fact is null || label is "job" or "instance" or "le") continue;
                    Assert.True(fact.Labels.Contains(label), $"{expression.Where}: {fact.Name} has no label {label}");
                    foreach (var value in values.Split('|').Where(value => !value.StartsWith('$')))
                    {
                        Assert.True(
                            label == "pruned" ? SearchSample.Sparsities.Contains(double.Parse(value)) : Regex.IsMatch(fact.Meaning, $@"\b{value}\b"),
                            $"{expression.Where}: {fact.Name} has no {label} {value}");
                    }
                }
            }
        }
        // What is measured is looked at.
        Assert.Equal(catalogue.Keys.Order(), used.Order());

        MetricFact? FactOf(string name) => catalogue.GetValueOrDefault(name)
            ?? (catalogue.GetValueOrDefault(Regex.Replace(name, "_(bucket|sum|count)$", "")) is { Kind: MetricKind.Histogram } histogram ? histogram : null);
    }

    [Fact]
    public void Every_alert_says_how_bad_it_is_what_it_means_and_where_the_runbook_has_it()
    {
        var runbook = File.ReadAllText(Checkout.PathOf("ops", "runbook.md"));
        var pages = Heading().Matches(runbook).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(Alerts().Select(alert => (string)alert["alert"]!).Order(), pages.Order());
        foreach (var alert in Alerts())
        {
            Assert.Contains((string)alert["labels"]!["severity"]!, new[] { "critical", "warning", "info" });
            Assert.NotEmpty((string)alert["annotations"]!["summary"]!);
            Assert.NotEmpty((string)alert["annotations"]!["description"]!);
            Assert.Equal($"ops/runbook.md#{((string)alert["alert"]!).ToLowerInvariant()}", (string)alert["annotations"]!["runbook_url"]!);
        }
        foreach (var page in Heading().Split(runbook).Where((_, i) => i > 0 && i % 2 == 0))
            foreach (var part in new[] { "**Means**", "**See more**", "**Do**" })
                Assert.Contains(part, page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_alert_is_tested_where_it_fires_and_where_it_does_not()
    {
        var cases = Directory.GetFiles(Path.Combine(MonitoringFiles.Prometheus, "tests"), "*.yml").SelectMany(MonitoringFiles.Documents)
            .SelectMany(document => document["tests"]!.AsArray()).SelectMany(test => test!["alert_rule_test"]!.AsArray())
            .ToLookup(one => (string)one!["alertname"]!, one => one!["exp_alerts"] is JsonArray { Count: > 0 });
        Assert.Equal(Alerts().Select(alert => (string)alert["alert"]!).Order(), cases.Select(one => one.Key).Order());
        Assert.All(cases, one => Assert.Equal([false, true], one.Distinct().Order()));
    }

    [Fact]
    public async Task Promtool_finds_nothing_wrong_and_its_tests_pass()
    {
        var (code, said) = await Programs.RunAsync(Promtool, "prometheus", ["check", "rules", "--lint=all", "--lint-fatal", .. MonitoringFiles.RuleFiles]);
        Assert.True(code == 0, said);
        (code, said) = await Programs.RunAsync(
            Promtool, "prometheus", ["test", "rules", .. Directory.GetFiles(Path.Combine(MonitoringFiles.Prometheus, "tests"))]);
        Assert.True(code == 0, said);
        foreach (var file in Configurations)
        {
            // Debian's Prometheus is built without Kubernetes.
            var text = Regex.Replace(File.ReadAllText(Checkout.PathOf(file)), "kubernetes_sd_configs: .*", "static_configs: [{ targets: [pod:1] }]");
            var copy = Path.Combine(_folder.Path, "prometheus.yml");
            await File.WriteAllTextAsync(copy, text, TestContext.Current.CancellationToken);
            (code, said) = await Programs.RunAsync(Promtool, "prometheus", "check", "config", "--syntax-only", copy);
            Assert.True(code == 0, $"{file}: {said}");
        }
    }

    [Fact]
    public void Every_configuration_has_the_jobs_and_ports_that_rules_and_nodes_have()
    {
        string[] asked = [.. All().SelectMany(expression => Job().Matches(expression.Text)).Select(match => match.Groups[1].Value).Distinct().Order()];
        Assert.Equal(["actorsearch-.+", "actorsearch-coordinator", "actorsearch-trainer"], asked);
        foreach (var file in Configurations)
        {
            var jobs = MonitoringFiles.Documents(Checkout.PathOf(file))[0]["scrape_configs"]!.AsArray();
            Assert.Equal(["actorsearch-coordinator", "actorsearch-trainer"], jobs.Select(job => (string)job!["job_name"]!));
            Assert.All(jobs, job => Assert.Null(job!["metrics_path"]));
            Assert.Equal("/metrics", TelemetryServices.MetricsPath);
            Assert.Contains($"{NodeSettings.DefaultHttpPort}", jobs[0]!.ToJsonString() + Targets("coordinators"), StringComparison.Ordinal);
            Assert.Contains("4090", jobs[1]!.ToJsonString() + Targets("trainers"), StringComparison.Ordinal);
        }
        static string Targets(string name) => File.ReadAllText(Path.Combine(MonitoringFiles.Prometheus, "targets", $"{name}.yml"));
    }

    // Values of labels, and names of labels to group by.
    [GeneratedRegex(@"""[^""]*""|\b(by|on|without|ignoring) ?\([^)]*\)")]
    private static partial Regex NoNames();

    [GeneratedRegex(@"\b(\w+:)?(actorsearch|dotnet|http)_\w+(:\w+)?|\bup\b|\bALERTS\b")]
    private static partial Regex Name();

    [GeneratedRegex(@"(?<name>\w+)\{(?<labels>[^}]*)\}")]
    private static partial Regex Selector();

    [GeneratedRegex(@"(?<label>\w+)(=~|!~|!=|=)""(?<values>[^""]*)""")]
    private static partial Regex Matcher();

    [GeneratedRegex(@"^## (ActorSearch\w+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"job=~?""([^""]+)""")]
    private static partial Regex Job();
}
