using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ActorSearch.Search;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Checkpoints;
using ActorSearch.TrainerNode.Training;

namespace ActorSearch.Coordinator.Tests.Support;

/// <summary>
/// Trains by looking up: every figure is a function of the path and the replicate. It reads the files it is given, so that a
/// ticket deleted too early shows, and notes every epoch it trains.
/// </summary>
public sealed class TableTrainer(MemoryStore store)
{
    public const int Positives = 200, Negatives = 800, Weights = 100_000;

    /// <summary>May answer in the session's place; null = train as the table says.</summary>
    public Func<WorkOrder, CancellationToken, WorkOutcome?> Instead { get; set; } = (_, _) => null;

    public TimeSpan EpochTime { get; set; } = TimeSpan.Zero;

    public ConcurrentQueue<(RunId Run, int Attempt, int Epoch)> Epochs { get; } = new();

    public ITrainingSession Session(int slot) => new TableSession(this);

    private sealed class TableSession(TableTrainer trainer) : ITrainingSession
    {
        public WorkOutcome Run(WorkOrder order, ISessionObserver observer, CancellationToken stop) => trainer.Run(order, observer, stop);
    }

    public WorkOutcome Run(WorkOrder order, ISessionObserver observer, CancellationToken stop)
    {
        observer.Alive(0, order.Spec.Train.Epochs, 0);
        if (Instead(order, stop) is { } other) return other;
        try
        {
            return order.Work.Kind == WorkKind.Train ? Train(order, observer, stop) : Test(order);
        }
        catch (CheckpointDamagedException e)
        {
            return new WorkFailed(FailureKind.CheckpointDamaged, e.Message, e.Reference);
        }
    }

    private WorkOutcome Train(WorkOrder order, ISessionObserver observer, CancellationToken stop)
    {
        if (order.ParentTicket is { } parent) store.Read(parent);
        foreach (var weights in order.RootWeights) store.Read(weights.Ref);
        TrainingCheckpoint? last = order.ResumeFrom.FirstOrDefault(store.Exists);
        var epochs = order.Spec.Train.Epochs;
        for (var epoch = last?.Epoch ?? 0; epoch < epochs; epoch++)
        {
            if (EpochTime > TimeSpan.Zero) stop.WaitHandle.WaitOne(EpochTime);
            if (stop.IsCancellationRequested) return new WorkInterrupted(last);
            Epochs.Enqueue((order.Work.Run, order.Attempt, epoch));
            observer.Alive(epoch, epochs, 1000);
            observer.EpochDone(new EpochPoint(epoch + 1, 1.0 / (epoch + 1), 0.9, 10, 20));
            last = new TrainingCheckpoint(Write($"checkpoint {order.Work} {epoch + 1}", epoch + 1), epoch + 1, 0);
            observer.CheckpointSaved(last);
        }
        return new RunFinished(Result(order, epochs), new RunTimings(0.02, 0.005, 0.001));
    }

    private RunResult Result(WorkOrder order, int epochs)
    {
        var left = (long)Weights;
        foreach (var step in order.Path.Steps) left -= (long)(left * step.PruningRate);
        var weights = order.Path.Level > 0
            ? ImmutableArray<RewindWeights>.Empty
            : [.. Enumerable.Range(0, epochs).Select(epoch => new RewindWeights(epoch, Write($"root {order.Work} {epoch}", epoch)))];
        return new RunResult(
            Figures(order.Path, order.Work.Replicate), left, Weights, false, epochs, epochs,
            [new TensorDensity("fc1.weight", left, Weights)], [.. Enumerable.Range(1, epochs).Select(e => new EpochPoint(e, 1.0 / e, 0.9, 10, 20))],
            Write($"ticket {order.Work}", epochs), weights, order.MicroBatch)
        { Engine = order.Path.Level == 0 ? EngineKind.Torch : EngineKind.Sparse };
    }

    private TestFinished Test(WorkOrder order)
    {
        foreach (var ticket in order.Tickets) store.Read(ticket);
        var interval = new Interval(1, 2);
        return new TestFinished(new Search.TestResult(
            [.. Enumerable.Range(0, order.Tickets.Length).Select(replicate => Figures(order.Path, replicate))], [.. MetricColumn.WithInterval.Select(_ => interval)]));
    }

    private static Evaluation Figures(CandidatePath path, int replicate)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{path}|{replicate}")));
        var (misses, calls) = (hash[0] % 60 + 2 * path.Level, hash[1] % 100);
        var point = new OperatingPoint(0, misses, calls);
        return new Evaluation(Positives, Negatives, 0, Positives - misses, calls, 2L * Positives * Negatives - hash[2] * 40,
            [.. RankingMetric.Kept.Select((_, i) => i == 0 ? 0.8 : 0.5)], [.. OperatingRule.All.Select(_ => point)]);
    }

    private CheckpointRef Write(string text, long step) => store.Write(Encoding.UTF8.GetBytes(text), step);
}

file static class StoreExtensions
{
    public static bool Exists(this MemoryStore store, TrainingCheckpoint checkpoint) => store.Exists(checkpoint.Ref);
}
