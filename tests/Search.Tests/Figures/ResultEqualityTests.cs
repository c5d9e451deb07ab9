using Xunit;

namespace ActorSearch.Search.Tests.Figures;

/// <summary>No member of a result is left out where two are compared; one that comes later is found by reflection.</summary>
public sealed class ResultEqualityTests
{
    [Fact]
    public void A_change_of_any_member_makes_another_evaluation()
    {
        Assert.Equal(
            ResultSamples.Evaluation,
            ResultSamples.Evaluation with { Points = [.. ResultSamples.Evaluation.Points], Ranking = [.. ResultSamples.Evaluation.Ranking] });
        Assert.All(Changes.Of(ResultSamples.Evaluation), change => Assert.True(change.Changed != ResultSamples.Evaluation, $"{change.At} is not compared"));
    }

    /// <summary>What made a run is no part of what it came to.</summary>
    [Fact]
    public void A_change_of_any_member_but_the_micro_batch_and_the_engine_makes_another_result()
    {
        Assert.True(RunResults.Same(
            ResultSamples.Run, ResultSamples.Run with { Tensors = [.. ResultSamples.Run.Tensors], Curve = [.. ResultSamples.Run.Curve] }));
        string[] free = ["RunResult.MicroBatch", "RunResult.Engine"];
        var changes = Changes.Of(ResultSamples.Run).ToArray();
        Assert.All(changes, change => Assert.True(RunResults.Same(ResultSamples.Run, change.Changed) == free.Contains(change.At), $"{change.At}"));
        Assert.Superset(free.ToHashSet(), changes.Select(change => change.At).ToHashSet());
    }
}
