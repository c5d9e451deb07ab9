using ActorSearch.Coordinator.Reading.Documents;

namespace ActorSearch.Coordinator.Web.Dashboard.Views;

/// <summary>The tree from left to right, a level a column. A candidate that was not expanded although its level was is drawn small and grey.</summary>
internal static class TreeFigure
{
    /// <summary>How nodes look; the first kind that fits counts.</summary>
    private static readonly (string Name, string Color, string Symbol, double Size, Func<NodeDocument, int, bool> Is)[] Kinds =
    [
        ("on the front", "$accent", "circle", 12, (node, _) => node.OnFront),
        ("running", "$run", "circle-open", 10, (node, _) => node.State == "running"),
        ("expanded", "$ink", "circle", 7, (node, _) => node.State == "done" && node.Children > 0),
        ("not expanded", "$cloud", "circle", 6, (node, deepest) => node.State == "done" && node.Level < deepest),
        ("done", "$cloud", "circle", 6, (node, _) => node.State == "done"),
        ("failed or out", "$bad", "x-thin-open", 8, (node, _) => node.State != "waiting"),
        ("waiting", "$line", "circle-open", 7, (_, _) => true),
    ];

    public static Figure Of(TreeDocument tree, string link)
    {
        var places = Places(tree.Nodes);
        var deepest = tree.Levels.Select(level => level.Level).DefaultIfEmpty().Max();
        var kinds = tree.Nodes.ToLookup(node => Array.FindIndex(Kinds, kind => kind.Is(node, deepest)));
        var toFront = WithAncestors(tree.Nodes);
        return Figure.Of(
            new
            {
                uirevision = "tree",
                showlegend = true,
                xaxis = new { title = "level", dtick = 1, showgrid = false, range = new[] { -0.3, Math.Max(1, deepest) + 0.4 } },
                yaxis = new { visible = false, range = new[] { Math.Max(1, places.Values.DefaultIfEmpty().Max() + 1), -1 } },
                legend = new { orientation = "h", y = 1, yanchor = "bottom", x = 0, traceorder = "reversed" },
            },
            [
                Edges("other", tree.Nodes.Where(node => !toFront.Contains(node.Candidate)), places, "$line", 1),
                Edges("to the front", tree.Nodes.Where(node => toFront.Contains(node.Candidate)), places, "$accent", 1.5),
                .. kinds.OrderByDescending(nodes => nodes.Key).Select(nodes => Nodes(Kinds[nodes.Key], [.. nodes], places)),
            ],
            link);
    }

    /// <summary>In pixels: rows stay apart, however many there are.</summary>
    public static int Height(TreeDocument tree) => Math.Clamp(120 + 13 * tree.Nodes.Count(node => node.Children == node.Hidden), 320, 3200);

    /// <summary>Rows: leaves below each other in path order, parents in the middle of their children.</summary>
    public static Dictionary<string, double> Places(IReadOnlyList<NodeDocument> nodes)
    {
        var children = nodes.ToLookup(node => node.Parent);
        var places = new Dictionary<string, double>(nodes.Count);
        var row = 0;
        foreach (var root in children[null]) Place(root.Candidate);
        return places;

        double Place(string candidate) => places[candidate] = children[candidate].Select(child => (double?)Place(child.Candidate)).Average() ?? row++;
    }

    /// <summary>The front's members and all above them.</summary>
    private static HashSet<string> WithAncestors(IReadOnlyList<NodeDocument> nodes)
    {
        var parents = nodes.ToDictionary(node => node.Candidate, node => node.Parent);
        var found = new HashSet<string>();
        foreach (var member in nodes.Where(node => node.OnFront))
            for (string? at = member.Candidate; at is not null && found.Add(at); at = parents.GetValueOrDefault(at)) ;
        return found;
    }

    private static object Edges(string name, IEnumerable<NodeDocument> nodes, Dictionary<string, double> places, string color, double width)
    {
        var (x, y) = (new List<double?>(), new List<double?>());
        foreach (var node in nodes.Where(node => node.Parent is not null))
        {
            x.AddRange([node.Level - 1, node.Level - 0.45, node.Level, null]);
            y.AddRange([places[node.Parent!], places[node.Candidate], places[node.Candidate], null]);
        }
        return new { type = "scatter", mode = "lines", name, x, y, hoverinfo = "skip", showlegend = false, line = new { color, width } };
    }

    private static object Nodes(
        (string Name, string Color, string Symbol, double Size, Func<NodeDocument, int, bool>) kind,
        List<NodeDocument> nodes, Dictionary<string, double> places) => new
        {
            type = "scatter",
            mode = "markers",
            name = $"{kind.Name} ({nodes.Count})",
            x = nodes.Select(node => node.Level),
            y = nodes.Select(node => places[node.Candidate]),
            customdata = nodes.Select(node => node.Candidate),
            text = nodes.Select(node => $"<b>{Show.Short(node.Candidate)}</b> {node.Step}<br>{(node.OnFront ? "on the front" : node.State)}<br>"
                + $"{node.Children} children{(node.Hidden > 0 ? $", {node.Hidden} not drawn" : "")}"),
            hoverinfo = "text",
            marker = new
            {
                size = kind.Size,
                color = kind.Color,
                symbol = kind.Symbol,
                line = new { width = kind.Symbol.EndsWith("open", StringComparison.Ordinal) ? 1.5 : 0, color = kind.Color },
            },
        };
}
