using ActorSearch.TrainerNode.Training.Runs;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Training;

public sealed class ScheduleTests
{
    private static readonly TrainSpec Train = new() { Epochs = 10, LearningRate = 0.8, FineTuneEpochs = 2, ClassCost = 3 };

    [Fact]
    public void A_step_schedule_multiplies_from_each_named_epoch_on()
    {
        var train = Train with { Schedule = new ScheduleSpec { Kind = ScheduleKind.Step, Step = [2, 5], Gamma = 0.5 } };
        Assert.Equal([0.8, 0.8, 0.4, 0.4, 0.4, 0.2, 0.2], Enumerable.Range(0, 7).Select(e => Schedule.Rate(train, e)));
    }

    [Fact]
    public void A_cosine_goes_from_the_rate_half_way_at_the_middle_towards_the_floor()
    {
        var train = Train with { Schedule = new ScheduleSpec { Kind = ScheduleKind.Cosine, Floor = 0.1 } };
        Assert.Equal(0.8, Schedule.Rate(train, 0), 1e-12);
        Assert.Equal(0.8 * 0.55, Schedule.Rate(train, 5), 1e-12);
        Assert.InRange(Schedule.Rate(train, 9), 0.08, 0.12);
    }

    [Fact]
    public void Fine_tuning_trains_after_the_end_at_the_last_epochs_rate()
    {
        var train = Train with { Schedule = new ScheduleSpec { Kind = ScheduleKind.Step, Step = [9], Gamma = 0.1 } };
        Assert.Equal(new Schedule(10, 12, 5), Schedule.Of(CandidatePath.Root.Child(new Step(0.5, 5, RewindPoint.None)), train));
        Assert.Equal(Schedule.Rate(train, 9), Schedule.Rate(train, 11));
    }

    [Fact]
    public void Epochs_and_class_cost_follow_the_last_step()
    {
        Assert.Equal(new Schedule(0, 10, 3), Schedule.Of(CandidatePath.Root, Train));
        Assert.Equal(new Schedule(4, 10, 2), Schedule.Of(Child(RewindPoint.ToEpoch(4)), Train));
        Assert.Equal(new Schedule(4, 10, 2), Schedule.Of(Child(RewindPoint.ScheduleTo(4)), Train));
        Assert.Equal(new Schedule(0, 10, 2), Schedule.Of(Child(RewindPoint.Reinit), Train));
        static CandidatePath Child(RewindPoint rewind) => CandidatePath.Root.Child(new Step(0.3, 9, RewindPoint.None)).Child(new Step(0.5, 2, rewind));
    }
}
