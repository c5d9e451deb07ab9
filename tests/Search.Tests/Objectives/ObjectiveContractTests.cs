using ActorSearch.Search.Objectives;
using ActorSearch.Search.Specs.Declaring;
using ActorSearch.Search.Tests.Specs;
using CsCheck;
using Xunit;

namespace ActorSearch.Search.Tests.Objectives;

/// <summary>What fronts, volumes and files rely on, for every objective and every constraint there is.</summary>
public sealed class ObjectiveContractTests
{
    public static TheoryData<string> Names => [.. Objective.All.Select(objective => objective.Name)];

    public static TheoryData<string> Limits => [.. Constraint.All.Select(constraint => constraint.Name)];

    /// <summary>Runs of one candidate: of one data set and one dense network, whatever each is like.</summary>
    private static readonly Gen<RunResult[]> Runs =
        from positives in Gen.Int[1, 40]
        from negatives in Gen.Int[1, 200]
        from weights in Gen.Long[1, 1000]
        from runs in (
            from hits in Gen.Int[0, positives]
            from alarms in Gen.Int[0, negatives]
            from wins in Gen.Long[0, 2L * positives * negatives]
            from left in Gen.Long[0, weights]
            from points in Gen.Select(Gen.Int[0, positives], Gen.Int[0, negatives], (fn, fp) => new OperatingPoint(0, fn, fp)).Array[OperatingRule.All.Length]
            select new RunResult(
                new Evaluation(positives, negatives, 0, hits, alarms, wins, [0, 0], [.. points]), left, weights, false, 1, 1, [], [],
                new CheckpointRef("t", 1, 1), [], null)).Array[1, 4]
        select runs;

    [Fact]
    public void Each_has_a_file_of_its_name_and_each_constraint_a_key()
    {
        Assert.All(Objective.All, objective => Assert.True(File.Exists(Checkout.PathOf("Search", "Objectives", objective.GetType().Name + ".cs"))));
        Assert.All(Constraint.All, constraint =>
        {
            Assert.True(File.Exists(Checkout.PathOf("Search", "Objectives", constraint.GetType().Name + ".cs")));
            Assert.Matches("^[a-z][a-z0-9]*(_[a-z0-9]+)*$", constraint.Name);
            Assert.Single(ObjectivesSpec.Keys.All, key => key.Name == constraint.Name);
            Assert.DoesNotContain(constraint.State, new[] { "waiting", "running", "done", "dead", "one-class", "abandoned", "infeasible" });
            if (constraint.Default is not { } usual) return;
            var text = usual.ToString(CultureInfo.InvariantCulture);
            var read = SpecReader.ReadOrThrow(SearchFiles.Csv, "x", [$"objectives.{constraint.Name}={text}"]).Spec!;
            Assert.Equal(usual, read.Objectives.Limits[constraint.Name]);
        });
        Assert.All(Objective.All, objective => Assert.Matches("^[a-z][a-z0-9_.]*$", objective.Name));
        Assert.All(Objective.Default, objective => Assert.Same(objective, Objective.Find(objective.Name)));
    }

    /// <summary>So that an order of sums of costs is an order of means, and a figure is the mean of the runs' figures.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Its_share_of_several_runs_is_the_mean_of_their_shares_and_within_0_and_1(string name) => Runs.Sample(runs =>
    {
        var objective = Objective.Find(name)!;
        var single = runs.Select(run => objective.Share(objective.Cost(run), ObjectiveTotals.Of(run, 1))).ToList();
        Assert.All(single, share => Assert.InRange(share, 0, 1));
        var together = objective.Share(runs.Sum(objective.Cost), ObjectiveTotals.Of(runs[0], runs.Length));
        Assert.Equal(single.Average(), together, 1e-12);
    }, iter: 2000);

    /// <summary>The reference is one for all candidates: what costs less gains more, at most 1.</summary>
    [Theory, MemberData(nameof(Names))]
    public void The_less_it_costs_the_more_it_gains(string name) => Runs.Sample(runs =>
    {
        var (objective, totals) = (Objective.Find(name)!, ObjectiveTotals.Of(runs[0], 1));
        double Gain(RunResult run) => objective.Gain(objective.Share(objective.Cost(run), totals));
        foreach (var (a, b) in runs.SelectMany(a => runs, (a, b) => (a, b)).Where(pair => objective.Cost(pair.a) < objective.Cost(pair.b)))
            Assert.True(Gain(a) > Gain(b), $"{Gain(a)} of {objective.Cost(a)} and {Gain(b)} of {objective.Cost(b)}");
        Assert.All(runs, run => Assert.InRange(Gain(run), -1, 1));
    }, iter: 2000);

    /// <summary>Results come in any order, and two runs alike say what one says.</summary>
    [Theory, MemberData(nameof(Limits))]
    public void A_limit_depends_neither_on_the_order_of_runs_nor_on_how_often_all_of_them_count(string name) => Runs.Sample(runs =>
    {
        var constraint = Constraint.Find(name)!;
        var limit = constraint.Default ?? 0.4;
        Assert.Equal(constraint.Holds(runs, limit), constraint.Holds([.. runs.Reverse()], limit));
        Assert.Equal(constraint.Holds(runs, limit), constraint.Holds([.. runs, .. runs], limit));
    }, iter: 2000);
}
