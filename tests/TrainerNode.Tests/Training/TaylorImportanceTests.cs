using ActorSearch.TrainerNode.Torch.Dense;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Devices;
using ActorSearch.TrainerNode.Training.Engines;
using ActorSearch.TrainerNode.Training.Runs;
using Xunit;
using static ActorSearch.TrainerNode.Tests.Training.Sessions;

namespace ActorSearch.TrainerNode.Tests.Training;

public sealed class TaylorImportanceTests
{
    private static readonly CandidatePath Child = Path(StepOf(0.5, 1, RewindPoint.ToEpoch(1)));

    private static SearchSpec Spec(EngineKind engine, double cost, ScopeKind scope = ScopeKind.Layer)
    {
        // One batch of all 60 samples: the sum over batches is then one square, which slopes of the loss can be held against.
        var train = new TrainSpec { Epochs = 3, BatchSize = 60, LearningRate = 0.05, Engine = engine };
        return SmallSpec(train, new PruneSpec { Criterion = CriterionKind.Taylor, ClassCost = cost, Scope = scope });
    }

    private static (float[] Importance, Ticket Parent, RunInputs Inputs) Compute(Sessions sessions)
    {
        var root = sessions.Root();
        var inputs = RunInputs.Of(sessions.Order(Child, root, root.Ticket), sessions.Data, sessions.Store);
        var parent = inputs.ReadTicket(root.Ticket, CandidatePath.Root, 0);
        return (TaylorImportance.Of(inputs, parent, new TorchEngines(ComputeDevice.Cpu), () => { }, CancellationToken.None), parent, inputs);
    }

    /// <summary>Against the loss itself, evaluated by the engine with one weight moved a little to either side.</summary>
    [Theory]
    [InlineData(EngineKind.Torch)]
    [InlineData(EngineKind.Sparse)]
    public void It_is_the_weight_times_the_slope_of_the_class_weighted_loss(EngineKind kind)
    {
        using var sessions = new Sessions(Spec(kind, 7), SmallData());
        var (importance, parent, inputs) = Compute(sessions);
        using var engine = new TorchEngines(ComputeDevice.Cpu).Open(inputs.Architecture, parent.Mask, inputs.Order.Spec.Train, default, null);
        double Loss(int weight, float by)
        {
            var moved = (float[])parent.Trained.Clone();
            moved[weight] += by;
            engine.Load(moved);
            var logits = EvaluationPass.Logits(engine, sessions.Data, Split.Train, () => { });
            return Losses.Compute(
                [.. logits.Select(z => (double)z)], sessions.Data.Labels(Split.Train), new LossSettings(7, false, 0), new double[logits.Length]);
        }
        var seen = 0;
        foreach (var weight in Enumerable.Range(0, importance.Length).OrderByDescending(i => importance[i]).Take(20))
        {
            var slope = new[] { 4e-3f, 1e-3f, 2.5e-4f }
                .Select(step => Math.Abs(parent.Trained[weight] * (Loss(weight, step) - Loss(weight, -step)) / (2 * step)))
                .MinBy(s => Math.Abs(s - importance[weight])); // a kink may lie in the way of one distance
            Assert.True(Math.Abs(slope - importance[weight]) < 0.03 * importance[weight] + 1e-4, $"weight {weight}: {importance[weight]} for {slope}");
            seen++;
        }
        Assert.Equal(20, seen);
    }

    [Fact]
    public void Both_engines_agree_and_the_cost_changes_what_counts()
    {
        using var torchSessions = new Sessions(Spec(EngineKind.Torch, 20), SmallData());
        var (expected, parent, inputs) = Compute(torchSessions);
        var sparse = inputs with { Order = inputs.Order with { Spec = Spec(EngineKind.Sparse, 20) } };
        var actual = TaylorImportance.Of(sparse, parent, new TorchEngines(ComputeDevice.Cpu), () => { }, CancellationToken.None);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4f * expected.Max()));

        var plain = inputs with { Order = inputs.Order with { Spec = Spec(EngineKind.Torch, 1) } };
        var even = TaylorImportance.Of(plain, parent, new TorchEngines(ComputeDevice.Cpu), () => { }, CancellationToken.None);
        Assert.NotEqual(Enumerable.Range(0, even.Length).OrderBy(i => even[i]), Enumerable.Range(0, even.Length).OrderBy(i => expected[i]));
    }

    [Theory]
    [InlineData(EngineKind.Torch)]
    [InlineData(EngineKind.Sparse)]
    public void A_child_stopped_and_resumed_has_the_same_mask_and_ticket(EngineKind kind)
    {
        var spec = Spec(kind, 5, ScopeKind.Global);
        using var sessions = new Sessions(spec with { Train = spec.Train with { BatchSize = 16 } }, SmallData());
        var root = sessions.Root();
        var order = sessions.Order(Child, root, root.Ticket);
        var expected = Text(sessions.Finish(order));
        using var stop = new CancellationTokenSource();
        var begun = sessions.Data.TrainingBatches;
        sessions.Data.OnTrainingBatch = n => { if (n - begun == 3) stop.Cancel(); };
        var checkpoint = Assert.IsType<WorkInterrupted>(sessions.RunUntil(order, stop.Token)).Checkpoint!;
        sessions.Data.OnTrainingBatch = null;
        Assert.Equal(expected, Text(sessions.Finish(order with { Attempt = 2, ResumeFrom = [checkpoint] })));
        Assert.Equal(root.WeightsTotal / 2.0, Finished(sessions.Run(order)).WeightsLeft, 1.0);
    }

    [Fact]
    public void Stopped_while_it_computes_it_gives_nothing()
    {
        using var sessions = new Sessions(Spec(EngineKind.Torch, 5), SmallData());
        var (_, parent, inputs) = Compute(sessions);
        using var stop = new CancellationTokenSource();
        var spec = inputs.Order.Spec;
        var order = inputs.Order with { Spec = spec with { Train = spec.Train with { BatchSize = 16 } } };
        Assert.Throws<OperationCanceledException>(() => TaylorImportance.Of(
            inputs with { Order = order }, parent, new TorchEngines(ComputeDevice.Cpu), stop.Cancel, stop.Token));
    }
}
