using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ActorSearch.Search;
using ActorSearch.Search.Exact;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Randomness;
using ActorSearch.TrainerNode.Training;

namespace ActorSearch.Coordinator.Simulation;

/// <summary>
/// Answers at once what a training might have come to: a function of path and replicate alone, as a real run is, and as large as
/// a real result (an epoch's point each, a density per tensor). A class cost finds more positives and calls more negatives; what
/// is left of the weights limits the AUC; the rest is drawn from a stream of the path's own.
/// </summary>
/// <param name="pace">How long it pretends to train, at least.</param>
internal sealed class TableSession(long seed, TimeSpan pace = default) : ITrainingSession
{
    private const int Positives = 1_000, Negatives = 9_000;

    /// <summary>Share of the networks below 1 % density that pruning cut off from their output.</summary>
    private const double DeadShare = 0.05;

    private static readonly ImmutableArray<(string Name, long Weights)> Tensors =
        [("fc1.weight", 784 * 300), ("fc2.weight", 300 * 100), ("fc3.weight", 100)];

    public WorkOutcome Run(WorkOrder order, ISessionObserver observer, CancellationToken stop)
    {
        if (pace > TimeSpan.Zero) stop.WaitHandle.WaitOne(pace);
        return order.Work.Kind == WorkKind.Train ? new RunFinished(Result(order), new RunTimings(0, 0, 0)) : new TestFinished(Test(order));
    }

    private RunResult Result(WorkOrder order)
    {
        var random = Stream(order, order.Work.Replicate, RandomPurpose.Sampling);
        var tensors = Tensors.Select(tensor => new TensorDensity(tensor.Name, Left(tensor.Weights, order.Path), tensor.Weights)).ToImmutableArray();
        var (left, total) = (tensors.Sum(tensor => tensor.Left), tensors.Sum(tensor => tensor.Total));
        var dead = left < total / 100 && random.NextDouble() < DeadShare;
        var epochs = order.Spec.Train.Epochs;
        var evaluation = Evaluate(ref random, order.Path, left / (double)total);
        var curve = ImmutableArray.CreateBuilder<EpochPoint>(epochs);
        for (var epoch = 1; epoch <= epochs; epoch++)
            curve.Add(new EpochPoint(
                epoch, random.NextDouble() / epoch, evaluation.Auc - random.NextDouble() * 0.1 / epoch,
                evaluation.FalseNegatives + random.NextInt(50), evaluation.FalsePositives + random.NextInt(50)));
        ImmutableArray<RewindWeights> rootWeights = order.Path.Level > 0 ? [] :
        [
            .. order.Spec.Space.Rewind.Where(r => r.Kind == RewindKind.Epoch).Select(r => r.Epoch).Append(0).Distinct().Order()
                .Select(epoch => new RewindWeights(epoch, File(string.Create(CultureInfo.InvariantCulture, $"root {epoch} {order.Work}"), total, epoch))),
        ];
        return new RunResult(evaluation, left, total, dead, epochs, epochs, tensors, curve.MoveToImmutable(), File($"ticket {order.Work}", left, epochs), rootWeights, null);
    }

    private TestResult Test(WorkOrder order)
    {
        var random = Stream(order, 0, RandomPurpose.Bootstrap);
        var density = Left(1 << 20, order.Path) / (double)(1 << 20);
        var runs = ImmutableArray.CreateBuilder<Evaluation>();
        foreach (var _ in order.Tickets) runs.Add(Evaluate(ref random, order.Path, density));
        return new TestResult(runs.ToImmutable(), [.. MetricColumn.WithInterval.Select(column => Around(column.Of(runs[0])))]);
    }

    private const double Ln10 = 2.302585092994046;

    private static Evaluation Evaluate(ref CounterRandom random, CandidatePath path, double density)
    {
        var cost = path.Level == 0 ? 1 : path.Last.ClassCost;
        var quality = 0.99 + 0.02 / Ln10 * ExactMath.Log(density) - 0.04 * random.NextDouble();
        var missed = (int)(Positives * Math.Min(0.9, (1 - quality) * 3 / Math.Sqrt(cost) * (0.7 + 0.6 * random.NextDouble())));
        var called = (int)(Negatives * Math.Min(0.9, (1 - quality) * Math.Sqrt(cost) * (0.7 + 0.6 * random.NextDouble())));
        var logit = (random.NextFloat() - 0.5f) * 4;
        return new Evaluation(
            Positives, Negatives, 0, Positives - missed, called, (long)(quality * 2 * Positives * Negatives),
            [quality * 0.9 * (1 - 0.1 * random.NextDouble()), quality * 0.8 * (1 - 0.1 * random.NextDouble())],
            [.. OperatingRule.All.Select(rule => rule.MaxFpr is { } rate ? At(logit, rate) : new OperatingPoint(0, missed, called))]);
        OperatingPoint At(float threshold, double rate) => new(threshold + (float)rate, (int)(missed * (1 - rate * 5)), (int)(Negatives * rate));
    }

    private static Interval Around(double value) => new(value * 0.95, value * 1.05);

    private static long Left(long weights, CandidatePath path)
    {
        foreach (var step in path.Steps) weights -= (long)(weights * step.PruningRate);
        return weights;
    }

    /// <summary>The candidate's id is a hash of its path.</summary>
    private CounterRandom Stream(WorkOrder order, int replicate, RandomPurpose purpose) => new(
        seed, replicate, 0, purpose, unchecked((int)uint.Parse(order.Work.Candidate.Value.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)));

    private static CheckpointRef File(string name, long weights, int epoch) =>
        new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))), 4 * weights, epoch * 1000L);
}
