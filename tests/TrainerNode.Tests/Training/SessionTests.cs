using ActorSearch.Search.Figures;
using ActorSearch.Search.Optimizers;
using ActorSearch.TrainerNode.Training.Engines;
using ActorSearch.TrainerNode.Training.Runs;
using Xunit;
using static ActorSearch.TrainerNode.Tests.Training.Sessions;

namespace ActorSearch.TrainerNode.Tests.Training;

public sealed class TorchSessionTests() : SessionTests(EngineKind.Torch);

public sealed class SparseSessionTests() : SessionTests(EngineKind.Sparse);

/// <summary>What holds of a session, whatever its engine: what it learns, tells and gives back.</summary>
public abstract class SessionTests(EngineKind engine)
{
    [Fact]
    public void A_session_and_its_result_name_the_engine_that_trains()
    {
        using var sessions = new Sessions(SpecOf(engine), SmallData());
        var observer = new RecordingObserver();
        Assert.Equal(engine, Sessions.Finished(sessions.Run(sessions.Order(CandidatePath.Root), observer)).Engine);
        Assert.Equal([engine], observer.Engines);
    }

    /// <summary>A parent's ticket, its root weights and its test are another engine's work: the same files, and metrics as near as float arithmetic.</summary>
    [Fact]
    public void The_other_engine_goes_on_from_these_tickets()
    {
        using var sessions = new Sessions(SpecOf(engine), SmallData());
        var root = sessions.Root();
        var path = Path(StepOf(0.5, 1, RewindPoint.ToEpoch(1)));
        var other = engine == EngineKind.Torch ? EngineKind.Sparse : EngineKind.Torch;
        var own = sessions.Finish(sessions.Order(path, root, root.Ticket));
        var ownTest = Assert.IsType<TestFinished>(sessions.Run(
            sessions.Order(path) with { Work = WorkId.Test(path.Id(TrainingHash)), Tickets = [own.Ticket] })).Result;

        sessions.Spec = sessions.Spec with { Train = sessions.Spec.Train with { Engine = other } };
        var child = sessions.Finish(sessions.Order(path, root, root.Ticket));
        Assert.Equal(other, child.Engine);
        Assert.Equal(own.Curve.Select(p => p.TrainLoss), child.Curve.Select(p => p.TrainLoss), (a, b) => Math.Abs(a - b) < 1e-3 * Math.Max(1, a));
        var test = Assert.IsType<TestFinished>(sessions.Run(
            sessions.Order(path) with { Work = WorkId.Test(path.Id(TrainingHash)), Tickets = [own.Ticket] })).Result;
        Assert.Equal(ownTest.Runs[0].Auc, test.Runs[0].Auc, 0.01);
    }

    [Fact]
    public void A_real_training_learns_to_tell_separable_classes_apart()
    {
        var spec = SpecOf(engine, new TrainSpec { Epochs = 4, BatchSize = 16, LearningRate = 0.05 });
        using var sessions = new Sessions(spec, new MemoryDataset([1, 8, 8], 240, 90, 90, shift: 0.4f));
        var root = sessions.Root();
        Assert.True(root.Validation.Auc > 0.95, $"AUC {root.Validation.Auc}");
        Assert.Equal(4, root.EpochsTrained);
        Assert.Equal(root.WeightsTotal, root.WeightsLeft);
        Assert.Equal(root.Curve.Max(p => p.ValidationAuc), root.Validation.Auc);
    }

    [Fact]
    public void Each_epoch_tells_the_norm_of_its_last_gradient()
    {
        using var sessions = new Sessions(SpecOf(engine), SmallData());
        var (observer, again) = (new RecordingObserver(), new RecordingObserver());
        sessions.Run(sessions.Order(CandidatePath.Root), observer);
        sessions.Run(sessions.Order(CandidatePath.Root), again);
        Assert.Equal(observer.Epochs.Count, observer.GradientNorms.Count);
        Assert.All(observer.GradientNorms, norm => Assert.True(norm > 0 && double.IsFinite(norm), $"{norm}"));
        Assert.Equal(observer.GradientNorms, again.GradientNorms);
    }

    [Fact]
    public void Of_equal_validation_aucs_the_earliest_epoch_is_kept_and_last_keeps_the_last()
    {
        // At this rate no order of the logits ever changes.
        var still = new TrainSpec { Epochs = 3, BatchSize = 16, LearningRate = 1e-12 };
        foreach (var (select, kept) in new[] { (SelectKind.BestAuc, 1), (SelectKind.Last, 3) })
        {
            using var sessions = new Sessions(SpecOf(engine, still with { Select = select }), SmallData());
            var root = sessions.Root();
            Assert.Single(root.Curve.Select(p => p.ValidationAuc).Distinct());
            Assert.Equal(kept, root.KeptEpoch);
        }
    }

