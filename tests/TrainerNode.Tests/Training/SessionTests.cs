using ActorSearch.Search;
using ActorSearch.Search.Metrics;
using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Checkpoints;
using ActorSearch.TrainerNode.Data;
using ActorSearch.TrainerNode.Models;
using ActorSearch.TrainerNode.Pruning;
using ActorSearch.TrainerNode.Training;
using Xunit;
using static ActorSearch.TrainerNode.Tests.Training.Sessions;

namespace ActorSearch.TrainerNode.Tests.Training;

public sealed class TorchSessionTests : SessionTests
{
    protected override EngineKind Engine => EngineKind.Torch;
}

public sealed class SparseSessionTests : SessionTests
{
    protected override EngineKind Engine => EngineKind.Sparse;
}

/// <summary>What holds of a session whatever its engine.</summary>
public abstract class SessionTests
{
    protected abstract EngineKind Engine { get; }

    private SearchSpec SmallSpec(TrainSpec? train = null, PruneSpec? prune = null, params RewindPoint[] rewind)
    {
        var spec = Sessions.SmallSpec(train, prune, rewind);
        return spec with { Train = spec.Train with { Engine = Engine } };
    }

    [Fact]
    public void A_session_and_its_result_name_the_engine_that_trains()
    {
        using var sessions = new Sessions(SmallSpec(), SmallData());
        var observer = new RecordingObserver();
        Assert.Equal(Engine, Sessions.Finished(sessions.Run(sessions.Order(CandidatePath.Root), observer)).Engine);
        Assert.Equal([Engine], observer.Engines);
    }

    /// <summary>A parent's ticket, its root weights and its test are another engine's work: the same files, and metrics as near as float arithmetic.</summary>
    [Fact]
    public void The_other_engine_goes_on_from_these_tickets()
    {
        using var sessions = new Sessions(SmallSpec(), SmallData());
        var root = sessions.Root();
        var path = Path(StepOf(0.5, 1, RewindPoint.ToEpoch(1)));
        var other = Engine == EngineKind.Torch ? EngineKind.Sparse : EngineKind.Torch;
        var own = sessions.Finish(sessions.Order(path, root, root.Ticket));
        var ownTest = Assert.IsType<TestFinished>(sessions.Run(sessions.Order(path) with { Work = WorkId.Test(path.Id(TrainingHash)), Tickets = [own.Ticket] })).Result;

        sessions.Spec = sessions.Spec with { Train = sessions.Spec.Train with { Engine = other } };
        var child = sessions.Finish(sessions.Order(path, root, root.Ticket));
        Assert.Equal(other, child.Engine);
        Assert.Equal(own.Curve.Select(p => p.TrainLoss), child.Curve.Select(p => p.TrainLoss), (a, b) => Math.Abs(a - b) < 1e-3 * Math.Max(1, a));
        var test = Assert.IsType<TestFinished>(sessions.Run(sessions.Order(path) with { Work = WorkId.Test(path.Id(TrainingHash)), Tickets = [own.Ticket] })).Result;
        Assert.Equal(ownTest.Runs[0].Auc, test.Runs[0].Auc, 0.01);
    }

    [Fact]
    public void A_real_training_learns_to_tell_separable_classes_apart()
    {
        var spec = SmallSpec(new TrainSpec { Epochs = 4, BatchSize = 16, LearningRate = 0.05 });
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
        using var sessions = new Sessions(SmallSpec(), SmallData());
        var (observer, again) = (new RecordingObserver(), new RecordingObserver());
        sessions.Run(sessions.Order(CandidatePath.Root), observer);
        sessions.Run(sessions.Order(CandidatePath.Root), again);
        Assert.Equal(observer.Epochs.Count, observer.GradientNorms.Count);
        Assert.All(observer.GradientNorms, norm => Assert.True(norm > 0 && double.IsFinite(norm), $"{norm}"));
        Assert.Equal(observer.GradientNorms, again.GradientNorms);
    }

