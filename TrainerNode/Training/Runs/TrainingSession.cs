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

    public WorkOutcome Run(WorkOrder order, ISessionObserver observer, CancellationToken stop)
    {
        try
        {
            return Work(order, observer, stop);
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
        var begunFrom = new WorkInterrupted(order.ResumeFrom.IsDefaultOrEmpty ? null : order.ResumeFrom[0]);
        if (data is null || stop.IsCancellationRequested) return begunFrom;
        if (data.Fingerprint != order.DataFingerprint)
        {
            throw new IOException($"data: the files at {order.Spec.Data.Path ?? order.Spec.Data.Kind.Name()} are not those the search began with "
                + $"(fingerprint {Short(data.Fingerprint)} instead of {Short(order.DataFingerprint)})");
        }

        var inputs = RunInputs.Of(order, data, store);
        using var opened = OfThisMachine(engines.Enter);
        if (order.Work.Kind == WorkKind.Test) return (WorkOutcome?)Test(inputs, engines, clock, stop) ?? begunFrom;

        if (StartingPoint.Of(inputs, engines, () => clock.Beat(0, 0), stop) is not { } start) return begunFrom;
        using var run = new TrainingRun(inputs, start, engines, observer, clock);
        return Connectivity.IsDead(inputs.Architecture, start.Mask) ? run.RecordDead() : run.Run(stop);
    }

    /// <returns>Null when it was stopped; nothing of it is kept, for it is short beside a training.</returns>
    private static TestFinished? Test(RunInputs inputs, IEngines engines, SessionClock clock, CancellationToken stop)
    {
        try
        {
            return TestRun.Run(inputs, engines, clock, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
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
    /// <returns>Null when it was stopped meanwhile; the loading then ends on its own, and what it brings is closed.</returns>
    private IDataset? Load(WorkOrder order, SessionClock clock, CancellationToken stop)
    {
        var loading = Task.Factory.StartNew(() => datasets(order), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        while (WaitHandle.WaitAny([((IAsyncResult)loading).AsyncWaitHandle, stop.WaitHandle], BeatWhileLoading) is var ended && ended != 0)
        {
            if (ended == 1)
            {
                _ = loading.ContinueWith(
                    late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
                return null;
            }
            clock.Beat(0, 0);
        }
        return loading.GetAwaiter().GetResult();
    }

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;
}
