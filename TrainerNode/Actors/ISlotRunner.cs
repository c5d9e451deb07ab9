using ActorSearch.Search;
using ActorSearch.TrainerNode.Training;
using Akka.Actor;

namespace ActorSearch.TrainerNode.Actors;

/// <summary>Where the sessions of a slot run. Every order started is answered with one <see cref="SlotEnded"/> to the slot's actor.</summary>
internal interface ISlotRunner : IDisposable
{
    void Start(WorkOrder order, CancellationToken stop);
}

/// <summary>Runs the session in the actor's own turn; see <see cref="TrainerOptions.ThreadPerSlot"/>.</summary>
internal sealed class InlineRunner(int slot, TrainerOptions options, IActorRef owner) : ISlotRunner
{
    private ITrainingSession? _session;

    public void Start(WorkOrder order, CancellationToken stop) =>
        owner.Tell(new SlotEnded(slot, order, SlotRun.Do(ref _session, slot, options, order, owner, stop)));

    public void Dispose() => (_session as IDisposable)?.Dispose();
}

/// <summary>One session's run.</summary>
internal static class SlotRun
{
    /// <summary>A session that throws breaks its contract; that must end this attempt, not the process.</summary>
    public static WorkOutcome Do(ref ITrainingSession? session, int slot, TrainerOptions options, WorkOrder order, IActorRef owner, CancellationToken stop)
    {
        try
        {
            session ??= options.SessionOfSlot(slot);
            return session.Run(order, new ProgressReporter(slot, order, owner, options.ProgressEvery), stop);
        }
#pragma warning disable CA1031 // Any exception is an answer here.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new WorkFailed(FailureKind.Environment, $"{e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}", null);
        }
    }
}