    [Fact]
    public void A_root_stores_its_weights_at_epoch_0_and_at_every_rewind_epoch()
    {
        using var sessions = new Sessions(SmallSpec(rewind: [RewindPoint.ToEpoch(2), RewindPoint.None]), SmallData());
        Assert.Equal([0, 2], sessions.Root().RootWeights.Select(w => w.Epoch));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("lr:1")]
    [InlineData("none")]
    [InlineData("reinit")]
    public void A_child_starts_from_the_weights_and_epoch_that_its_rewind_point_says(string text)
    {
        Assert.True(RewindPoint.TryParse(text, out var rewind));
        using var sessions = new Sessions(SmallSpec(rewind: [RewindPoint.ToEpoch(0), RewindPoint.ToEpoch(1)]), SmallData());
        var root = sessions.Root();
        var path = Path(StepOf(0.5, 3, rewind));
        var child = sessions.Finish(sessions.Order(path, root, root.Ticket));

        var order = sessions.Order(path, root, root.Ticket);
        var inputs = RunInputs.Of(order, sessions.Data, sessions.Store);
        var ticket = inputs.ReadTicket(child.Ticket, path, 0);
        var parent = inputs.ReadTicket(root.Ticket, CandidatePath.Root, 0);
        var expected = rewind.Kind switch
        {
            RewindKind.Epoch => inputs.ReadRootWeights(rewind.Epoch),
            RewindKind.Reinit => InitialWeights.Reinit(inputs.Layout, 7, 0, 1),
            _ => (float[])parent.Trained.Clone(),
        };
        ticket.Mask.Apply(inputs.Layout, expected);
        Assert.Equal(expected, ticket.Initial);
        var (first, epochs) = text switch { "0" or "reinit" => (1, 3), "none" => (4, 2), _ => (2, 2) };
        Assert.Equal(Enumerable.Range(first, epochs), child.Curve.Select(p => p.Epoch));
        Assert.Equal(root.WeightsTotal / 2.0, child.WeightsLeft, 6.0);
        Assert.Equal(child.WeightsLeft, child.Tensors.Sum(t => t.Left));

        var trained = (float[])ticket.Trained.Clone();
        ticket.Mask.Apply(inputs.Layout, trained);
        Assert.Equal(trained, ticket.Trained);
        Assert.NotEqual(ticket.Initial, ticket.Trained);
    }

    /// <summary>w_ref of magnitude-increase (design part 3): the root's weights at the parent's rewind epoch, 0 where the parent did not start from any.</summary>
    [Theory]
    [InlineData("0", true)]
    [InlineData("1", true)]
    [InlineData("lr:1", false)]
    [InlineData("none", false)]
    [InlineData("reinit", false)]
    public void A_grandchild_is_pruned_by_the_growth_since_its_parents_rewind_point(string text, bool rewound)
    {
        Assert.True(RewindPoint.TryParse(text, out var rewind));
        using var sessions = new Sessions(SmallSpec(), SmallData());
        var root = sessions.Root();
        var path = Path(StepOf(0.5, 1, rewind));
        var parent = sessions.Finish(sessions.Order(path, root, root.Ticket));
        var order = sessions.Order(path.Child(StepOf(0.4, 1, RewindPoint.ToEpoch(0))), root, parent.Ticket);
        var child = sessions.Finish(order);

        var inputs = RunInputs.Of(order, sessions.Data, sessions.Store);
        var ticket = inputs.ReadTicket(parent.Ticket, path, 0);
        float[] reference = rewound ? inputs.ReadRootWeights(rewind.Epoch) : new float[inputs.Layout.Length];
        var expected = Pruner.Prune(inputs.Layout, ticket.Mask, ticket.Trained, reference, sessions.Spec.Prune, 0.4, default);
        var other = Pruner.Prune(inputs.Layout, ticket.Mask, ticket.Trained, rewound ? default : ticket.Initial, sessions.Spec.Prune, 0.4, default);
        Assert.NotEqual(expected, other); // so that the next line can fail
        Assert.Equal(expected, inputs.ReadTicket(child.Ticket, order.Path, 0).Mask);
    }

    [Fact]
    public void Of_equal_validation_aucs_the_earliest_epoch_is_kept_and_last_keeps_the_last()
    {
        // At this rate no order of the logits ever changes.
        var still = new TrainSpec { Epochs = 3, BatchSize = 16, LearningRate = 1e-12 };
        foreach (var (select, kept) in new[] { (SelectKind.BestAuc, 1), (SelectKind.Last, 3) })
        {
            using var sessions = new Sessions(SmallSpec(still with { Select = select }), SmallData());
            var root = sessions.Root();
            Assert.Single(root.Curve.Select(p => p.ValidationAuc).Distinct());
            Assert.Equal(kept, root.KeptEpoch);
        }
    }

