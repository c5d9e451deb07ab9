using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Engines;
using ActorSearch.TrainerNode.Training.Pruning;
using ActorSearch.TrainerNode.Training.Stores;

namespace ActorSearch.TrainerNode.Training.Runs;

/// <summary>Does work orders on one device.</summary>
/// <param name="store">Tickets, checkpoints and root weights.</param>
/// <param name="datasets">
/// Opens (or finds already open) the data of an order; called from any thread. The session disposes what it gets, once for each call.
/// </param>
/// <param name="engines">Those of the device.</param>
public sealed class TrainingSession(ICheckpointStore store, Func<WorkOrder, IDataset> datasets, IEngines engines) : ITrainingSession
{
    /// <summary>How often the observer hears of a session whose data are still loading.</summary>
    private static readonly TimeSpan BeatWhileLoading = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public WorkOutcome Run(WorkOrder order, ISessionObserver observer, CancellationToken stop)
    {
        try
        {
            return Work(order, observer, stop);
        }
        catch (OperationCanceledException e) when (e.CancellationToken == stop && stop.IsCancellationRequested)
        {
            // Nothing of this attempt is kept: it had not begun to train, or was a test, which is short beside a training.
            return new WorkInterrupted(order.ResumeFrom.IsDefaultOrEmpty ? null : order.ResumeFrom[0]);
        }
        catch (Exception e)
        {
            return Failures.Of(e);
        }
    }

    private WorkOutcome Work(WorkOrder order, ISessionObserver observer, CancellationToken stop)
    {
        var clock = new SessionClock(observer);
        clock.Beat(0, 0);
        engines.Prepare(order.Spec.Resources.Vector);

        using var data = OfThisMachine(() => Load(order, clock, stop));
        stop.ThrowIfCancellationRequested();
        if (data.Fingerprint != order.DataFingerprint)
        {
            throw new IOException($"data: the files at {order.Spec.Data.Path ?? order.Spec.Data.Kind.Name()} are not those the search began with "
                + $"(fingerprint {Short(data.Fingerprint)} instead of {Short(order.DataFingerprint)})");
        }

        var inputs = RunInputs.Of(order, data, store);
        using var opened = OfThisMachine(engines.Enter);
        if (order.Work.Kind == WorkKind.Test) return TestRun.Run(inputs, engines, clock, stop);

        var start = StartingPoint.Of(inputs, engines, () => clock.Beat(0, 0), stop);
        using var run = new TrainingRun(inputs, start, engines, observer, clock);
        return Connectivity.IsDead(inputs.Architecture, start.Mask) ? run.RecordDead() : run.Run(stop);
    }

    /// <summary>
    /// The search was accepted with these very data (their fingerprint is in the journal), and the device is this trainer's: what is wrong with
    /// either now, a folder that is not mounted or a file that was changed, is the machine's fault. No candidate is given up for it.
    /// </summary>
    private static T OfThisMachine<T>(Func<T> get)
    {
        try
        {
            return get();
        }
        catch (Exception e) when (e is BadInputException or InvalidDataException)
        {
            // The reason goes into the journal, where what is in a file has no place.
            throw new IOException((e as BadInputException)?.WithoutContent ?? e.Message, e);
        }
    }

    /// <summary>Loading may take minutes the first time; it happens beside this thread, so that the lease stays alive.</summary>
    /// <exception cref="OperationCanceledException">It was stopped meanwhile; the loading then ends on its own, and what it brings is closed.</exception>
    private IDataset Load(WorkOrder order, SessionClock clock, CancellationToken stop)
    {
        var loading = Task.Factory.StartNew(() => datasets(order), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        while (WaitHandle.WaitAny([((IAsyncResult)loading).AsyncWaitHandle, stop.WaitHandle], BeatWhileLoading) is var ended && ended != 0)
        {
            if (ended == 1)
            {
                _ = loading.ContinueWith(
                    late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
                stop.ThrowIfCancellationRequested();
            }
            clock.Beat(0, 0);
        }
        return loading.GetAwaiter().GetResult();
    }

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;
}
