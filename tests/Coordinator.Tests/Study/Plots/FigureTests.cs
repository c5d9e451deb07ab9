using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Coordinator.Study.Plots;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Search.Objectives;
using CsCheck;
using Xunit;

namespace ActorSearch.Coordinator.Tests.Study.Plots;

/// <summary>What the pictures show, against the state itself.</summary>
public sealed class FigureTests
{
    private static readonly SearchState State = SampleSearches.Reference(SampleSearches.Submission(SampleSearches.Spec(24, replicates: 3)));

    private static readonly PlotData Data = PlotData.Of(State);

    private static readonly PlotData OneRun = PlotData.Of(SampleSearches.Reference(SampleSearches.Submission(SampleSearches.Spec(24))));

    private static Series Named(Panel panel, string beginning) =>
        Assert.Single(panel.Series, series => series.Name?.StartsWith(beginning, StringComparison.Ordinal) == true);

    private static double Fn(CandidateState candidate) => candidate.Runs.Average(run => (double)run.Result!.Validation.FalseNegatives);

    private static double X(CandidateState candidate) => -Math.Log2(candidate.Runs.Average(run => (double)run.Result!.WeightsLeft / run.Result.WeightsTotal));

    [Fact]
    public void The_front_has_its_members_with_deviations_over_the_runs_and_everything_else_is_dominated()
    {
        var figure = FrontFigure.Of(Data, Split.Validation);
        Assert.Equal(2, figure.Panels.Count);
        var marks = Named(figure.Panels[0], "front").Marks;
        Assert.Equal(State.FrontCandidates.Select(c => (X(c), Fn(c))).Order(), marks.Select(mark => (mark.X, mark.Y)).Order(), Close);
        foreach (var candidate in State.FrontCandidates)
        {
            var mark = Assert.Single(marks, mark => Math.Abs(mark.X - X(candidate)) < 1e-9 && Math.Abs(mark.Y - Fn(candidate)) < 1e-9);
            var sd = Math.Sqrt(candidate.Runs.Sum(run => Math.Pow(run.Result!.Validation.FalseNegatives - Fn(candidate), 2)) / 2);
            Assert.Equal((Fn(candidate) - sd, Fn(candidate) + sd), (mark.Low!.Value, mark.High!.Value), Close);
            Assert.InRange(mark.Shade!.Value, 0, 1);
        }
        Assert.Equal(
            State.Plan.Count(id => State[id] is { Path.Level: > 0, Eligible: true }) - State.FrontCandidates.Count(c => c.Path.Level > 0),
            Named(figure.Panels[0], "dominated").Marks.Count);
        var dense = Named(figure.Panels[1], "dense").Marks;
        Assert.Equal((0, State.Root!.Runs.Average(run => run.Result!.Validation.Auc)), (dense[0].X, dense[0].Y), Close);
        Assert.All(Named(FrontFigure.Of(OneRun, Split.Validation).Panels[0], "front").Marks, mark => Assert.Null(mark.Low));
        Assert.Contains(figure.Panels[0].Series, series => series.Name == "validation split; bars: SD of 3 runs");
    }

    /// <summary>On test nothing is chosen: no staircase of the best, and the intervals are those of the bootstrap.</summary>
    [Fact]
    public void On_test_the_intervals_are_bootstrapped_and_nothing_is_chosen()
    {
        var panel = FrontFigure.Of(Data, Split.Test).Panels[0];
        var intervals = State.FrontCandidates.Select(candidate => candidate.Test!.Intervals[0]!).Select(interval => (interval.Low, interval.High));
        Assert.Equal(intervals.Order(), Named(panel, "front").Marks.Select(mark => (mark.Low!.Value, mark.High!.Value)).Order());
        Assert.DoesNotContain(panel.Series, series => series.Name?.StartsWith("best", StringComparison.Ordinal) == true);
        Assert.Contains(panel.Series, series => series.Name == "test split; bars: 95 % bootstrap interval");
        foreach (var cost in new[] { 1, 5 })
        {
            var validation = Named(CostFigure.Of(Data, Split.Validation).Panels[0], $"class cost {cost} ").Marks.Select(mark => mark.X).ToHashSet();
            Assert.Subset(validation, Named(CostFigure.Of(Data, Split.Test).Panels[0], $"class cost {cost} ").Marks.Select(mark => mark.X).ToHashSet());
        }
    }

    [Fact]
    public void Each_class_cost_has_its_best_candidates_by_sparsity_and_the_figure_at_equal_false_positives_beside_it()
    {
        var figure = CostFigure.Of(Data, Split.Validation);
        Assert.Equal(["FN of 200 at threshold 0.5", "FN of 200 at FPR 5 %"], figure.Panels.Select(panel => panel.Y.Label));
        foreach (var cost in new[] { 1.0, 5.0 })
        {
            var own = State.Plan.Select(id => State[id]).Where(c => c is { Eligible: true, Path.Level: > 0 } && c.Path.Last.ClassCost == cost).ToList();
            var best = own.Where(c => !own.Any(other => X(other) >= X(c) && Fn(other) <= Fn(c) && (X(other) > X(c) || Fn(other) < Fn(c))));
            var marks = Named(figure.Panels[0], $"class cost {cost} ({own.Count})").Marks;
            Assert.Equal(best.Select(c => (X(c), Fn(c))).Distinct().Order(), marks.Select(mark => (mark.X, mark.Y)).Order(), Close);
        }
        var atFpr5 = SampleSearches.Spec(8) with { Objectives = new() { Fn = new() { AtFpr = 0.05 } } };
        Assert.Single(CostFigure.Of(PlotData.Of(SampleSearches.Reference(SampleSearches.Submission(atFpr5))), Split.Validation).Panels);
    }

