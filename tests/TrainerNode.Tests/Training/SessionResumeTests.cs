using ActorSearch.Search.Optimizers;
using Xunit;
using static ActorSearch.TrainerNode.Tests.Training.Sessions;

namespace ActorSearch.TrainerNode.Tests.Training;

public sealed class TorchSessionResumeTests() : SessionResumeTests(EngineKind.Torch);

public sealed class SparseSessionResumeTests() : SessionResumeTests(EngineKind.Sparse);

/// <summary>Runs that are stopped and go on, whatever their engine.</summary>
public abstract class SessionResumeTests(EngineKind engine)
{
    /// <summary>All that there are.</summary>
    public static TheoryData<string> Optimizers => [.. Optimizer.All.Select(optimizer => optimizer.Name)];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Stopped_at_any_batch_and_resumed_a_child_run_gives_the_same_ticket(string optimizer)
    {
        var train = new TrainSpec
        {
            Epochs = 3,
            BatchSize = 16,
            LearningRate = 0.01,
            WeightDecay = 1e-3,
            Optimizer = Optimizer.Of(optimizer),
            RankingWeight = 0.5,
        };
        using var sessions = new Sessions(SpecOf(engine, train), SmallData());
        var root = sessions.Root();
        var order = sessions.Order(Path(StepOf(0.5, 3, RewindPoint.ToEpoch(1))), root, root.Ticket);
        var expected = Text(sessions.Finish(order));

        var batches = 2 * 4;
        for (var at = 1; at < batches; at++)
        {
            var interrupted = Assert.IsType<WorkInterrupted>(StopAfter(sessions, order, at));
            Assert.Equal((1 + at / 4, at % 4), (interrupted.Checkpoint!.Epoch, interrupted.Checkpoint.Batch));
            var begun = sessions.Data.TrainingBatches;
            var resumed = sessions.Finish(order with { Attempt = 2, ResumeFrom = [interrupted.Checkpoint] });
            Assert.Equal(expected, Text(resumed));
            Assert.Equal(batches - at, sessions.Data.TrainingBatches - begun);
        }
    }

    /// <summary>The options that draw or weigh batches otherwise are functions of the epoch and the batch alone.</summary>
    [Fact]
    public void With_balanced_batches_and_the_partial_auc_term_a_resumed_run_gives_the_same_ticket()
    {
        var train = new TrainSpec
        {
            Epochs = 2,
            BatchSize = 16,
            LearningRate = 0.05,
            Sampling = SamplingKind.Balanced,
            PartialAuc = new PartialAucSpec { Fpr = 0.3, Weight = 2 },
        };
        using var sessions = new Sessions(SpecOf(engine, train), SmallData());
        var order = sessions.Order(CandidatePath.Root);
        var expected = Text(sessions.Finish(order));
        Assert.Equal(expected, Text(sessions.Finish(order)));
        for (var at = 1; at < 8; at++)
        {
            var interrupted = Assert.IsType<WorkInterrupted>(StopAfter(sessions, order, at));
            Assert.Equal(expected, Text(sessions.Finish(order with { Attempt = 2, ResumeFrom = [interrupted.Checkpoint!] })));
        }
        sessions.Spec = sessions.Spec with { Train = sessions.Spec.Train with { Sampling = SamplingKind.Shuffle } };
        Assert.NotEqual(expected, Text(sessions.Root()));
    }

    [Fact]
    public void A_root_run_interrupted_again_and_again_stores_the_same_root_weights_and_ticket()
    {
        using var sessions = new Sessions(SpecOf(engine), SmallData());
        var expected = Text(sessions.Root());
        var order = sessions.Order(CandidatePath.Root);
        for (var attempt = 1; attempt < 30; attempt++)
        {
            var outcome = StopAfter(sessions, order, 1);
            if (outcome is RunFinished finished)
            {
                Assert.Equal(expected, Text(finished.Result));
                Assert.Equal(12, attempt);
                return;
            }
            order = order with { Attempt = attempt + 1, ResumeFrom = [Assert.IsType<WorkInterrupted>(outcome).Checkpoint!] };
        }
        Assert.Fail("it never finished");
    }

    [Fact]
    public void With_an_interval_of_0_s_every_batch_but_the_last_ends_with_a_checkpoint_that_resumes_exactly()
    {
        var spec = SpecOf(engine);
        using var sessions = new Sessions(spec with { Resources = spec.Resources with { CheckpointSeconds = 0 } }, SmallData());
        var observer = new RecordingObserver();
        var expected = Text(Finished(sessions.Run(sessions.Order(CandidatePath.Root), observer)));
        // Four batches an epoch: an epoch may be longer than the interval that was promised.
        Assert.Equal(Enumerable.Range(1, 11).Select(batch => (batch / 4, batch % 4)), observer.Checkpoints.Select(c => (c.Epoch, c.Batch)));
        Assert.Equal([1, 2, 3], observer.Epochs.Select(e => e.Epoch));
        Assert.True(observer.Beats > 0);
        foreach (var checkpoint in observer.Checkpoints)
        {
            Assert.Equal(expected, Text(sessions.Finish(sessions.Order(CandidatePath.Root, resume: checkpoint))));
        }
    }

    [Fact]
    public void A_damaged_checkpoint_falls_back_to_the_one_before_and_then_to_the_start()
    {
        var spec = SpecOf(engine);
        using var sessions = new Sessions(spec with { Resources = spec.Resources with { CheckpointSeconds = 0 } }, SmallData());
        var observer = new RecordingObserver();
        var expected = Text(Finished(sessions.Run(sessions.Order(CandidatePath.Root), observer)));
        if (observer.Checkpoints.Where(checkpoint => checkpoint.Batch == 0).ToArray() is not [var older, var newer])
            throw new InvalidOperationException("one checkpoint at each epoch's end");

        sessions.Damage(newer.Ref);
        var begun = sessions.Data.TrainingBatches;
        Assert.Equal(expected, Text(sessions.Finish(sessions.Order(CandidatePath.Root, null, null, newer, older))));
        Assert.Equal(8, sessions.Data.TrainingBatches - begun);

        sessions.Damage(newer.Ref);
        sessions.Store.Delete(older.Ref.Sha256);
        begun = sessions.Data.TrainingBatches;
        Assert.Equal(expected, Text(sessions.Finish(sessions.Order(CandidatePath.Root, null, null, newer, older))));
        Assert.Equal(12, sessions.Data.TrainingBatches - begun);
    }

    [Fact]
    public void Stopped_before_its_first_batch_a_run_hands_back_what_it_began_from()
    {
        using var sessions = new Sessions(SpecOf(engine), SmallData());
        var stopped = new CancellationToken(canceled: true);
        Assert.Null(Assert.IsType<WorkInterrupted>(sessions.RunUntil(sessions.Order(CandidatePath.Root), stopped)).Checkpoint);
        var checkpoint = Assert.IsType<WorkInterrupted>(StopAfter(sessions, sessions.Order(CandidatePath.Root), 2)).Checkpoint!;
        Assert.Equal(checkpoint, Assert.IsType<WorkInterrupted>(sessions.RunUntil(sessions.Order(CandidatePath.Root, resume: checkpoint), stopped)).Checkpoint);
    }

    private static WorkOutcome StopAfter(Sessions sessions, WorkOrder order, int batches)
    {
        using var stop = new CancellationTokenSource();
        var first = sessions.Data.TrainingBatches;
        sessions.Data.OnTrainingBatch = n => { if (n - first == batches) stop.Cancel(); };
        var outcome = sessions.RunUntil(order, stop.Token);
        sessions.Data.OnTrainingBatch = null;
        return outcome;
    }
}
