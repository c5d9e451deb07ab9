using System.Collections.Concurrent;
using System.Text;
using ActorSearch.Search.Landscape;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Runs;
using ActorSearch.TrainerNode.Training.Stores;

namespace ActorSearch.Coordinator.Tests.Support;

/// <summary>
/// Sessions of the table trainer that take time, save checkpoints and store files. They read the files they are given, so that a
/// ticket deleted too early shows, and note every epoch they train.
/// </summary>
public sealed class FileTrainer(ICheckpointStore store)
{
    private readonly TableTrainer _table = new(1)
    {
        Positives = 200,
        Negatives = 800,
        Tensors = [("fc1.weight", 100_000)],
        File = (contents, _, epoch) => store.Write(Encoding.UTF8.GetBytes(contents), epoch),
    };

    /// <summary>May answer in the session's place; null = train as the table says.</summary>
    public Func<WorkOrder, CancellationToken, WorkOutcome?> Instead { get; set; } = (_, _) => null;

    public TimeSpan EpochTime { get; set; } = TimeSpan.Zero;

    /// <summary>Called when a slot has reported the epoch that it is at.</summary>
    public Action<int> AtEpoch { get; set; } = _ => { };

    public ConcurrentQueue<(RunId Run, int Attempt, int Epoch)> Epochs { get; } = new();

    public ITrainingSession Session(int slot) => new FileSession(this);

    private sealed class FileSession(FileTrainer trainer) : ITrainingSession
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
            AtEpoch(epoch);
            observer.EpochDone(new EpochPoint(epoch + 1, 1.0 / (epoch + 1), 0.9, 10, 20));
            last = new TrainingCheckpoint(Write($"checkpoint {order.Work} {epoch + 1}", epoch + 1), epoch + 1, 0);
            observer.CheckpointSaved(last);
        }
        var result = _table.Result(order) with { Engine = order.Path.Level == 0 ? EngineKind.Torch : EngineKind.Sparse };
        return new RunFinished(result, new RunTimings(0.02, 0.005, 0.001));
    }

    private TestFinished Test(WorkOrder order)
    {
        foreach (var ticket in order.Tickets) store.Read(ticket);
        return new TestFinished(_table.Test(order));
    }

    private CheckpointRef Write(string text, long step) => store.Write(Encoding.UTF8.GetBytes(text), step);
}

file static class StoreExtensions
{
    public static bool Exists(this ICheckpointStore store, TrainingCheckpoint checkpoint) => store.Exists(checkpoint.Ref);
}
