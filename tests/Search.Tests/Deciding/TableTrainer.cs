using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using ActorSearch.Search.Randomness;
using ActorSearch.Search.Specs;
using Xunit;

namespace ActorSearch.Search.Tests.Deciding;

/// <summary>
/// Answers work orders from a seeded table instead of training: a function of path and replicate alone, as a real run is. Numbers
/// are coarse, so that equal vectors occur; some candidates are dead, answer with one class, or always fail.
/// </summary>
/// <param name="badShare">Share of candidates that are ineligible, and the same share again that always fail.</param>
internal sealed class TableTrainer(int seed, double badShare = 0.1)
{
    private const int Positives = 20, Negatives = 80;
    private const long Weights = 10_000;

    /// <summary>Why a candidate can never be trained; null when it can.</summary>
    public string? AlwaysFails(CandidatePath path) => path.Level > 0 && Draw(path, -1).NextDouble() < badShare ? "loss is not a number" : null;

    public WorkOutcome Work(WorkOrder order)
    {
        CheckOrder(order);
        if (order.Work.Kind == WorkKind.Test) return new TestFinished(Test(order));
        return AlwaysFails(order.Path) is { } reason
            ? new WorkFailed(FailureKind.Input, reason, null)
            : new RunFinished(Result(order.Spec, order.Path, order.Work.Replicate), new RunTimings(1, 0, 0));
    }

    public RunResult Result(SearchSpec spec, CandidatePath path, int replicate)
    {
        var random = Draw(path, replicate);
        var left = path.Steps.Aggregate(Weights, (weights, step) => weights - (long)(weights * step.PruningRate));
        var found = Positives - random.NextInt(Positives / 2);
        var falseAlarms = random.NextInt(Negatives / 4);
        var auc = 2L * Positives * Negatives * (60 + random.NextInt(10) * 4) / 100;
        var bad = path.Level > 0 && Draw(path, -2).NextDouble() < badShare;
        var oneClass = bad && random.NextInt(2) == 0;
        var point = new OperatingPoint(0, Positives - found, falseAlarms);
        var evaluation = new Evaluation(Positives, Negatives, 0, oneClass ? 0 : found, oneClass ? 0 : falseAlarms, auc, [0.5, 0.5], [point, point, point, point]);
        ImmutableArray<RewindWeights> rootWeights = path.Level > 0 ? [] :
        [
            .. spec.Space.Rewind.Where(r => r.Kind == RewindKind.Epoch).Select(r => r.Epoch).Append(0).Distinct().Order()
                .Select(epoch => new RewindWeights(epoch, File($"root {epoch} of {replicate}"))),
        ];
        // Siblings that differ in nothing the table looks at share a ticket: equal contents are one file.
        var contents = random.NextInt(4) == 0 ? $"{left} {found} {auc}" : $"{path} of {replicate}";
        return new RunResult(evaluation, left, Weights, bad && !oneClass, 1, 1, [], [], File(contents), rootWeights, null);
    }

    public static TrainingCheckpoint Checkpoint(WorkOrder order, int number) => new(File($"checkpoint {number} of {order.Work}", number), number, 0);

    private static void CheckOrder(WorkOrder order)
    {
        if (order.Work.Kind == WorkKind.Test)
        {
            Assert.Equal(order.Spec.Search.Replicates, order.Tickets.Length);
            return;
        }
        Assert.Equal(order.Path.Level > 0, order.ParentTicket is not null);
        Assert.Equal(WorkOrders.RootEpochs(order.Spec, order.Path), order.RootWeights.Select(w => w.Epoch));
    }

    private static TestResult Test(WorkOrder order)
    {
        var point = new OperatingPoint(0, order.Path.Level, order.Tickets.Length);
        var none = new Interval(0, 1);
        return new TestResult([new Evaluation(1, 1, 0, 1, 0, 2, [1, 1], [point, point, point, point])], [none, none, none, none, none]) { Scores = File($"scores of {order.Path}") };
    }

    private CounterRandom Draw(CandidatePath path, int replicate)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(path.ToString()));
        return new CounterRandom(seed, replicate + 2, 0, RandomPurpose.Sampling, BitConverter.ToInt32(hash));
    }

    private static CheckpointRef File(string contents, int step = 0) =>
        new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(contents))), contents.Length, step);
}
