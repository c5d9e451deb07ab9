using ActorSearch.Search.Exact;

namespace ActorSearch.TrainerNode.Training.Runs;

/// <summary>
/// Where on the schedule a run begins and ends, and at what class cost. Epochs are positions on the schedule, so that siblings see the
/// same batches: the root and `reinit` train 0..E-1, a rewind to k and `lr:k` train k..E-1, `none` trains E..E+F-1.
/// </summary>
public readonly record struct Schedule(int FirstEpoch, int EndEpoch, double ClassCost)
{
    /// <summary>The schedule of a candidate's run.</summary>
    public static Schedule Of(CandidatePath path, TrainSpec train)
    {
        if (path.Level == 0) return new(0, train.Epochs, train.ClassCost);
        var step = path.Last;
        return step.Rewind.Kind switch
        {
            RewindKind.None => new(train.Epochs, train.Epochs + train.FineTuneEpochs, step.ClassCost),
            RewindKind.Reinit => new(0, train.Epochs, step.ClassCost),
            _ => new(step.Rewind.Epoch, train.Epochs, step.ClassCost),
        };
    }

    /// <summary>Learning rate of an epoch; beyond the schedule's end that of its last epoch.</summary>
    public static double Rate(TrainSpec train, int epoch)
    {
        var at = Math.Min(epoch, train.Epochs - 1);
        var schedule = train.Schedule;
        return schedule.Kind switch
        {
            ScheduleKind.Step => train.LearningRate * ExactMath.Pow(schedule.Gamma, schedule.Step.Count(step => step <= at)),
            ScheduleKind.Cosine => train.LearningRate * (schedule.Floor + (1 - schedule.Floor) * 0.5 * (1 + ExactMath.Cos(Math.PI * at / train.Epochs))),
            _ => train.LearningRate,
        };
    }
}
