using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ActorSearch.Coordinator.Tests.Ops;

/// <summary>The dashboards are whole: what they refer to is there, and panels neither overlap nor lack a unit.</summary>
public sealed partial class DashboardTests
{
    private const int Columns = 24;

    public static TheoryData<string> Files => [.. MonitoringFiles.DashboardFiles.Select(file => Path.GetFileName(file)!)];

    private static JsonNode Board(string file) =>
        JsonNode.Parse(File.ReadAllText(MonitoringFiles.DashboardFiles.Single(one => Path.GetFileName(one) == file)))!;

    [Theory]
    [MemberData(nameof(Files))]
    public void Panels_lie_side_by_side_each_with_a_title_a_unit_and_the_chosen_Prometheus(string file)
    {
        var panels = Board(file)["panels"]!.AsArray();
        Assert.Equal(panels.Count, panels.Select(panel => (int)panel!["id"]!).Distinct().Count());
        var taken = new HashSet<(int, int)>();
        foreach (var panel in panels)
        {
            var place = panel!["gridPos"]!;
            var (x, y, w, h) = ((int)place["x"]!, (int)place["y"]!, (int)place["w"]!, (int)place["h"]!);
            Assert.InRange(x + w, 1, Columns);
            for (var i = x; i < x + w; i++)
                for (var j = y; j < y + h; j++) Assert.True(taken.Add((i, j)), $"{panel["title"]} covers another");
            Assert.NotEmpty((string)panel["title"]!);
            if ((string)panel["type"]! == "row") continue;
            Assert.Equal("${datasource}", (string)panel["datasource"]!["uid"]!);
            Assert.NotEmpty(panel["targets"]!.AsArray());
            if ((string)panel["type"]! != "table") Assert.NotEmpty((string)panel["fieldConfig"]!["defaults"]!["unit"]!);
            if ((string)panel["type"]! == "timeseries") Assert.All(panel["targets"]!.AsArray(), target => Assert.NotEmpty((string)target!["legendFormat"]!));
        }
    }

    [Fact]
    public void Links_lead_to_dashboards_variables_are_defined_and_rates_span_scrapes()
    {
        var boards = MonitoringFiles.DashboardFiles.Select(file => Path.GetFileName(file)).ToDictionary(file => file, file => Board(file!));
        string[] ids = [.. boards.Values.Select(board => (string)board["uid"]!)];
        Assert.Equal(["actorsearch-fleet", "actorsearch-search", "actorsearch-trainer"], ids.Order());
        foreach (var (file, board) in boards)
        {
            foreach (Match link in Link().Matches(board.ToJsonString())) Assert.Contains(link.Groups[1].Value, ids);
            string[] variables = [.. board["templating"]!["list"]!.AsArray().Select(variable => (string)variable!["name"]!), "__rate_interval"];
            foreach (var target in board["panels"]!.AsArray().SelectMany(panel => panel!["targets"]?.AsArray() ?? []))
            {
                var expression = (string)target!["expr"]!;
                foreach (Match variable in Variable().Matches(expression)) Assert.Contains(variable.Groups[1].Value, variables);
                Assert.DoesNotMatch(FixedRate(), expression);
            }
        }
    }

    [Fact]
    public void Grafana_is_given_the_dashboards_and_the_data_source()
    {
        string Provisioned(string name) => Checkout.PathOf("ops", "grafana", "provisioning", name);
        var source = MonitoringFiles.Documents(Provisioned("datasources/prometheus.yml"))[0]["datasources"]![0]!;
        Assert.Equal("prometheus", (string)source["type"]!);
        var provider = MonitoringFiles.Documents(Provisioned("dashboards/actorsearch.yml"))[0]["providers"]![0]!;
        // Both places are the environment's, as compose.yaml and docs/operate.md set it.
        string[] places = [((string)source["url"]!).Trim('$', '{', '}'), ((string)provider["options"]!["path"]!).Trim('$', '{', '}')];
        foreach (var file in new[] { "ops/containers/compose.yaml", "docs/operate.md" })
            Assert.All(places, place => Assert.Contains(place, File.ReadAllText(Checkout.PathOf(file)), StringComparison.Ordinal));
        Assert.Contains(
            $"scrape_interval: {source["jsonData"]!["timeInterval"]}", File.ReadAllText(Path.Combine(MonitoringFiles.Prometheus, "prometheus.yml")),
            StringComparison.Ordinal);
    }

    [GeneratedRegex("/d/([a-z-]+)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\$(\w+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"(rate|increase)\([^\[]*\[\d")]
    private static partial Regex FixedRate();
}