    [Fact]
    public void Two_sessions_at_once_on_two_threads_give_the_tickets_each_gives_alone()
    {
        using var first = new Sessions(SpecOf(engine), new MemoryDataset([1, 8, 8], 300, 45, 45));
        var train = new TrainSpec { Epochs = 3, BatchSize = 16, Optimizer = Optimizer.Of("adam"), LearningRate = 0.01 };
        using var second = new Sessions(SpecOf(engine, train), new MemoryDataset([1, 8, 8], 300, 45, 45, seed: 9));
        string[] alone = [Text(first.Root()), Text(second.Root())];
        var together = new string[2];
        var threads = new[] { new Thread(() => together[0] = Text(first.Root())), new Thread(() => together[1] = Text(second.Root())) };
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        Assert.Equal(alone, together);
    }

    [Fact]
    public void A_network_without_a_path_is_recorded_as_dead_and_not_trained()
    {
        var prune = new PruneSpec { Scope = ScopeKind.Global, Criterion = CriterionKind.Magnitude, Biases = false };
        using var sessions = new Sessions(SpecOf(engine, prune: prune), SmallData());
        var root = sessions.Root();
        var begun = sessions.Data.TrainingBatches;
        var child = sessions.Finish(sessions.Order(Path(StepOf(0.999, 1, RewindPoint.ToEpoch(0))), root, root.Ticket));
        Assert.True(child.Dead);
        Assert.Equal((0, begun), (child.EpochsTrained, sessions.Data.TrainingBatches));
        Assert.True(child.Validation.AnswersWithOneClass);
        Assert.Equal(0.5, child.Validation.Auc);
    }

    [Fact]
    public void Micro_batches_give_the_loss_and_weights_of_the_whole_batch_to_rounding()
    {
        var train = new TrainSpec
        {
            Epochs = 2,
            BatchSize = 16,
            LearningRate = 0.05,
            RankingWeight = 2,
            NormaliseCost = true,
            ClassCost = 4,
            Select = SelectKind.Last
        };
        using var sessions = new Sessions(SpecOf(engine, train), SmallData());
        var whole = sessions.Root();
        var parts = sessions.Finish(sessions.Order(CandidatePath.Root) with { MicroBatch = 5 });
        Assert.Equal(5, parts.MicroBatch);
        Assert.Equal(whole.Curve[0].TrainLoss, parts.Curve[0].TrainLoss, 1e-4);
        var inputs = RunInputs.Of(sessions.Order(CandidatePath.Root), sessions.Data, sessions.Store);
        var (a, b) = (inputs.ReadTicket(whole.Ticket, CandidatePath.Root, 0).Trained, inputs.ReadTicket(parts.Ticket, CandidatePath.Root, 0).Trained);
        Assert.All(a.Zip(b), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    [Fact]
    public void Test_work_evaluates_every_replicate_at_its_tickets_thresholds()
    {
        using var sessions = new Sessions(SpecOf(engine), SmallData());
        var first = sessions.Root();
        var order = sessions.Order(CandidatePath.Root);
        var second = sessions.Finish(order with { Work = WorkId.Train(new RunId(order.Work.Candidate, 1)) });
        Assert.NotEqual(first.Ticket.Sha256, second.Ticket.Sha256);

        var test = order with { Work = WorkId.Test(order.Work.Candidate), Tickets = [first.Ticket, second.Ticket] };
        var result = Assert.IsType<TestFinished>(sessions.Run(test)).Result;
        Assert.Equal(2, result.Runs.Length);
        Assert.Equal(
            [first.Validation.At(OperatingRule.Fpr5)!.Value.ThresholdLogit, second.Validation.At(OperatingRule.Fpr5)!.Value.ThresholdLogit],
            result.Runs.Select(r => r.At(OperatingRule.Fpr5)!.Value.ThresholdLogit));
        Assert.InRange((result.Runs[0].Auc + result.Runs[1].Auc) / 2, MetricColumn.Auc.IntervalOf(result)!.Low, MetricColumn.Auc.IntervalOf(result)!.High);

        var swapped = Assert.IsType<WorkFailed>(sessions.Run(test with { Tickets = [second.Ticket, first.Ticket] }));
        Assert.Equal(FailureKind.CheckpointDamaged, swapped.Kind);
    }

    /// <summary>A test evaluation of many replicates takes long: it ends at the next batch, stores nothing, and is handed back.</summary>
    [Fact]
    public void A_test_that_is_stopped_ends_at_the_next_batch_and_stores_nothing()
    {
        using var sessions = new Sessions(SpecOf(engine), SmallData());
        var root = sessions.Root();
        var order = sessions.Order(CandidatePath.Root);
        var test = order with { Work = WorkId.Test(order.Work.Candidate), Tickets = [root.Ticket] };
        var files = Directory.GetFiles(sessions.Folder, "*.safetensors", SearchOption.AllDirectories).Length;
        using var stop = new CancellationTokenSource();
        var batches = 0;
        sessions.Data.OnEvaluationBatch = _ =>
        {
            batches++;
            stop.Cancel();
        };
        Assert.Null(Assert.IsType<WorkInterrupted>(sessions.RunUntil(test, stop.Token)).Checkpoint);
        Assert.Equal(1, batches);
        Assert.Equal(files, Directory.GetFiles(sessions.Folder, "*.safetensors", SearchOption.AllDirectories).Length);
    }
}
