using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Objectives;
using ScottPlot;

namespace ActorSearch.Coordinator.Study.Plots;

/// <summary>
/// Learning curves of the dense network and of tickets: training loss, AUC and FN over the epochs; with several runs their mean and standard deviation.
/// </summary>
internal static class CurvesFigure
{
    public static Figure Of(PlotData data)
    {
        var curves = data.Curves.Where(candidate => candidate.Runs.Any(run => run.Curve.Count > 0)).ToArray();
        var last = curves.SelectMany(candidate => candidate.Runs).SelectMany(run => run.Curve).Select(point => point.Epoch).Append(1).Max();
        var x = Axes.Linear("epoch", 1, last, whole: true, least: 1, most: last);
        var names = curves.Select(NameOf).ToArray();
        var note = data.Root.Settings.Replicates is > 1 and var runs
            ? $"AUC, FN: validation; bands: SD of {runs} runs"
            : "AUC, FN: validation split; marks: weights kept";
        Panel PanelOf(string label, Func<CurvePoint, double?> value, bool count = false, double most = double.PositiveInfinity)
        {
            var series = curves.SelectMany((candidate, i) =>
            {
                var name = names.Count(names[i].Equals) == 1 ? names[i] : $"{names[i]} ({candidate.Candidate[..6]})";
                return SeriesOf(candidate, name, i, value);
            }).ToArray();
            double[] values = [.. series.SelectMany(s => s.Marks).SelectMany(Parts.EndsOf)];
            if (values.Length == 0) values = [0, 1];
            var (low, high) = (count ? Math.Min(0, values.Min()) : values.Min(), Math.Min(most, values.Max()));
            return new(x, Axes.Linear(label, low, high, count, count ? 0 : double.NegativeInfinity, most), [.. series, Parts.Note(note)]);
        }
        return new(
        [
            PanelOf("training loss", point => point.TrainLoss),
            PanelOf("AUC", point => point.ValidationAuc, most: 1),
            PanelOf(new Measure(MetricColumn.Fn, data, Split.Validation).Label, point => point.Fn, count: true),
        ]);
    }

    private static string NameOf(CandidateDocument candidate) => candidate.Level == 0 ? "dense network"
        : $"{Words.Percent(1 - candidate.Sparsity ?? 0, "0.##")} left, cost {candidate.Settings.ClassCost:0.###}";

    /// <summary>Its line, and a mark at the epoch whose weights were kept.</summary>
    private static IEnumerable<Series> SeriesOf(CandidateDocument candidate, string name, int number, Func<CurvePoint, double?> value)
    {
        var points = candidate.Runs.SelectMany(run => run.Curve).GroupBy(point => point.Epoch).OrderBy(epoch => epoch.Key)
            .Where(epoch => epoch.All(point => value(point) is not null))
            .Select(epoch => MarkOf(epoch.Key, Summary.Of([.. epoch.Select(point => value(point)!.Value)]))).ToArray();
        var isDense = candidate.Level == 0;
        var (color, shape, dash) = isDense ? (Palette.Dense, MarkerShape.OpenDiamond, LinePattern.Dashed) : Palette.Group(number - 1);
        yield return new(name, new Look(color, Line: isDense ? 1.2 : 1, Dash: dash, Band: true), points);
        if (candidate.Runs is [{ KeptEpoch: { } kept }] && points.FirstOrDefault(mark => mark.X == kept) is { } at)
            yield return new(null, new Look(color, shape, 5), [at]);
    }

    private static Mark MarkOf(int epoch, Summary summary) => new(epoch, summary.Mean, summary.Mean - summary.Sd, summary.Mean + summary.Sd);
}