    [Fact]
    public void Siblings_see_the_same_batches_and_replicates_share_nothing()
    {
        using var sessions = new Sessions(SmallSpec(), SmallData());
        var root = sessions.Root();
        List<string> Batches(WorkOrder order)
        {
            sessions.Data.Asked.Clear();
            sessions.Finish(order);
            return [.. sessions.Data.Asked];
        }
        WorkOrder Child(double rate, double cost, RewindPoint rewind) => sessions.Order(Path(StepOf(rate, cost, rewind)), root, root.Ticket);
        var one = Batches(Child(0.5, 1, RewindPoint.ToEpoch(1)));
        Assert.Equal(8, one.Count);
        Assert.Equal(one, Batches(Child(0.3, 5, RewindPoint.ToEpoch(1))));
        Assert.Equal(one, Batches(Child(0.5, 1, RewindPoint.ScheduleTo(1))));
        var whole = Batches(Child(0.5, 1, RewindPoint.Reinit));
        Assert.Equal(whole, Batches(sessions.Order(CandidatePath.Root)));
        Assert.Equal(one, whole[4..]);

        var order = sessions.Order(CandidatePath.Root);
        var again = order with { Work = WorkId.Train(new RunId(order.Work.Candidate, 1)) };
        static string Samples(string batch) => batch[batch.IndexOf(':', StringComparison.Ordinal)..];
        Assert.Empty(whole.Select(Samples).Intersect(Batches(again).Select(Samples)));
        var layout = RunInputs.Of(order, sessions.Data, sessions.Store).Layout;
        Assert.DoesNotContain(InitialWeights.Root(layout, 7, 0).Zip(InitialWeights.Root(layout, 7, 1)), pair => pair.First == pair.Second && pair.First != 0);
        float[] Dropout(int replicate)
        {
            var mask = new float[64];
            new DropoutStream(7, replicate, 0, 0, 8).Fill(6, 0.5, 64, mask);
            return mask;
        }
        Assert.NotEqual(Dropout(0), Dropout(1));
    }

