using System.Runtime.InteropServices;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Messages.Packing;

/// <summary>The records of a snapshot that there are many of, member by member in a fixed order. A change needs a new <see cref="PackedSnapshotJson.Version"/>.</summary>
internal static class PackedRecords
{
    private static readonly string[] RankingKeys = [.. RankingMetric.Kept.Select(metric => metric.Key)], RankingOf3 = ["aucPr", "partialAuc"];

    private static readonly string[] IntervalKeys = [.. MetricColumn.WithInterval.Select(column => column.Key)];

    private static readonly string[] IntervalsOf3 = ["falseNegatives", "auc", "fnAtFpr1", "fnAtFpr5", "fnAtFpr10"];

    public static void Candidate(PackWriter to, CandidateState candidate)
    {
        to.Text(candidate.Id.Value);
        to.Each(candidate.Path.Steps, static (w, step) => w.Step(step));
        to.Number(candidate.Round);
        to.Each(candidate.Runs, Run);
        to.Maybe(candidate.Score, static (w, score) =>
        {
            w.Each(score.Costs, static (costs, cost) => costs.Number(cost));
            w.Flag(score.Feasible);
        });
        to.Maybe(candidate.Abandoned, static (w, text) => w.Word(text));
        to.Maybe(candidate.Test, Test);
        to.Number(candidate.Index);
        to.MaybeValue(candidate.Parent, static (w, id) => w.Word(id.Value));
        to.Maybe(candidate.TestWork, Run);
        to.Maybe(candidate.TestGivenUp, static (w, text) => w.Word(text));
    }

    public static CandidateState Candidate(PackReader from, Func<string, Step> step)
    {
        var id = new CandidateId(from.Text());
        var path = new CandidatePath(from.Each(r => step(r.Word())));
        return new CandidateState(
            id, path, from.Small(), from.Each(Run),
            from.Maybe(static r => r.Version == 3 ? ScoreOf3(r) : new Score(r.Each(static costs => costs.Number()), r.Flag())),
            from.Maybe(static r => r.Word()), from.Maybe(Test))
        {
            Index = from.Small(),
            Parent = from.MaybeValue(static r => new CandidateId(r.Word())),
            TestWork = from.Maybe(Run),
            TestGivenUp = from.Maybe(static r => r.Word()),
        };
    }

    /// <summary>False negatives, weights left and the numerator of the AUC, the higher the better.</summary>
    private static Score ScoreOf3(PackReader from) => new([from.Number(), from.Number(), -from.Number()], from.Flag());

    public static void File(PackWriter to, StoredFile file)
    {
        to.Text(file.Sha256);
        to.Each(file.Users, static (w, run) =>
        {
            w.Text(run.Candidate.Value);
            w.Number(run.Replicate);
        });
        to.Flag(file.Stored);
    }

    public static StoredFile File(PackReader from) =>
        new(from.Text(), from.Each(static r => new RunId(new CandidateId(r.Text()), r.Small())), from.Flag());

    private static void Run(PackWriter to, RunState run)
    {
        to.Number((int)run.Status);
        to.Number(run.Attempts);
        to.Each(run.Checkpoints, static (w, checkpoint) =>
        {
            Ref(w, checkpoint.Ref);
            w.Number(checkpoint.Epoch);
            w.Number(checkpoint.Batch);
        });
        to.Maybe(run.Result, Result);
        to.Maybe(run.Timings, static (w, timings) =>
        {
            w.Real(timings.TrainSeconds);
            w.Real(timings.EvaluateSeconds);
            w.Real(timings.OtherSeconds);
        });
        to.Number(run.Failures);
        to.MaybeValue(run.LastFailureKind, static (w, kind) => w.Number((int)kind));
        to.Maybe(run.LastFailure, static (w, text) => w.Word(text));
        to.MaybeValue(run.RetryAt, static (w, at) => w.Time(at));
        to.MaybeValue(run.MicroBatch, static (w, size) => w.Number(size));
        to.Flag(run.TicketStored);
        to.Number(run.CompletedAttempt);
        to.Each(run.InputFailures, static (w, text) => w.Word(text));
    }

    private static RunState Run(PackReader from) => new(
        Named<RunStatus>(from.Small()), from.Small(), from.Each(static r => new TrainingCheckpoint(Ref(r), r.Small(), r.Small())), from.Maybe(Result),
        from.Maybe(static r => new RunTimings(r.Real(), r.Real(), r.Real())), from.Small(), from.MaybeValue(static r => Named<FailureKind>(r.Small())),
        from.Maybe(static r => r.Word()), from.MaybeValue(static r => r.Time()), from.MaybeValue(static r => r.Small()), from.Flag())
    {
        CompletedAttempt = from.Small(),
        InputFailures = from.Each(static r => r.Word()),
    };

