using System.Text;
using System.Text.Json;
using ActorSearch.Coordinator.Study.Plots;
using LinePattern = ScottPlot.LinePattern;

namespace ActorSearch.Coordinator.Tests.Study.Plots;

/// <summary>
/// The picture of docs/performance.md shows the figures that lie beside it: docs/training-cost.json is what `tests/Benchmarks -- training --json` wrote.
/// ACTORSEARCH_WRITE_PICTURES=1 draws it anew.
/// </summary>
public sealed class EngineCostTests
{
    private sealed record Measured(List<Row> Results);

    /// <param name="Torch">Steps per second.</param>
    /// <param name="Sparse">Steps per second.</param>
    private sealed record Row(string Network, double Density, double Torch, double Sparse);

    [Fact]
    public void The_picture_is_drawn_from_the_figures_beside_it()
    {
        var rows = JsonSerializer.Deserialize<Measured>(File.ReadAllText(Checkout.PathOf("docs", "training-cost.json")), JsonSerializerOptions.Web)!.Results;
        var drawn = FigureFile.Svg(Of(rows), new PaperSize(130, 90, 96));
        var path = Checkout.PathOf("docs", "images", "training-cost.svg");
        if (Environment.GetEnvironmentVariable("ACTORSEARCH_WRITE_PICTURES") == "1") File.WriteAllBytes(path, drawn);
        Assert.Equal(File.ReadAllText(path), Encoding.UTF8.GetString(drawn));
    }

    /// <summary>Both axes halve from tick to tick or so: a cost that falls with the weights is a straight line.</summary>
    private static Figure Of(List<Row> rows)
    {
        var x = Axes.WeightsLeft(rows.Min(row => row.Density));
        var networks = rows.GroupBy(row => row.Network).ToList();
        List<Series> series = [];
        for (var i = 0; i < networks.Count; i++)
        {
            var (color, shape, _) = Palette.Group(i);
            var dense = networks[i].Single(row => row.Density >= 1).Torch;
            series.Add(new(null, new Look(color, Line: 0.7, Dash: LinePattern.Dashed), Marks(networks[i], row => dense / row.Torch)));
            series.Add(new($"{networks[i].Key}, sparse", new Look(color, shape, 4, Line: 1.2), Marks(networks[i], row => dense / row.Sparse)));
        }
        var low = series.SelectMany(s => s.Marks).Min(mark => mark.Y);
        series.Add(new("as the weights left", new Look(Palette.Gray, Line: 0.8, Dash: LinePattern.Dotted), [new(0, 0), new(x.High, -x.High)]));
        series.Add(Parts.Note("dashed: engine torch, masked"));
        double[] ticks = [2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005];
        return new([new(x, new("time of a training step, dense torch = 1 (log scale)", low - 0.4, 1.2,
            [.. ticks.Where(t => Math.Log2(t) > low - 0.4 && Math.Log2(t) < 1.2).Order()
                .Select(t => new Tick(Math.Log2(t), t.ToString(System.Globalization.CultureInfo.InvariantCulture)))]), series)]);
    }

    private static List<Mark> Marks(IEnumerable<Row> rows, Func<Row, double> cost) =>
        [.. rows.OrderByDescending(row => row.Density).Select(row => new Mark(Axes.OfShare(row.Density), Math.Log2(cost(row))))];
}