    [Fact]
    public void Rewinding_to_epoch_0_restores_the_initial_weights_bit_for_bit()
    {
        using var sessions = new Sessions(SmallSpec(), SmallData());
        var root = sessions.Root();
        var inputs = RunInputs.Of(sessions.Order(CandidatePath.Root, root), sessions.Data, sessions.Store);
        Assert.Equal(InitialWeights.Root(inputs.Layout, 7, 0), inputs.ReadRootWeights(0));
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd)]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.AdamW)]
    public void Stopped_at_any_batch_and_resumed_a_child_run_gives_the_same_ticket(OptimizerKind optimizer)
    {
        var train = new TrainSpec { Epochs = 3, BatchSize = 16, LearningRate = 0.01, WeightDecay = 1e-3, Optimizer = optimizer, RankingWeight = 0.5 };
        using var sessions = new Sessions(SmallSpec(train), SmallData());
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
        var train = new TrainSpec { Epochs = 2, BatchSize = 16, LearningRate = 0.05, Sampling = SamplingKind.Balanced, PartialAuc = new PartialAucSpec { Fpr = 0.3, Weight = 2 } };
        using var sessions = new Sessions(SmallSpec(train), SmallData());
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
        using var sessions = new Sessions(SmallSpec(), SmallData());
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
    public void With_an_interval_of_0_s_every_epoch_but_the_last_ends_with_a_checkpoint_that_resumes_exactly()
    {
        var spec = SmallSpec();
        using var sessions = new Sessions(spec with { Resources = spec.Resources with { CheckpointSeconds = 0 } }, SmallData());
        var observer = new RecordingObserver();
        var expected = Text(Finished(sessions.Run(sessions.Order(CandidatePath.Root), observer)));
        Assert.Equal([(1, 0), (2, 0)], observer.Checkpoints.Select(c => (c.Epoch, c.Batch)));
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
        var spec = SmallSpec();
        using var sessions = new Sessions(spec with { Resources = spec.Resources with { CheckpointSeconds = 0 } }, SmallData());
        var observer = new RecordingObserver();
        var expected = Text(Finished(sessions.Run(sessions.Order(CandidatePath.Root), observer)));
        var (older, newer) = (observer.Checkpoints[0], observer.Checkpoints[1]);

        Damage(sessions, newer.Ref);
        var begun = sessions.Data.TrainingBatches;
        Assert.Equal(expected, Text(sessions.Finish(sessions.Order(CandidatePath.Root, null, null, newer, older))));
        Assert.Equal(8, sessions.Data.TrainingBatches - begun);

        Damage(sessions, newer.Ref);
        sessions.Store.Delete(older.Ref.Sha256);
        begun = sessions.Data.TrainingBatches;
        Assert.Equal(expected, Text(sessions.Finish(sessions.Order(CandidatePath.Root, null, null, newer, older))));
        Assert.Equal(12, sessions.Data.TrainingBatches - begun);
    }

    [Fact]
    public void A_damaged_parent_ticket_is_reported_with_its_reference()
    {
        using var sessions = new Sessions(SmallSpec(), SmallData());
        var root = sessions.Root();
        Damage(sessions, root.Ticket);
        var failed = Assert.IsType<WorkFailed>(sessions.Run(sessions.Order(Path(StepOf(0.5, 1, RewindPoint.ToEpoch(0))), root, root.Ticket)));
        Assert.Equal((FailureKind.CheckpointDamaged, root.Ticket), (failed.Kind, failed.Damaged));
    }

    [Fact]
    public void Stopped_before_its_first_batch_a_run_hands_back_what_it_began_from()
    {
        using var sessions = new Sessions(SmallSpec(), SmallData());
        var stopped = new CancellationToken(canceled: true);
        Assert.Null(Assert.IsType<WorkInterrupted>(sessions.RunUntil(sessions.Order(CandidatePath.Root), stopped)).Checkpoint);
        var checkpoint = Assert.IsType<WorkInterrupted>(StopAfter(sessions, sessions.Order(CandidatePath.Root), 2)).Checkpoint!;
        Assert.Equal(checkpoint, Assert.IsType<WorkInterrupted>(sessions.RunUntil(sessions.Order(CandidatePath.Root, resume: checkpoint), stopped)).Checkpoint);
    }

    [Fact]
    public void Two_sessions_at_once_on_two_threads_give_the_tickets_each_gives_alone()
    {
        using var first = new Sessions(SmallSpec(), new MemoryDataset([1, 8, 8], 300, 45, 45));
        using var second = new Sessions(SmallSpec(new TrainSpec { Epochs = 3, BatchSize = 16, Optimizer = OptimizerKind.Adam, LearningRate = 0.01 }), new MemoryDataset([1, 8, 8], 300, 45, 45, seed: 9));
        string[] alone = [Text(first.Root()), Text(second.Root())];
        var together = new string[2];
        var threads = new[] { new Thread(() => together[0] = Text(first.Root())), new Thread(() => together[1] = Text(second.Root())) };
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        Assert.Equal(alone, together);
    }

    [Fact]
    public void A_sample_that_is_not_a_number_fails_as_input_and_names_epoch_and_batch()
    {
        using var sessions = new Sessions(SmallSpec(), SmallData());
        sessions.Data.Poison(17, float.NaN);
        var failed = Assert.IsType<WorkFailed>(sessions.Run(sessions.Order(CandidatePath.Root)));
        Assert.Equal(FailureKind.Input, failed.Kind);
        Assert.Matches(@"^training does not converge: a logit is NaN in batch \d+ of epoch 1", failed.Reason);
        Assert.Equal(failed, sessions.Run(sessions.Order(CandidatePath.Root)));
    }

    [Fact]
    public void Other_data_than_the_search_began_with_are_the_machines_failure()
    {
        using var sessions = new Sessions(SmallSpec(), SmallData());
        var failed = Assert.IsType<WorkFailed>(sessions.Run(sessions.Order(CandidatePath.Root) with { DataFingerprint = "other" }));
        Assert.Equal(FailureKind.Environment, failed.Kind);
        Assert.Contains("are not those the search began with", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_the_machines_failure()
    {
        using var sessions = new Sessions(SmallSpec(), SmallData());
        var failed = Assert.IsType<WorkFailed>(sessions.Run(sessions.Order(CandidatePath.Root), store: new FullStore()));
        Assert.Equal((FailureKind.Environment, "No space left on device"), (failed.Kind, failed.Reason));
    }

    [Fact]
    public void A_network_without_a_path_is_recorded_as_dead_and_not_trained()
    {
        var prune = new PruneSpec { Scope = ScopeKind.Global, Criterion = CriterionKind.Magnitude, Biases = false };
        using var sessions = new Sessions(SmallSpec(prune: prune), SmallData());
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
        var train = new TrainSpec { Epochs = 2, BatchSize = 16, LearningRate = 0.05, RankingWeight = 2, NormaliseCost = true, ClassCost = 4, Select = SelectKind.Last };
        using var sessions = new Sessions(SmallSpec(train), SmallData());
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
        using var sessions = new Sessions(SmallSpec(), SmallData());
        var first = sessions.Root();
        var order = sessions.Order(CandidatePath.Root);
        var second = sessions.Finish(order with { Work = WorkId.Train(new RunId(order.Work.Candidate, 1)) });
        Assert.NotEqual(first.Ticket.Sha256, second.Ticket.Sha256);

        var test = order with { Work = WorkId.Test(order.Work.Candidate), Tickets = [first.Ticket, second.Ticket] };
        var result = Assert.IsType<TestFinished>(sessions.Run(test)).Result;
        Assert.Equal(2, result.Runs.Length);
        Assert.Equal([first.Validation.AtFpr5.ThresholdLogit, second.Validation.AtFpr5.ThresholdLogit], result.Runs.Select(r => r.AtFpr5.ThresholdLogit));
        Assert.InRange((result.Runs[0].Auc + result.Runs[1].Auc) / 2, result.Auc.Low, result.Auc.High);

        var swapped = Assert.IsType<WorkFailed>(sessions.Run(test with { Tickets = [second.Ticket, first.Ticket] }));
        Assert.Equal(FailureKind.CheckpointDamaged, swapped.Kind);
    }

    [Fact]
    public void The_scores_of_a_test_say_its_figures_to_the_last_digit_and_are_equal_bytes_when_done_again()
    {
        using var sessions = new Sessions(SmallSpec(), SmallData());
        var root = sessions.Root();
        var rootOrder = sessions.Order(CandidatePath.Root);
        var second = sessions.Finish(rootOrder with { Work = WorkId.Train(new RunId(rootOrder.Work.Candidate, 1)) });
        var path = Path(StepOf(0.5, 1, RewindPoint.ToEpoch(1)));
        var order = sessions.Order(path, root, root.Ticket);
        RunResult[] runs =
        [
            sessions.Finish(order),
            sessions.Finish(sessions.Order(path, second, second.Ticket) with { Work = WorkId.Train(new RunId(order.Work.Candidate, 1)) }),
        ];
        var test = order with { Work = WorkId.Test(order.Work.Candidate), Tickets = [.. runs.Select(run => run.Ticket)] };
        var result = Assert.IsType<TestFinished>(sessions.Run(test)).Result;
        var again = Assert.IsType<TestFinished>(sessions.Run(test with { Attempt = 9, Search = new SearchId("another") })).Result;
        Assert.NotNull(result.Scores);
        Assert.Equal(result.Scores, again.Scores);

        var scores = ScoresFile.Read(sessions.Store.Read(result.Scores), result.Scores, TrainingHash, path);
        Assert.Equal(order.Work.Candidate, scores.Candidate);
        Assert.Equal(sessions.Data.Labels(Split.Validation), scores.ValidationLabels);
        Assert.Equal(sessions.Data.Labels(Split.Test), scores.TestLabels);
        Assert.Equal(result.Runs, scores.Runs.Select(run => Evaluator.Evaluate(run.Test, scores.TestLabels, run.Thresholds)));
        Assert.Equal(runs.Select(run => run.Validation), scores.Runs.Select(run => Evaluator.Evaluate(run.Validation, scores.ValidationLabels, run.Thresholds)));
    }

    [Fact]
    public void Where_the_scores_cannot_be_stored_the_test_is_tried_again()
    {
        using var sessions = new Sessions(SmallSpec(), SmallData());
        var root = sessions.Root();
        var order = sessions.Order(CandidatePath.Root);
        var failed = Assert.IsType<WorkFailed>(sessions.Run(order with { Work = WorkId.Test(order.Work.Candidate), Tickets = [root.Ticket] }, store: new FullStore(sessions.Store)));
        Assert.Equal(FailureKind.Environment, failed.Kind);
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

    private static void Damage(Sessions sessions, CheckpointRef reference)
    {
        var path = System.IO.Path.Combine(sessions.Folder, reference.Sha256[..2], reference.Sha256 + ".safetensors");
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    /// <param name="reads">What can still be read.</param>
    private sealed class FullStore(ICheckpointStore? reads = null) : ICheckpointStore
    {
        public CheckpointRef Write(ReadOnlySpan<byte> content, long step) => throw new IOException("No space left on device");
        public byte[] Read(CheckpointRef reference) => reads?.Read(reference) ?? throw new IOException("No space left on device");
        public bool Exists(CheckpointRef reference) => false;
        public void Delete(string sha256) { }
    }
}
