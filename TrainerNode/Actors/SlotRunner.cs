using System.Collections.Concurrent;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Training.Runs;
using Akka.Actor;

namespace ActorSearch.TrainerNode.Actors;

/// <summary>
/// Runs the sessions of a slot, on a thread that lives as long as the slot, or, without <see cref="TrainerOptions.ThreadPerSlot"/>, while the slot's actor
/// handles the order. It is a background thread, so that a session that hangs cannot keep the process alive, and runs at nice 10, so that heartbeats stay in
/// time.
/// </summary>
internal sealed class SlotRunner : IDisposable
{
    private readonly int _slot;
    private readonly TrainerOptions _options;
    private readonly IActorRef _owner;

    /// <summary>The orders for the thread; null without one.</summary>
    private readonly BlockingCollection<(WorkOrder Order, CancellationToken Stop)>? _orders;
    private ITrainingSession? _session;

    /// <summary>Starts the thread, if the options ask for one.</summary>
    /// <param name="owner">The slot's actor. It gets exactly one <see cref="SlotEnded"/> for each started order.</param>
    public SlotRunner(int slot, TrainerOptions options, IActorRef owner)
    {
        (_slot, _options, _owner) = (slot, options, owner);
        if (!options.ThreadPerSlot) return;
        _orders = [];
        new Thread(Work) { IsBackground = true, Name = $"slot-{slot}" }.Start();
    }

    /// <summary>Starts an order. The slot's actor starts the next one only after the answer.</summary>
    /// <param name="stop">Asks the session to stop at the next batch.</param>
    public void Start(WorkOrder order, CancellationToken stop)
    {
        if (_orders is null) Run(order, stop);
        else _orders.Add((order, stop), CancellationToken.None);
    }

    /// <summary>The thread ends after the order that it runs.</summary>
    public void Dispose() => _orders?.CompleteAdding();

    private void Work()
    {
        TrainingThread.GiveWay();
        foreach (var (order, stop) in _orders!.GetConsumingEnumerable()) Run(order, stop);
        _orders.Dispose();
    }

    /// <summary>Runs an order in the slot's session. A session that throws breaks its contract; this ends the attempt, but not the process.</summary>
    private void Run(WorkOrder order, CancellationToken stop)
    {
        WorkOutcome outcome;
        try
        {
            _session ??= _options.SessionOfSlot(_slot);
            outcome = _session.Run(order, new ProgressReporter(new SlotId(_options.Name, _slot), order, _owner, _options.ProgressEvery), stop);
        }
        catch (Exception e)
        {
            outcome = new WorkFailed(FailureKind.Environment, $"{e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}", null);
        }
        _owner.Tell(new SlotEnded(_slot, order, outcome));
    }
}
