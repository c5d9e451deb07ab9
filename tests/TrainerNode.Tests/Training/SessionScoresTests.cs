using ActorSearch.Search.Evaluating;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Data;
using Xunit;
using static ActorSearch.TrainerNode.Tests.Training.Sessions;

namespace ActorSearch.TrainerNode.Tests.Training;

public sealed class TorchSessionScoresTests() : SessionScoresTests(EngineKind.Torch);

public sealed class SparseSessionScoresTests() : SessionScoresTests(EngineKind.Sparse);

/// <summary>What a test evaluation stores, whatever its engine.</summary>
public abstract class SessionScoresTests(EngineKind engine)
{
    [Fact]
    public void The_scores_of_a_test_say_its_figures_to_the_last_digit_and_are_equal_bytes_when_done_again()
    {
        using var sessions = new Sessions(SpecOf(engine), SmallData());
        var root = sessions.Root();
        var rootOrder = sessions.Order(CandidatePath.Root);
        var second = sessions.Finish(rootOrder with { Work = WorkId.Train(new RunId(rootOrder.Work.Candidate, 1)) });
        var path = Path(StepOf(0.5, 1, RewindPoint.ToEpoch(1)));
        var order = sessions.Order(path, root, root.Ticket);
        RunResult[] runs =
        [
            sessions.Finish(order),
            sessions.Finish(sessions.Order(path, second, second.Ticket) with { Work = WorkId.Train(new RunId(order.Work.Candidate, 1)) }),
        ];
        var test = order with { Work = WorkId.Test(order.Work.Candidate), Tickets = [.. runs.Select(run => run.Ticket)] };
        var result = Assert.IsType<TestFinished>(sessions.Run(test)).Result;
        var again = Assert.IsType<TestFinished>(sessions.Run(test with { Attempt = 9, Search = new SearchId("another") })).Result;
        Assert.NotNull(result.Scores);
        Assert.Equal(result.Scores, again.Scores);

        var scores = ScoresFile.Read(sessions.Store.Read(result.Scores), result.Scores, TrainingHash, path);
        Assert.Equal(order.Work.Candidate, scores.Candidate);
        Assert.Equal(sessions.Data.Labels(Split.Validation), scores.ValidationLabels);
        Assert.Equal(sessions.Data.Labels(Split.Test), scores.TestLabels);
        Assert.Equal(result.Runs, scores.Runs.Select(run => Evaluator.Evaluate(run.Test, scores.TestLabels, run.Thresholds)));
        Assert.Equal(
            runs.Select(run => run.Validation),
            scores.Runs.Select(run => Evaluator.Evaluate(run.Validation, scores.ValidationLabels, run.Thresholds)));
    }
}