    private static void Result(PackWriter to, RunResult result)
    {
        Evaluation(to, result.Validation);
        to.Number(result.WeightsLeft);
        to.Number(result.WeightsTotal);
        to.Flag(result.Dead);
        to.Number(result.KeptEpoch);
        to.Number(result.EpochsTrained);
        to.Each(result.Tensors, static (w, tensor) =>
        {
            w.Word(tensor.Name);
            w.Number(tensor.Left);
            w.Number(tensor.Total);
        });
        to.Each(result.Curve, static (w, point) =>
        {
            w.Number(point.Epoch);
            w.Real(point.TrainLoss);
            w.Real(point.ValidationAuc);
            w.Number(point.FalseNegatives);
            w.Number(point.FalsePositives);
        });
        Ref(to, result.Ticket);
        to.Each(result.RootWeights, static (w, weights) =>
        {
            w.Number(weights.Epoch);
            Ref(w, weights.Ref);
        });
        to.MaybeValue(result.MicroBatch, static (w, size) => w.Number(size));
        to.MaybeValue(result.Engine, static (w, engine) => w.Number((int)engine));
    }

    private static RunResult Result(PackReader from) => new(
        Evaluation(from), from.Number(), from.Number(), from.Flag(), from.Small(), from.Small(),
        from.Each(static r => new TensorDensity(r.Word(), r.Number(), r.Number())),
        from.Each(static r => new EpochPoint(r.Small(), r.Real(), r.Real(), r.Small(), r.Small())),
        Ref(from), from.Each(static r => new RewindWeights(r.Small(), Ref(r))), from.MaybeValue(static r => r.Small()))
    {
        Engine = from.MaybeValue(static r => Named<EngineKind>(r.Small())),
    };

    private static void Test(PackWriter to, TestResult test)
    {
        to.Each(test.Runs, Evaluation);
        to.Each([.. MetricColumn.WithInterval.Where(column => test.Of(column) is not null)], (w, column) =>
        {
            w.Word(column.Key);
            w.Real(test.Of(column)!.Low);
            w.Real(test.Of(column)!.High);
        });
        to.Maybe(test.Scores, Ref);
    }

    private static TestResult Test(PackReader from) => new(
        from.Each(Evaluation),
        Named<Interval?>(from, IntervalKeys, IntervalsOf3, null, static r => new(r.Real(), r.Real())))
    {
        Scores = from.Maybe(Ref),
    };

    private static void Evaluation(PackWriter to, Evaluation evaluation)
    {
        to.Number(evaluation.Positives);
        to.Number(evaluation.Negatives);
        to.Single(evaluation.ThresholdLogit);
        to.Number(evaluation.TruePositives);
        to.Number(evaluation.FalsePositives);
        to.Number(evaluation.AucNumerator);
        to.Number(evaluation.Ranking.Length);
        for (var i = 0; i < evaluation.Ranking.Length; i++)
        {
            to.Word(RankingKeys[i]);
            to.Real(evaluation.Ranking[i]);
        }
        to.Each(evaluation.Points, static (w, point) =>
        {
            w.Single(point.ThresholdLogit);
            w.Number(point.FalseNegatives);
            w.Number(point.FalsePositives);
        });
    }

    private static Evaluation Evaluation(PackReader from) => new(
        from.Small(), from.Small(), from.Single(), from.Small(), from.Small(), from.Number(),
        Named(from, RankingKeys, RankingOf3, double.NaN, static r => r.Real()),
        from.Version == 3 ? [Point(from), Point(from), Point(from), Point(from)] : from.Each(Point));

    private static OperatingPoint Point(PackReader from) => new(from.Single(), from.Small(), from.Small());

    /// <summary>Values with their keys, each at its key's place; keys that are not known are left out.</summary>
    /// <param name="of3">Version 3 wrote the values of these keys, and no keys.</param>
    private static ImmutableArray<T> Named<T>(PackReader from, string[] keys, string[] of3, T absent, Func<PackReader, T> read)
    {
        var values = new T[keys.Length];
        Array.Fill(values, absent);
        var count = from.Version == 3 ? of3.Length : from.Count();
        for (var i = 0; i < count; i++)
        {
            var (key, value) = (from.Version == 3 ? of3[i] : from.Word(), read(from));
            if (Array.IndexOf(keys, key) is var at and >= 0) values[at] = value;
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    private static void Ref(PackWriter to, CheckpointRef file)
    {
        to.Text(file.Sha256);
        to.Number(file.Bytes);
        to.Number(file.Step);
    }

    private static CheckpointRef Ref(PackReader from) => new(from.Text(), from.Number(), from.Number());

    private static T Named<T>(int value) where T : struct, Enum =>
        Enum.IsDefined((T)(object)value) ? (T)(object)value : throw new FormatException($"no {typeof(T).Name} has the number {value}");
}
