using ActorSearch.Search.Landscape;
using ActorSearch.TrainerNode.Training.Runs;

namespace ActorSearch.Coordinator.Simulation;

/// <summary>A slot that looks its results up in a table instead of training.</summary>
/// <param name="pace">How long it pretends to train, at least.</param>
internal sealed class TableSession(long seed, TimeSpan pace = default) : ITrainingSession
{
    private readonly TableTrainer _table = new(seed);

    public WorkOutcome Run(WorkOrder order, ISessionObserver observer, CancellationToken stop)
    {
        if (pace > TimeSpan.Zero) stop.WaitHandle.WaitOne(pace);
        return _table.Work(order);
    }
}
