using ActorSearch.Search.Evaluating;
using ActorSearch.TrainerNode.Training.Checkpoints;
using Xunit;
using static ActorSearch.TrainerNode.Tests.Training.Sessions;

namespace ActorSearch.TrainerNode.Tests.Checkpoints;

public sealed class ScoresFileTests
{
    private static readonly CandidatePath Child = Path(StepOf(0.6, 3, RewindPoint.ToEpoch(1)));

    private static readonly CandidateScores Scores = new(Child.Id(TrainingHash), [1, 0, 0], [0, 1],
    [
        new RunScores([1.5f, -0f, float.Epsilon], [float.MaxValue, -1e-30f], new Thresholds(0, [0, float.BitIncrement(1.5f), -0.1f, -2])),
        new RunScores([-3, 2, 1], [0.1f, 0.2f], new Thresholds(1, [0, 2, 3, 4])),
    ]);

    [Fact]
    public void A_round_trip_keeps_every_bit()
    {
        var read = Read(ScoresFile.Write(Scores, TrainingHash, Child));
        Assert.Equal(Scores.Candidate, read.Candidate);
        Assert.Equal(Scores.ValidationLabels, read.ValidationLabels);
        Assert.Equal(Scores.TestLabels, read.TestLabels);
        Assert.Equal(Scores.Runs.Select(run => run.Thresholds), read.Runs.Select(run => run.Thresholds));
        Assert.Equal(Scores.Runs.SelectMany(Bits), read.Runs.SelectMany(Bits));
    }

    [Fact]
    public void What_is_not_the_scores_of_this_candidate_is_refused()
    {
        Refused("path", ScoresFile.Write(Scores, TrainingHash, CandidatePath.Root));
        Refused("training_hash", ScoresFile.Write(Scores, "another", Child));
        Refused("neither 0 nor 1", Written(Scores with { TestLabels = [0, 2] }));
        Refused("r1.test has 2 logits for 1 samples",
            Written(Scores with { TestLabels = [1], Runs = Scores.Runs.SetItem(0, Scores.Runs[0] with { Test = [1] }) }));
        Refused("r0.validation holds a number that is not finite",
            Written(Scores with { Runs = Scores.Runs.SetItem(0, Scores.Runs[0] with { Validation = [1, float.NaN, 2] }) }));
        Refused("names no replicate", Written(Scores with { Runs = [] }));
    }

    private static byte[] Written(CandidateScores scores) => ScoresFile.Write(scores, TrainingHash, Child);

    private static CandidateScores Read(byte[] bytes) => ScoresFile.Read(bytes, new CheckpointRef(new string('a', 64), bytes.Length, 0), TrainingHash, Child);

    private static void Refused(string why, byte[] bytes) =>
        Assert.Contains(why, Assert.Throws<CheckpointDamagedException>(() => Read(bytes)).Message, StringComparison.Ordinal);

    private static IEnumerable<int> Bits(RunScores run) => run.Validation.Concat(run.Test).Select(BitConverter.SingleToInt32Bits);
}
