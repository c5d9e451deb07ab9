using Akka.Actor;

namespace ActorSearch.TrainerNode.Actors;

/// <summary>
/// One slot. It is idle or training, and becomes idle again when it has handed the outcome to the node, whose outbox reports it. The actor does not block: the
/// session runs on the slot's thread.
/// </summary>
#pragma warning disable CA1001 // PostStop disposes.
internal sealed class SlotActor : ReceiveActor
#pragma warning restore CA1001
{
    private readonly SlotRunner _runner;

    /// <summary>Stops the current order; null while the slot is idle.</summary>
    private CancellationTokenSource? _stop;

    /// <summary>Starts idle, with a thread of its own if the options ask for one.</summary>
    public SlotActor(int slot, TrainerOptions options)
    {
        _runner = new SlotRunner(slot, options, Self);
        Receive<RunOrder>(message =>
        {
            if (_stop is not null) throw new InvalidOperationException($"slot {slot} already has an order");
            _stop = new CancellationTokenSource();
            _runner.Start(message.Order, _stop.Token);
        });
        Receive<CancelRun>(_ => _stop?.Cancel());
        Receive<SlotProgress>(Context.Parent.Tell);
        Receive<SlotEnded>(ended =>
        {
            _stop?.Dispose();
            _stop = null;
            Context.Parent.Tell(ended);
        });
    }

    protected override void PostStop()
    {
        _stop?.Cancel();
        _runner.Dispose();
    }
}
