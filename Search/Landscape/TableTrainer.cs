using ActorSearch.Search.Candidates;
using ActorSearch.Search.Exact;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Randomness;
using ActorSearch.Search.Runs;
using ActorSearch.Search.Specs;
using static System.FormattableString;

namespace ActorSearch.Search.Landscape;

/// <summary>
/// Answers a work order at once with what its training might have come to. The answer is a function of seed, candidate and replicate alone, as a real run's
/// is, and as large as a real result (a point per epoch, a density per tensor).
/// </summary>
/// <remarks>
/// A class cost finds more positives and calls more negatives. What is left of the weights limits the AUC, and so do fewer epochs. The rest is drawn from a
/// stream of the candidate's own. Tests, `simulate` and comparisons of strategies share this table.
/// </remarks>
public sealed class TableTrainer(long seed)
{
    /// <summary>Share of the networks below 1 % density that pruning cuts off from their output.</summary>
    private const double DeadShare = 0.05;

    private const double Ln10 = 2.302585092994046;

    /// <summary>Which of a candidate's streams a draw comes from.</summary>
    private enum Trait { Figures, Fails, Unfit, Shares }

    /// <summary>Samples of the costly class in each split.</summary>
    public int Positives { get; init; } = 1_000;

    /// <summary>Samples of the other class in each split.</summary>
    public int Negatives { get; init; } = 9_000;

    /// <summary>The prunable tensors of the dense network, by name and number of weights.</summary>
    public ImmutableArray<(string Name, long Weights)> Tensors { get; init; } = [("fc1.weight", 784 * 300), ("fc2.weight", 300 * 100), ("fc3.weight", 100)];

    /// <summary>Every AUC is a multiple of this, so that equal scores occur; 0 leaves it as fine as the pairs of samples allow.</summary>
    public double AucGrain { get; init; }

    /// <summary>Share of the candidates below the root that fail at every attempt, and the same share again that are dead or answer with one class.</summary>
    public double FaultyShare { get; init; }

    /// <summary>Share of the runs whose ticket is the same file as that of a run with the same figures.</summary>
    public double SharedTickets { get; init; }

    /// <summary>Whether a test evaluation refers to a file of scores.</summary>
    public bool WithScores { get; init; }

    /// <summary>Makes a file, by contents, number of weights and epoch; by default it has a name only.</summary>
    public Func<string, long, int, CheckpointRef> File { get; init; } = (contents, weights, epoch) =>
        new(TextHash.Of(contents), 4 * weights, epoch * 1000L);

    /// <summary>How an attempt at this order ends.</summary>
    public WorkOutcome Work(WorkOrder order) =>
        order.Work.Kind == WorkKind.Test ? new TestFinished(Test(order))
        : IsHit(order, Trait.Fails) ? new WorkFailed(FailureKind.Input, "loss is not a number", null)
        : new RunFinished(Result(order), new RunTimings(0, 0, 0), Checkpoint(order));

    /// <summary>What the run of an order comes to.</summary>
    public RunResult Result(WorkOrder order)
    {
        var random = Stream(order, order.Work.Replicate, RandomPurpose.Sampling);
        var tensors = Tensors.Select(tensor => new TensorDensity(tensor.Name, Left(tensor.Weights, order.Path), tensor.Weights)).ToImmutableArray();
        var (left, total) = (tensors.Sum(tensor => tensor.Left), tensors.Sum(tensor => tensor.Total));
        var dead = left < total / 100 && random.NextDouble() < DeadShare;
        var epochs = Math.Min(order.Spec.Train.Epochs, order.Epochs ?? int.MaxValue);
        var evaluation = Evaluate(ref random, order.Path, left / (double)total * (epochs / (double)order.Spec.Train.Epochs));
        var curve = ImmutableArray.CreateBuilder<EpochPoint>(epochs);
        for (var epoch = 1; epoch <= epochs; epoch++)
            curve.Add(new EpochPoint(epoch, random.NextDouble() / epoch, evaluation.Auc - random.NextDouble() * 0.1 / epoch,
                evaluation.FalseNegatives + random.NextInt(50), evaluation.FalsePositives + random.NextInt(50)));
        if (IsHit(order, Trait.Unfit))
        {
            if (random.NextInt(2) == 0) dead = true;
            else evaluation = evaluation with { TruePositives = 0, FalsePositives = 0 };
        }
        ImmutableArray<RewindWeights> rootWeights = order.Path.Level > 0 ? [] :
        [
            .. order.Spec.Space.Rewind.Where(r => r.Kind == RewindKind.Epoch).Select(r => r.Epoch).Append(0).Distinct().Order()
                .Select(epoch => new RewindWeights(epoch, File(Invariant($"root {epoch} {order.Work}"), total, epoch))),
        ];
        var shared = SharedTickets > 0 && Stream(order, order.Work.Replicate, RandomPurpose.Sampling, Trait.Shares).NextDouble() < SharedTickets;
        var contents = shared ? Invariant($"{left} {evaluation.TruePositives} {evaluation.AucNumerator}") : Invariant($"ticket {order.Work}{order.Epochs}");
        return new RunResult(
            evaluation, left, total, dead, epochs, epochs, tensors, curve.MoveToImmutable(), File(contents, left, epochs), rootWeights, order.MicroBatch);
    }

