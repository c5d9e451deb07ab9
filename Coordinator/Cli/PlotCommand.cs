using System.CommandLine;
using ActorSearch.Coordinator.Cli.Cluster;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Study.Plots;
using ActorSearch.Search.Figures;

namespace ActorSearch.Coordinator.Cli;

/// <summary>`plot DIR|SEARCH --to FILE|FOLDER`: pictures of a run, or of a search of a cluster, for a paper.</summary>
internal static class PlotCommand
{
    private static readonly string[] Kinds = ["front", "hypervolume", "curves", "cost"];

    /// <summary>Candidates of one request.</summary>
    private const int Page = 500;

    public static Command Make(Terminal terminal)
    {
        var kind = Options.SomeOf("--kind", string.Join('|', Kinds),
            "front: FN and AUC against the weights left; hypervolume: over the training effort; curves: loss, AUC and FN over the epochs; "
            + "cost: FN against the weights left for each class cost. May be repeated, or given with commas (default: front for a file, all for a folder).",
            Kinds);
        var to = new Option<string>("--to")
        {
            Description = "A file that ends in .png or .svg, or a folder, which gets each kind as both.",
            HelpName = "FILE|FOLDER",
            Required = true,
        };
        var split = Options.OneOf("--split",
            "Front and cost show figures of validation (default) or, once the search has ended, of test, with bootstrap intervals.", "validation", "test");
        var metric = Options.SomeOf("--metric", "METRIC",
            "Metrics that front and cost show, one panel each: columns of candidates.csv without the split, such as auc_pr. "
            + "May be repeated, or given with commas (default: FN and AUC; for cost, FN at two thresholds).",
            [.. MetricColumn.All.Select(column => column.Column)]);
        var over = Options.OneOf("--over", "The horizontal axis of hypervolume: epochs (default) or candidates.", "epochs", "candidates");
        var candidate = new Option<string[]>("--candidate")
        {
            Description = "Candidates whose curves are shown: an id, a unique beginning of one, or root; may be repeated "
                + "(default: the dense network and members of the front).",
            HelpName = "CANDIDATE",
        };
        var width = Options.Number("--width", "MM", 88.0, 40, 1000, "Width on paper, mm (default: 88, one column; two are 180).");
        var height = Options.Number<double?>("--height", "MM", null, 30, 1000, "Height on paper, mm (default: as the panels need).");
        var dpi = Options.Number("--dpi", "N", 300.0, 50, 1200, "Pixels per inch of a PNG (default: 300).");
        var title = Options.Text("--title", "TEXT", "Title above the figure (default: none – put it in the caption).");
        var command = new Command("plot", "Draws pictures of a run, or of a search of a cluster, fit for a paper: PNG or SVG.")
        {
            kind, to, split, metric, over, candidate, width, height, dpi, title,
        };
        var place = SearchPlace.AddTo(command, terminal);
        return command.Does(terminal, async (parsed, cancel) =>
        {
            var targets = PlotTarget.Of(parsed.GetRequiredValue(to), parsed.GetRequiredValue(kind), Kinds);
            var curves = parsed.GetValue(candidate) is { Length: > 0 } ids ? ids : null;
            MetricColumn[] metrics = [.. parsed.GetRequiredValue(metric).Select(MetricColumn.Of)];
            var data = await place.ReadAsync(
                parsed, run => PlotData.Of(run.Read(), curves, metrics), (client, search) => OfClusterAsync(client, search, curves, metrics, cancel));
            var size = new PaperSize(parsed.GetValue(width), parsed.GetValue(height), parsed.GetValue(dpi));
            var on = parsed.GetRequiredValue(split) == "test" ? Split.Test : Split.Validation;
            Check(data, parsed.GetRequiredValue(place.Argument), on);
            foreach (var (name, files) in targets)
            {
                var figure = name switch
                {
                    "hypervolume" => HypervolumeFigure.Of(data, parsed.GetRequiredValue(over) == "candidates" ? Over.Candidates : Over.Epochs),
                    "curves" => CurvesFigure.Of(data),
                    "cost" => CostFigure.Of(data, on, metrics),
                    _ => FrontFigure.Of(data, on, metrics),
                };
                foreach (var file in files)
                {
                    File.WriteAllBytes(file, FigureFile.Of(Path.GetExtension(file), figure with { Title = parsed.GetValue(title) }, size));
                    terminal.Out.WriteLine(file);
                }
            }
        });
    }

    /// <exception cref="BadInputException">There is nothing to show.</exception>
    private static void Check(PlotData data, string what, Split split)
    {
        if (data.Rows.All(row => row.Fn is null)) throw new BadInputException($"{what}: nothing to plot: no candidate is trained yet");
        if (split == Split.Test && data.Rows.All(row => row.TestFn is null))
            throw new BadInputException($"--split: {what} has no figures of test yet; they come when the search ends");
    }

    private static async Task<PlotData> OfClusterAsync(
        ClusterClient client, string search, IReadOnlyList<string>? curves, IReadOnlyList<MetricColumn> metrics, CancellationToken cancel)
    {
        var name = (await client.GetAsync<StatusDocument>(search, cancel)).Name;
        var rows = new List<CandidateRow>();
        CandidatePage page;
        do
        {
            page = await client.GetAsync<CandidatePage>($"{search}/candidates?limit={Page}&offset={rows.Count}", cancel);
            rows.AddRange(page.Candidates);
        }
        while (page.Candidates.Count > 0 && rows.Count < page.Total);
        Task<CandidateDocument> Document(string id) => client.GetAsync<CandidateDocument>($"{search}/candidates/{Uri.EscapeDataString(id)}", cancel);
        async Task<List<CandidateDocument>> Documents(IEnumerable<string> ids)
        {
            var documents = new List<CandidateDocument>();
            foreach (var id in ids) documents.Add(await Document(id));
            return documents;
        }
        return new(name, await Document("root"), rows, await Documents(curves ?? PlotData.Chosen(rows)),
            metrics.All(PlotData.IsInRows) ? null : (await Documents(rows.Select(row => row.Candidate))).ToDictionary(document => document.Candidate));
    }
}
