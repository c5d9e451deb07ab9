using ActorSearch.Search;
using Akka.Actor;

namespace ActorSearch.TrainerNode.Actors;

/// <summary>One slot: idle, training, and back to idle once its outcome is with the node, whose outbox reports it. It answers at once; the session runs on the slot's thread.</summary>
#pragma warning disable CA1001 // An actor's end is PostStop.
internal sealed class SlotActor : ReceiveActor
#pragma warning restore CA1001
{
    private readonly ISlotRunner _runner;

    /// <summary>Of the order in work; null while the slot is idle.</summary>
    private CancellationTokenSource? _stop;

    public SlotActor(int slot, TrainerOptions options)
    {
        _runner = options.ThreadPerSlot ? new SlotThread(slot, options, Self) : new InlineRunner(slot, options, Self);
        Receive<RunOrder>(message =>
        {
            if (_stop is not null) throw new InvalidOperationException($"slot {slot} has an order already");
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