    /// <summary>It never falls, and ends at the value that front.json tells.</summary>
    [Fact]
    public void The_hypervolume_rises_to_the_fronts()
    {
        foreach (var over in new[] { Over.Epochs, Over.Candidates })
        {
            var (points, ends, total) = HypervolumeFigure.Curve(Data, over);
            Assert.Equal(State.Hypervolume, points[^1].Y, 1e-12);
            Assert.Equal(points.Select(point => point.Y).Order(), points.Select(point => point.Y));
            Assert.Equal(State.Plan.Max(id => State[id].Path.Level), ends.Count);
            var trained = State.Plan.Select(id => State[id]).Where(c => c.Score is not null).ToList();
            Assert.Equal(over == Over.Epochs ? trained.Sum(c => c.Runs.Sum(run => run.Result!.EpochsTrained)) : trained.Count, total);
        }
    }

    [Fact]
    public void Curves_are_those_of_the_dense_network_and_of_members_of_the_front_to_the_smallest()
    {
        Assert.Equal("root", PlotData.Chosen(Data.Rows)[0]);
        Assert.Equal(State.FrontCandidates[^1].Id.Value, PlotData.Chosen(Data.Rows)[^1]);
        Assert.Equal(PlotData.Chosen(Data.Rows).Distinct(), PlotData.Chosen(Data.Rows));
        var loss = CurvesFigure.Of(Data).Panels[0];
        var dense = Named(loss, "dense").Marks;
        Assert.Equal([1.0, 2.0, 3.0], dense.Select(mark => mark.X));
        foreach (var (epoch, mark) in dense.Index())
        {
            double[] losses = [.. State.Root!.Runs.Select(run => run.Result!.Curve[epoch].TrainLoss)];
            var sd = Math.Sqrt(losses.Sum(value => Math.Pow(value - losses.Average(), 2)) / 2);
            Assert.Equal(losses.Average(), mark.Y, 1e-12);
            Assert.Equal((mark.Y - sd, mark.Y + sd), (mark.Low!.Value, mark.High!.Value), Close);
        }
        var chosen = PlotData.Of(State, [State.FrontCandidates[^1].Id.Value[..10]]);
        Assert.Equal([State.FrontCandidates[^1].Id.Value], chosen.Curves.Select(curve => curve.Candidate));
        Assert.Contains("no candidate zzz", Assert.Throws<BadInputException>(() => PlotData.Of(State, ["zzz"])).Message, StringComparison.Ordinal);
    }

    /// <summary>What comes over the HTTP interface gives the picture that the run's folder gives.</summary>
    [Fact]
    public void Documents_that_were_sent_give_the_same_pictures()
    {
        var sent = new PlotData(Data.Name, Sent(Data.Root), Sent(Data.Rows), Sent(Data.Curves));
        foreach (var split in new[] { Split.Validation, Split.Test })
        {
            Assert.Equal(Text(FrontFigure.Of(Data, split)), Text(FrontFigure.Of(sent, split)));
            Assert.Equal(Text(CostFigure.Of(Data, split)), Text(CostFigure.Of(sent, split)));
        }
        Assert.Equal(Text(HypervolumeFigure.Of(Data, Over.Epochs)), Text(HypervolumeFigure.Of(sent, Over.Epochs)));
        Assert.Equal(Text(CurvesFigure.Of(Data)), Text(CurvesFigure.Of(sent)));

        static T Sent<T>(T document) => DocumentJson.Read<T>(DocumentJson.Write(document));
        static byte[] Text(Figure figure) => DocumentJson.Write(figure);
    }

    /// <summary>Ticks of any axis: a few of them, evenly spaced round numbers within the axis, told apart by their texts.</summary>
    [Fact]
    public void Ticks_are_round_and_evenly_spaced()
    {
        Gen.Select(Gen.Double[-1e6, 1e6], Gen.Double[1e-6, 1e6]).Sample((low, size) =>
        {
            var ticks = Axes.Round(low, low + size);
            Assert.InRange(ticks.Count, 3, 11);
            Assert.Equal(ticks.Count, ticks.Select(tick => tick.Text).Distinct().Count());
            Assert.All(ticks, tick => Assert.InRange(tick.At, low - size * 1e-6, low + size * (1 + 1e-6)));
            var step = ticks[1].At - ticks[0].At;
            Assert.All(ticks.Zip(ticks.Skip(1)), pair => Assert.Equal(step, pair.Item2.At - pair.Item1.At, step * 1e-3));
        }, iter: 2000);
        Assert.Equal(["0", "2", "4", "6", "8", "10"], Axes.Linear("", 0, 11, whole: true, least: 0).Ticks.Select(tick => tick.Text));
        // Means of equal numbers may differ in their last digit.
        Assert.InRange(Axes.Linear("", 0.8, Math.BitIncrement(0.8), most: 1).Ticks.Count, 2, 12);
        Assert.Equal(["100", "50", "20", "10", "5", "2", "1"], Axes.WeightsLeft(0.01).Ticks.Select(tick => tick.Text));
    }

    private static bool Close((double A, double B) x, (double A, double B) y) => Math.Abs(x.A - y.A) < 1e-9 && Math.Abs(x.B - y.B) < 1e-9;
}
