using ActorSearch.Search.Evaluating;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Objectives;
using ActorSearch.Search.Tests.Evaluating;
using CsCheck;
using Xunit;

namespace ActorSearch.Search.Tests.Figures;

/// <summary>What every metric of the catalogue promises, whichever are there.</summary>
public sealed class MetricTests
{
    public static TheoryData<string> Names => [.. Metric.All.Select(metric => metric.Name)];

    private static Metric Named(string name) => Metric.All.Single(metric => metric.Name == name);

    private static (Evaluation Evaluation, Thresholds Thresholds) Evaluated((float[] Logits, byte[] Labels) s)
    {
        var t = Evaluator.ChooseThresholds(s.Logits, s.Labels, new OperatingPointSpec { Threshold = 0.5 });
        return (Evaluator.Evaluate(s.Logits, s.Labels, t), t);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_finite_and_in_its_range_at_every_operating_point(string name) => Samples.Tied.Sample(s =>
    {
        var e = Evaluated(s).Evaluation;
        var metric = Named(name);
        double[] values = [metric.Of(e), .. metric is CountMetric count ? OperatingRule.All.Select(rule => count.Of(e.CountsAt(rule)!.Value)) : []];
        Assert.All(values, value => Assert.True(double.IsFinite(value)));
        if (metric.Most(e.Positives, e.Negatives) is { } most) Assert.All(values, value => Assert.InRange(value, 0, most));
    });

    /// <summary>A run's value, the observed value of a report and the parts that intervals are made of are one number.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_run_and_a_resample_of_every_sample_once_have_the_same_value(string name) => Samples.Tied.Sample(s =>
    {
        var metric = Named(name);
        if (metric is Threshold) return;
        var (e, t) = Evaluated(s);
        var called = new ScoreGroups(s.Logits, s.Labels).CalledAt(t.Objective);
        Assert.Equal(metric.Of(e), metric.Part(GroupCounts.Observed(s.Logits, s.Labels), called) / metric.Whole(e.Positives, e.Negatives));
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void No_detector_is_better_than_one_that_makes_no_mistake(string name) => Samples.Tied.Sample(s =>
    {
        var metric = Named(name);
        if (metric.ShownIn == ShownIn.Files) return;
        var perfect = (s.Labels.Select(label => label == 1 ? 1f : -1f).ToArray(), s.Labels);
        var (some, best) = (metric.Of(Evaluated(s).Evaluation), metric.Of(Evaluated(perfect).Evaluation));
        Assert.True(metric.LowerIsBetter ? best <= some : best >= some, $"{best} of a perfect detector, {some} of another");
    });

    [Fact]
    public void Names_columns_and_keys_are_unique()
    {
        Assert.Distinct(MetricColumn.All.Select(column => column.Column));
        Assert.Distinct(MetricColumn.WithInterval.Select(column => column.Key));
        Assert.Distinct([.. RankingMetric.Kept.Select(metric => metric.Key), .. OperatingRule.All.Select(rule => rule.Key)]);
        Assert.Distinct(Metric.All.Select(metric => metric.Title));
        Assert.All(MetricColumn.All, column => Assert.Matches("^[a-z0-9_.]+$", column.Column));
    }

    /// <summary>They are in journals and in files, in this order and by these names.</summary>
    [Fact]
    public void What_was_there_first_keeps_its_place_and_its_name()
    {
        Assert.Equal(["atHalf", "atFpr1", "atFpr5", "atFpr10"], OperatingRule.All.Select(rule => rule.Key).Take(4));
        Assert.Equal(["0.01", "0.05", "0.10"], OperatingRule.All.Where(rule => rule.MaxFpr is not null).Select(rule => rule.Rate).Take(3));
        string[] columns =
        [
            "positives", "negatives", "threshold", "tp", "fp", "tn", "fn", "auc", "auc_pr", "pauc", "fn_at_fpr_0.01", "fn_at_fpr_0.05", "fn_at_fpr_0.10",
            "fp_at_fpr_0.01", "fp_at_fpr_0.05", "fp_at_fpr_0.10", "at_half_fn", "at_half_fp",
        ];
        Assert.Equal(columns, MetricColumn.All.Select(column => column.Column).Where(columns.Contains));
    }

    /// <summary>A ticket of a version that knew fewer operating points: what it lacks is not made up.</summary>
    [Fact]
    public void What_an_older_version_did_not_choose_has_no_value_and_no_interval()
    {
        float[] logits = [2, -1, 1, -2];
        byte[] labels = [1, 1, 0, 0];
        var old = new Thresholds(0, [0, 1.5f]);
        var test = Bootstrap.Evaluate([logits], labels, [old], 1);
        var (known, unknown) = (MetricColumn.Of("fn_at_fpr_0.01"), MetricColumn.FnAtFpr5);
        Assert.Equal(1, known.Of(test.Runs[0]));
        Assert.NotNull(known.IntervalOf(test));
        Assert.Equal(double.NaN, unknown.Of(test.Runs[0]));
        Assert.Null(unknown.IntervalOf(test));
        Assert.Null(known.IntervalOf(new Search.Runs.TestResult(test.Runs, [])));
    }
}
