using ActorSearch.TrainerNode.Training.Runs;
using Akka.Actor;

namespace ActorSearch.TrainerNode.Actors;

/// <summary>Runs the sessions of a slot. It answers each started order with exactly one <see cref="SlotEnded"/> to the slot's actor.</summary>
internal interface ISlotRunner : IDisposable
{
    /// <summary>Starts an order. The slot's actor starts the next one only after the answer.</summary>
    /// <param name="stop">Asks the session to stop at the next batch.</param>
    void Start(WorkOrder order, CancellationToken stop);
}

/// <summary>Runs each session while the slot's actor handles the order; see <see cref="TrainerOptions.ThreadPerSlot"/>.</summary>
internal sealed class InlineRunner(int slot, TrainerOptions options, IActorRef owner) : ISlotRunner
{
    private ITrainingSession? _session;

    /// <inheritdoc/>
    public void Start(WorkOrder order, CancellationToken stop) =>
        owner.Tell(new SlotEnded(slot, order, SlotRun.Do(ref _session, slot, options, order, owner, stop)));

    /// <summary>Disposes the session.</summary>
    public void Dispose() => (_session as IDisposable)?.Dispose();
}

/// <summary>Runs one order.</summary>
internal static class SlotRun
{
    /// <summary>Runs an order in the slot's session. A session that throws breaks its contract; this ends the attempt, but not the process.</summary>
    public static WorkOutcome Do(ref ITrainingSession? session, int slot, TrainerOptions options, WorkOrder order, IActorRef owner, CancellationToken stop)
    {
        try
        {
            session ??= options.SessionOfSlot(slot);
            return session.Run(order, new ProgressReporter(slot, order, owner, options.ProgressEvery), stop);
        }
#pragma warning disable CA1031 // Any exception becomes the outcome.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new WorkFailed(FailureKind.Environment, $"{e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}", null);
        }
    }
}
