using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Search.Figures;

namespace ActorSearch.Coordinator.Study.Plots;

/// <summary>Learning curves of the dense network and of tickets: training loss, AUC and FN over the epochs; with several runs their mean and standard deviation.</summary>
internal static class CurvesFigure
{
    public static Figure Of(PlotData data, string? title)
    {
        var curves = data.Curves.Where(candidate => candidate.Runs.Any(run => run.Curve.Count > 0)).ToArray();
        var last = Math.Max(1, curves.SelectMany(candidate => candidate.Runs).SelectMany(run => run.Curve).Select(point => point.Epoch).DefaultIfEmpty(1).Max());
        var x = Axes.Linear("epoch", 1, last, whole: true, least: 1, most: last);
        var words = curves.Select(Words).ToArray();
        string NameOf(CandidateDocument candidate) => words.Count(Words(candidate).Equals) == 1 ? Words(candidate) : $"{Words(candidate)} ({candidate.Candidate[..6]})";
        Panel PanelOf(string label, bool count, double most, Func<CurvePoint, double?> value)
        {
            var series = curves.SelectMany((candidate, i) => SeriesOf(candidate, NameOf(candidate), i, value)).ToList();
            series.Add(Parts.Note(Note(data)));
            double[] values = [.. series.SelectMany(s => s.Marks).SelectMany(mark => new[] { mark.Y, mark.Low ?? mark.Y, mark.High ?? mark.Y })];
            if (values.Length == 0) values = [0, 1];
            return new(x, Axes.Linear(label, count ? Math.Min(0, values.Min()) : values.Min(), Math.Min(most, values.Max()), count, count ? 0 : double.NegativeInfinity, most), series);
        }
        return new(title,
        [
            PanelOf("training loss", false, double.PositiveInfinity, point => point.TrainLoss),
            PanelOf("AUC", false, 1, point => point.ValidationAuc),
            PanelOf(Measure.LabelOf(MetricColumn.Fn, data, Split.Validation), true, double.PositiveInfinity, point => point.Fn),
        ]);
    }

    private static string Words(CandidateDocument candidate) => candidate.Level == 0 ? "dense network"
        : string.Create(CultureInfo.InvariantCulture, $"{Reading.Results.Words.Percent(1 - candidate.Sparsity ?? 0, "0.##")} left, cost {candidate.Settings.ClassCost:0.###}");

    private static string Note(PlotData data) => data.Root.Settings.Replicates > 1
        ? string.Create(CultureInfo.InvariantCulture, $"AUC, FN: validation; bands: SD of {data.Root.Settings.Replicates} runs")
        : "AUC, FN: validation split; marks: weights kept";

    /// <summary>Its line, and a mark at the epoch whose weights were kept.</summary>
    private static IEnumerable<Series> SeriesOf(CandidateDocument candidate, string name, int number, Func<CurvePoint, double?> value)
    {
        var points = candidate.Runs.SelectMany(run => run.Curve).GroupBy(point => point.Epoch).OrderBy(epoch => epoch.Key)
            .Where(epoch => epoch.All(point => value(point) is not null))
            .Select(epoch => MarkOf(epoch.Key, Summary.Of([.. epoch.Select(point => value(point)!.Value)]))).ToArray();
        var (colour, shape, dash) = candidate.Level == 0 ? (Palette.Dense, Shape.OpenDiamond, Dash.Dashed) : Palette.Group(number - 1);
        yield return new(name, new Look(colour, Line: candidate.Level == 0 ? 1.2 : 1, Dash: dash, Band: true), points);
        if (candidate.Runs is [{ KeptEpoch: { } kept }] && points.FirstOrDefault(mark => mark.X == kept) is { } at) yield return new(null, new Look(colour, shape, 5), [at]);
    }

    private static Mark MarkOf(int epoch, Summary summary) => new(epoch, summary.Mean, summary.Mean - summary.Sd, summary.Mean + summary.Sd);
}
