using System.Text.RegularExpressions;
using ActorSearch.TrainerNode.Node.Telemetry;

namespace ActorSearch.Coordinator.Tests.Telemetry;

/// <summary>The list of metrics in the code and the one in docs/metrics.md are the same, and are what Prometheus expects.</summary>
public sealed partial class CatalogueTests
{
    private static string Document() => File.ReadAllText(Checkout.PathOf("docs", "metrics.md"));

    private static string Entry(MetricFact fact)
    {
        var unit = fact.Unit.Length == 0 ? "" : $", {fact.Unit}";
        var labels = fact.Labels.IsEmpty ? "" : $" by {string.Join(", ", fact.Labels.Select(label => $"`{label}`"))}";
        return $"- `{fact.Name}` ({fact.Kind.ToString().ToLowerInvariant()}{unit}{labels}): {fact.Meaning}";
    }

    [Fact]
    public void The_document_has_every_metric_with_type_unit_labels_and_meaning()
    {
        string[] sections = ["The active coordinator", "Every coordinator", "Trainers", "Both"];
        foreach (var (source, section) in Enum.GetValues<MetricSource>().Zip(sections))
        {
            var expected = MetricCatalog.All.Where(fact => fact.Source == source).Select(Entry);
            var part = Document().Split($"\n## {section}\n")[1].Split("\n## ")[0];
            // One entry may go over several lines.
            var entries = part.Replace("\n  ", " ", StringComparison.Ordinal).Split('\n');
            Assert.Equal(expected, entries.Where(line => line.StartsWith("- `actorsearch_", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Names_are_as_Prometheus_has_them_and_labels_are_from_a_short_list()
    {
        Assert.Equal(MetricCatalog.All.Count, MetricCatalog.All.Select(fact => fact.Name).Distinct().Count());
        string[] labels =
        [
            "search", "trainer", "slot", "status", "state", "work", "result", "reason", "pruned", "engine", "operation", "device", "role", "folder",
        ];
        foreach (var fact in MetricCatalog.All)
        {
            Assert.Matches(Name(), fact.Name);
            Assert.Equal(fact.Kind == MetricKind.Counter, fact.Name.EndsWith("_total", StringComparison.Ordinal));
            Assert.Contains(fact.Unit, new[] { "", "seconds", "bytes" });
            if (fact.Unit.Length > 0) Assert.EndsWith($"_{fact.Unit}", fact.Name.Replace("_total", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.All(fact.Labels, label => Assert.Contains(label, labels));
            Assert.EndsWith(".", fact.Meaning, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("^actorsearch_[a-z_]+$")]
    private static partial Regex Name();
}
