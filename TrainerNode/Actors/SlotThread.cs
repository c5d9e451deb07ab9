using System.Collections.Concurrent;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Training.Runs;
using Akka.Actor;

namespace ActorSearch.TrainerNode.Actors;

/// <summary>
/// The thread that does a slot's training, one for the slot's lifetime. It is a background thread, so that a session that hangs
/// cannot keep the process alive, and runs at nice 10, so that heartbeats stay in time.
/// </summary>
internal sealed class SlotThread : ISlotRunner
{
    private readonly BlockingCollection<(WorkOrder Order, CancellationToken Stop)> _orders = [];
    private readonly int _slot;
    private readonly TrainerOptions _options;
    private readonly IActorRef _owner;

    public SlotThread(int slot, TrainerOptions options, IActorRef owner)
    {
        (_slot, _options, _owner) = (slot, options, owner);
        new Thread(Work) { IsBackground = true, Name = string.Create(CultureInfo.InvariantCulture, $"slot-{slot}") }.Start();
    }

    public void Start(WorkOrder order, CancellationToken stop) => _orders.Add((order, stop), CancellationToken.None);

    /// <summary>The thread ends after the session that it is in.</summary>
    public void Dispose() => _orders.CompleteAdding();

    private void Work()
    {
        TrainingThread.GiveWay();
        ITrainingSession? session = null;
        foreach (var (order, stop) in _orders.GetConsumingEnumerable())
            _owner.Tell(new SlotEnded(_slot, order, SlotRun.Do(ref session, _slot, _options, order, _owner, stop)));
        (session as IDisposable)?.Dispose();
        _orders.Dispose();
    }
}
