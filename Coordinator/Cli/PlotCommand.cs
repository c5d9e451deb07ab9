using System.CommandLine;
using System.CommandLine.Parsing;
using ActorSearch.Coordinator.Cli.Cluster;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Runs;
using ActorSearch.Coordinator.Study.Plots;
using ActorSearch.Search.Figures;

namespace ActorSearch.Coordinator.Cli;

/// <summary>`plot DIR|SEARCH --to FILE|FOLDER`: pictures of a run, or of a search of a cluster, for a paper.</summary>
internal static class PlotCommand
{
    private static readonly string[] Kinds = ["front", "hypervolume", "curves", "cost"];

    /// <summary>Candidates asked for at once.</summary>
    private const int Page = 500;

    public static Command Make(Terminal terminal)
    {
        var place = Options.DirOrSearch();
        var kind = new Option<string[]>("--kind")
        {
            Description = "front: FN and AUC against the weights left; hypervolume: over what was trained; curves: loss, AUC and FN over the epochs; cost: FN against the weights left for each class cost. Repeated or with commas; front for a file, all for a folder unless said.",
            HelpName = "front|hypervolume|curves|cost",
            CustomParser = Names,
        };
        kind.CompletionSources.Add(Kinds);
        var to = new Option<string>("--to") { Description = "A file that ends in .png or .svg, or a folder, which gets each kind as both.", HelpName = "FILE|FOLDER", Required = true };
        var split = OneOf("--split", "Figures of front and cost are those of validation (default) or, once the search has ended, of test, with bootstrap intervals.", "validation", "test");
        var metric = new Option<string[]>("--metric")
        {
            Description = "Metrics that front and cost show, one panel each: columns of candidates.csv without the split, such as auc_pr. "
                + "May be repeated, or given with commas (default: FN and AUC; for cost, FN at two thresholds).",
            HelpName = "METRIC",
            CustomParser = Names,
        };
        metric.CompletionSources.Add([.. MetricColumn.All.Select(column => column.Column)]);
        var over = OneOf("--over", "What the hypervolume is shown over: epochs (default) or candidates.", "epochs", "candidates");
        var candidate = new Option<string[]>("--candidate") { Description = "Whose curves are shown: an id, a unique beginning of one, or root; may be repeated. The dense network and members of the front unless said.", HelpName = "CANDIDATE" };
        var width = Number("--width", "Width on paper, mm: 88 (default) is a column, 180 both.", "MM", 88, 40, 1000);
        var height = Number("--height", "Height on paper, mm; what the panels need unless said.", "MM", null, 30, 1000);
        var dpi = Number("--dpi", "Pixels per inch of a PNG; 300 unless said.", "N", 300, 50, 1200);
        var title = new Option<string?>("--title") { Description = "A line above; none unless said, for captions say it.", HelpName = "TEXT" };
        var command = new Command("plot", "Draws pictures of a run, or of a search of a cluster, fit for a paper: PNG or SVG.")
        {
            place, kind, to, split, metric, over, candidate, width, height, dpi, title,
        };
        var cluster = ClusterOptions.AddTo(command);
        command.SetAction((parsed, cancel) => ExitCode.OfAsync(terminal, async () =>
        {
            var target = PlotTarget.Of(parsed.GetRequiredValue(to), parsed.GetValue(kind) is { Length: > 0 } asked ? asked : null, Kinds);
            var curves = parsed.GetValue(candidate) is { Length: > 0 } ids ? ids : null;
            var what = parsed.GetRequiredValue(place);
            MetricColumn[] metrics = [.. (parsed.GetValue(metric) ?? []).Select(ColumnOf)];
            PlotData data;
            if (Place.IsFolder(what)) data = PlotData.Of(new RunDirectory(what).Read(), curves, metrics);
            else
            {
                using var client = cluster.Client(parsed, terminal);
                data = await OfClusterAsync(client, what, curves, metrics, cancel);
            }
            var size = new PaperSize(parsed.GetValue(width)!.Value, parsed.GetValue(height), parsed.GetValue(dpi)!.Value);
            var on = parsed.GetRequiredValue(split) == "test" ? Split.Test : Split.Validation;
            Check(data, what, on);
            foreach (var name in target.Kinds)
            {
                var figure = name switch
                {
                    "hypervolume" => HypervolumeFigure.Of(data, parsed.GetRequiredValue(over) == "candidates" ? Over.Candidates : Over.Epochs, parsed.GetValue(title)),
                    "curves" => CurvesFigure.Of(data, parsed.GetValue(title)),
                    "cost" => CostFigure.Of(data, on, parsed.GetValue(title), metrics),
                    _ => FrontFigure.Of(data, on, parsed.GetValue(title), metrics),
                };
                target.Write(name, figure, size, terminal.Out);
            }
            return ExitCode.Finished;
        }));
        return command;
    }

    private static string[] Names(ArgumentResult result) =>
        [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    /// <exception cref="BadInputException">There is none of this name.</exception>
    private static MetricColumn ColumnOf(string name) => MetricColumn.All.FirstOrDefault(column => column.Column == name)
        ?? throw new BadInputException(
            $"--metric: no metric {name}; one of {string.Join(", ", MetricColumn.All.Select(column => column.Column))} was expected");

    /// <exception cref="BadInputException">There is nothing to show.</exception>
    private static void Check(PlotData data, string what, Split split)
    {
        if (data.Rows.All(row => row.Fn is null)) throw new BadInputException($"{what}: nothing to plot: no candidate is trained yet");
        if (split == Split.Test && data.Rows.All(row => row.TestFn is null)) throw new BadInputException($"--split: {what} has no figures of test yet; they come when the search ends");
    }

    private static async Task<PlotData> OfClusterAsync(
        ClusterClient client, string search, IReadOnlyList<string>? curves, IReadOnlyList<MetricColumn> metrics, CancellationToken cancel)
    {
        var path = $"searches/{ClusterOptions.PathOf(search)}";
        var name = (await client.GetAsync<StatusDocument>(path, cancel)).Name;
        var rows = new List<CandidateRow>();
        CandidatePage page;
        do
        {
            page = await client.GetAsync<CandidatePage>(string.Create(CultureInfo.InvariantCulture, $"{path}/candidates?limit={Page}&offset={rows.Count}"), cancel);
            rows.AddRange(page.Candidates);
        }
        while (page.Candidates.Count > 0 && rows.Count < page.Total);
        Task<CandidateDocument> Document(string id) => client.GetAsync<CandidateDocument>($"{path}/candidates/{Uri.EscapeDataString(id)}", cancel);
        var documents = new List<CandidateDocument>();
        foreach (var id in curves ?? PlotData.Chosen(rows)) documents.Add(await Document(id));
        Dictionary<string, CandidateDocument>? all = null;
        if (!metrics.All(PlotData.IsInRows))
        {
            all = [];
            foreach (var row in rows) all.Add(row.Candidate, await Document(row.Candidate));
        }
        return new(name, await Document("root"), rows, documents, all);
    }

    private static Option<string> OneOf(string name, string description, params string[] values)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => values[0] };
        option.AcceptOnlyFromAmong(values);
        return option;
    }

    private static Option<double?> Number(string name, string description, string unit, double? usual, double least, double most)
    {
        var option = new Option<double?>(name) { Description = description, HelpName = unit, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var n) && !(n >= least && n <= most)) result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name}: {n} is not a number from {least} to {most}"));
        });
        return option;
    }
}