    private TrainingCheckpoint? Checkpoint(WorkOrder order) =>
        order.Epochs is { } epochs ? new TrainingCheckpoint(File(Invariant($"{order.Work} after {epochs}"), 1, epochs), epochs, 0) : null;

    /// <summary>What a candidate's test evaluation comes to.</summary>
    public TestResult Test(WorkOrder order)
    {
        var random = Stream(order, 0, RandomPurpose.Bootstrap);
        var density = Left(1 << 20, order.Path) / (double)(1 << 20);
        var runs = ImmutableArray.CreateBuilder<Evaluation>();
        foreach (var _ in order.Tickets) runs.Add(Evaluate(ref random, order.Path, density));
        return new TestResult(
            runs.ToImmutable(),
            [.. MetricColumn.WithInterval.Select(column => column.Of(runs[0])).Select(value => new Interval(value * 0.95, value * 1.05))])
        { Scores = WithScores ? File($"scores of {order.Work}", 0, 0) : null };
    }

    private Evaluation Evaluate(ref CounterRandom random, CandidatePath path, double density)
    {
        var cost = path.Level == 0 ? 1 : path.Last.ClassCost;
        var quality = 0.99 + 0.02 / Ln10 * ExactMath.Log(density) - 0.04 * random.NextDouble();
        var missed = (int)(Positives * Math.Min(0.9, (1 - quality) * 3 / Math.Sqrt(cost) * (0.7 + 0.6 * random.NextDouble())));
        var called = (int)(Negatives * Math.Min(0.9, (1 - quality) * Math.Sqrt(cost) * (0.7 + 0.6 * random.NextDouble())));
        var logit = (random.NextFloat() - 0.5f) * 4;
        if (AucGrain > 0) quality = Math.Round(quality / AucGrain) * AucGrain;
        return new Evaluation(
            Positives, Negatives, 0, Positives - missed, called, (long)(quality * 2 * Positives * Negatives),
            [quality * 0.9 * (1 - 0.1 * random.NextDouble()), quality * 0.8 * (1 - 0.1 * random.NextDouble())],
            [.. OperatingRule.All.Select(rule => rule.MaxFpr is { } rate ? At(logit, rate) : new OperatingPoint(0, missed, called))]);
        OperatingPoint At(float threshold, double rate) => new(threshold + (float)rate, (int)(missed * (1 - rate * 5)), (int)(Negatives * rate));
    }

    private bool IsHit(WorkOrder order, Trait trait) =>
        FaultyShare > 0 && order.Path.Level > 0 && Stream(order, 0, RandomPurpose.Sampling, trait).NextDouble() < FaultyShare;

    private static long Left(long weights, CandidatePath path)
    {
        foreach (var step in path.Steps) weights -= (long)(weights * step.PruningRate);
        return weights;
    }

    /// <summary>The candidate's id is a hash of its path.</summary>
    private CounterRandom Stream(WorkOrder order, int replicate, RandomPurpose purpose, Trait trait = Trait.Figures) => new(
        seed, replicate, (int)trait, purpose,
        unchecked((int)uint.Parse(order.Work.Candidate.Value.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)));
}
