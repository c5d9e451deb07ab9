using ActorSearch.Coordinator.Reading.Documents;

namespace ActorSearch.Coordinator.Web.Dashboard.Views;

/// <summary>The tree from left to right, a level a column. What was not expanded though its level was is drawn thin: a pruned branch.</summary>
internal static class TreeFigure
{
    /// <summary>How nodes look, by what they are.</summary>
    private static readonly (string Name, string Colour, string Symbol, double Size, Func<NodeDocument, int, bool> Is)[] Kinds =
    [
        ("on the front", "$accent", "circle", 12, (node, _) => node.OnFront),
        ("running", "$run", "circle-open", 10, (node, _) => node.State == "running"),
        ("expanded", "$ink", "circle", 7, (node, _) => node.State == "done" && node.Children > 0),
        ("pruned branch", "$cloud", "circle", 6, (node, deepest) => node.State == "done" && node.Level < deepest),
        ("done", "$cloud", "circle", 6, (node, _) => node.State == "done"),
        ("failed or out", "$bad", "x-thin-open", 8, (node, _) => node.State is "dead" or "one-class" or "max-fpr" or "abandoned"),
        ("waiting", "$line", "circle-open", 7, (_, _) => true),
    ];

    public static Figure Of(TreeDocument tree, string link)
    {
        var places = Places(tree.Nodes);
        var deepest = tree.Levels.Count == 0 ? 0 : tree.Levels.Max(level => level.Level);
        var kinds = tree.Nodes.ToLookup(node => Array.FindIndex(Kinds, kind => kind.Is(node, deepest)));
        var toFront = WithAncestors(tree.Nodes);
        return Figure.Of(
            Figure.Plane,
            new
            {
                uirevision = "tree",
                showlegend = true,
                xaxis = new { title = "level", dtick = 1, showgrid = false, range = new[] { -0.3, Math.Max(1, deepest) + 0.4 } },
                yaxis = new { visible = false, range = new[] { Math.Max(1, places.Values.DefaultIfEmpty().Max() + 1), -1 } },
                legend = new { orientation = "h", y = 1, yanchor = "bottom", x = 0, traceorder = "reversed" },
            },
            link,
            [
                Edges("other", tree.Nodes.Where(node => !toFront.Contains(node.Candidate)), places, "$line", 1),
                Edges("to the front", tree.Nodes.Where(node => toFront.Contains(node.Candidate)), places, "$accent", 1.5),
                .. Kinds.Select((kind, i) => (kind, Nodes: kinds[i].ToList())).Where(group => group.Nodes.Count > 0).Reverse().Select(group => (object)new
                {
                    type = "scatter",
                    mode = "markers",
                    name = $"{group.kind.Name} ({group.Nodes.Count})",
                    x = group.Nodes.Select(node => node.Level),
                    y = group.Nodes.Select(node => places[node.Candidate]),
                    customdata = group.Nodes.Select(node => node.Candidate),
                    text = group.Nodes.Select(Text),
                    hoverinfo = "text",
                    marker = new { size = group.kind.Size, color = group.kind.Colour, symbol = group.kind.Symbol, line = new { width = group.kind.Symbol.EndsWith("open", StringComparison.Ordinal) ? 1.5 : 0, color = group.kind.Colour } },
                }),
            ]);
    }

    /// <summary>In pixels: rows stay apart, however many there are.</summary>
    public static int Height(TreeDocument tree) => Math.Clamp(120 + 13 * tree.Nodes.Count(node => node.Children == node.Hidden), 320, 3200);

    /// <summary>Rows: leaves below each other in path order, parents in the middle of their children.</summary>
    public static IReadOnlyDictionary<string, double> Places(IReadOnlyList<NodeDocument> nodes)
    {
        var children = nodes.Where(node => node.Parent is not null).ToLookup(node => node.Parent!);
        var places = new Dictionary<string, double>(nodes.Count);
        var (row, stack) = (0, new Stack<(NodeDocument Node, bool Children)>(nodes.Where(node => node.Parent is null).Reverse().Select(node => (node, false))));
        while (stack.TryPop(out var next))
        {
            var own = children[next.Node.Candidate].ToList();
            if (own.Count == 0) places[next.Node.Candidate] = row++;
            else if (next.Children) places[next.Node.Candidate] = own.Average(child => places[child.Candidate]);
            else
            {
                stack.Push((next.Node, true));
                for (var i = own.Count - 1; i >= 0; i--) stack.Push((own[i], false));
            }
        }
        return places;
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

    private static object Edges(string name, IEnumerable<NodeDocument> nodes, IReadOnlyDictionary<string, double> places, string colour, double width)
    {
        var (x, y) = (new List<double?>(), new List<double?>());
        foreach (var node in nodes.Where(node => node.Parent is not null))
        {
            x.AddRange([node.Level - 1, node.Level - 0.45, node.Level, null]);
            y.AddRange([places[node.Parent!], places[node.Candidate], places[node.Candidate], null]);
        }
        return new { type = "scatter", mode = "lines", name, x, y, hoverinfo = "skip", showlegend = false, line = new { color = colour, width } };
    }

    private static string Text(NodeDocument node) =>
        $"<b>{Show.Short(node.Candidate)}</b> {node.Step}<br>{(node.OnFront ? "on the front" : node.State)}<br>{node.Children} children{(node.Hidden > 0 ? $", {node.Hidden} not drawn" : "")}";
}
