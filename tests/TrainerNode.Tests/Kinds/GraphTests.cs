using ActorSearch.Search.Layers;
using ActorSearch.Search.Optimizers;
using ActorSearch.TrainerNode.Tests.Checking;
using ActorSearch.TrainerNode.Tests.Sparse;
using ActorSearch.TrainerNode.Torch.Dense;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Training.Engines;
using ActorSearch.TrainerNode.Training.Engines.Sparse;
using ActorSearch.TrainerNode.Training.Pruning;
using TorchSharp;
using Xunit;
using static ActorSearch.TrainerNode.Training.Engines.Sparse.UnitKind;

namespace ActorSearch.TrainerNode.Tests.Kinds;

/// <summary>Networks that are no chains: several layers take one output, and layers take several.</summary>
public sealed class GraphTests
{
    private static readonly string[] Plain = ["relu"];

    [Fact]
    public void The_sparse_engine_has_the_gradients_of_plain_loops() => Compare(
        400, (random, part) => new SparseEngine(random.Architecture, random.Mask, random.Train, random.Loss, part));

    [Fact]
    public void The_dense_engine_has_the_gradients_of_plain_loops()
    {
        Torch();
        using var scope = torch.NewDisposeScope();
        Compare(150, (random, part) => new TorchEngine(random.Architecture, random.Mask, random.Train, random.Loss, part, torch.CPU));
    }

    [Fact]
    public void Gradients_of_the_sparse_engine_are_the_slopes_of_the_loss() =>
        Slopes(random => new SparseEngine(random.Architecture, random.Mask, random.Train, Smooth(random), null));

    [Fact]
    public void Gradients_of_the_dense_engine_are_the_slopes_of_the_loss()
    {
        Torch();
        using var scope = torch.NewDisposeScope();
        Slopes(random => new TorchEngine(random.Architecture, random.Mask, random.Train, Smooth(random), null, torch.CPU));
    }

    /// <summary>The order in which gradients are added is part of the result.</summary>
    [Theory]
    [InlineData(EngineKind.Sparse)]
    [InlineData(EngineKind.Torch)]
    public void A_training_gives_the_same_bits_again(EngineKind kind)
    {
        Torch();
        using var scope = torch.NewDisposeScope();
        for (var number = 1; number <= 20; number++)
        {
            var random = new RandomCase(number, ["relu", "offset"]);
            int[] Bits()
            {
                using var engine = Open(kind, random);
                engine.Load(random.Weights);
                for (var step = 0; step < 10; step++)
                {
                    random.Inputs.CopyTo(engine.TrainingInputs(random.Batch));
                    engine.Train(random.Labels, 0.01, random.Dropout with { Batch = step });
                }
                return [.. engine.Copy().Select(BitConverter.SingleToInt32Bits)];
            }
            Assert.Equal(Bits(), Bits());
        }
    }

    /// <summary>A buffer goes in and out with the weights, is changed by its layer alone, and has no gradient and no optimizer state.</summary>
    [Theory]
    [InlineData(EngineKind.Sparse)]
    [InlineData(EngineKind.Torch)]
    public void A_buffer_is_kept_with_the_weights_and_changed_by_its_layer_alone(EngineKind kind)
    {
        Torch();
        using var scope = torch.NewDisposeScope();
        var seen = 0;
        for (var number = 1; number <= 40; number++)
        {
            var random = new RandomCase(number, ["offset"]);
            if (random.Architecture.Buffers.IsEmpty) continue;
            seen++;
            using var engine = Open(kind, random, "adam");
            engine.Load(random.Weights);
            var expected = 0.5f;
            for (var step = 0; step < 5; step++)
            {
                random.Inputs.CopyTo(engine.TrainingInputs(random.Batch));
                engine.Train(random.Labels, 0.01, random.Dropout with { Batch = step });
                expected *= 0.9f;
            }
            var (weights, gradient) = (engine.Copy(), engine.GradientCopy());
            foreach (var buffer in random.Architecture.Buffers)
            {
                Assert.All(random.Layout.Slice(weights.AsSpan(), buffer.Index).ToArray(), value => Assert.Equal(expected, value));
                Assert.All(random.Layout.Slice(gradient.AsSpan(), buffer.Index).ToArray(), value => Assert.Equal(0, value));
                foreach (var slot in engine.SaveOptimizer().Values)
                    Assert.All(random.Layout.Slice(slot.AsSpan(), buffer.Index).ToArray(), value => Assert.Equal(0, value));
            }
        }
        Assert.True(seen > 20, $"{seen} networks with a buffer");
    }

    /// <summary>input -> fc1 -> sum -> fc2, and input -> sum: without any weight of fc1 the input still comes through.</summary>
    [Fact]
    public void A_network_lives_as_long_as_one_way_of_several_does()
    {
        var graph = new GraphBuilder([2], (_, _) => true);
        var sum = graph.Add(new() { Kind = LayerKind.Of("add") }, graph.Add(new() { Kind = LayerKind.Of("linear"), Size = 2 }, 0), 0);
        graph.Add(new() { Kind = LayerKind.Of("linear"), Size = 1 }, sum);
        var residual = graph.Build();
        NetworkMask Mask(int[] first, int[] second) => new([Left(4, first), Left(2, 0), Left(2, second), Left(1)]);
        static BitMask Left(int count, params int[] left) => BitMask.Full(count).Without([.. Enumerable.Range(0, count).Except(left)]);

        Assert.False(Connectivity.IsDead(residual, Mask([], [1])));
        Assert.True(Connectivity.IsDead(residual, Mask([0, 1, 2, 3], [])));
        var structure = Structure.Of(residual, Mask([], [1]));
        Assert.Equal([Constant, Zero], structure.Kinds[1]);
        Assert.Equal([Live, Live], structure.Kinds[2]);
        Assert.Equal([false, true], structure.Needed[0]);
        Assert.Equal([false, false], structure.NeededBy[0][0]);
        Assert.Equal([false, true], structure.NeededBy[1][1]);
    }

    [Fact]
    public void A_graph_that_does_not_hang_together_is_refused()
    {
        static GraphBuilder New() => new([3], (_, _) => true);
        static LayerSpec Linear(int size) => new() { Kind = LayerKind.Of("linear"), Size = size };
        var (loose, ahead, two, unlike) = (New(), New(), New(), New());
        loose.Add(Linear(2), 0);
        loose.Add(Linear(1), 0);
        Assert.Equal("model: no layer takes what fc1 gives", Assert.Throws<BadInputException>(loose.Build).Message);
        Assert.Contains("does not come before it", Assert.Throws<BadInputException>(() => ahead.Add(Linear(1), 1)).Message, StringComparison.Ordinal);
        Assert.Equal("model: layer fc1 (linear) does not take 2 inputs", Assert.Throws<BadInputException>(() => two.Add(Linear(1), 0, 0)).Message);
        unlike.Add(Linear(2), 0);
        Assert.Throws<BadInputException>(() => unlike.Add(new LayerSpec { Kind = LayerKind.Of("add") }, 0, 1));
    }

    private static LossSettings Smooth(RandomCase random) => random.Loss with { PartialAucWeight = 0 };

    private static void Compare(int cases, Func<RandomCase, int?, INetworkEngine> open)
    {
        var (failures, forks, sums) = (new List<string>(), 0, 0);
        for (var number = 1; number <= cases; number++)
        {
            var random = new RandomCase(number, number % 3 == 0 ? ["offset"] : Plain);
            forks += random.Architecture.Takers.Count(takers => takers.Length > 1);
            sums += random.Architecture.Layers.Count(layer => layer.Inputs.Length > 1);
            using var engine = open(random, number % 7 == 0 && random.Architecture.Buffers.IsEmpty ? 1 + random.Batch / 3 : null);
            engine.Load(random.Weights);
            random.Inputs.CopyTo(engine.TrainingInputs(random.Batch));
            var loss = engine.Gradients(random.Labels, random.Dropout);
            var (expectedLoss, difference) = PlainNetwork.Compare(random, random.Dropout, engine.GradientCopy());
            if (Math.Abs(loss - expectedLoss) > 1e-5 * Math.Max(1, Math.Abs(expectedLoss)) || !(difference < 1e-4))
                failures.Add($"{number}: loss {loss} for {expectedLoss}, gradient off by {difference}: {random}");
        }
        Assert.True(failures.Count == 0, $"{failures.Count} failures\n{string.Join('\n', failures.Take(5))}");
        Assert.True(forks > cases && sums > cases, $"{forks} forks, {sums} sums");
    }

    private static void Slopes(Func<RandomCase, INetworkEngine> open)
    {
        var checkedWeights = 0;
        for (var number = 1; number <= 40; number++)
        {
            var random = new RandomCase(number, Plain);
            using var engine = open(random);
            random.Inputs.CopyTo(engine.TrainingInputs(random.Batch));
            double LossAt(float[] weights)
            {
                engine.Load(weights);
                return engine.Gradients(random.Labels, random.Dropout);
            }
            LossAt(random.Weights);
            var gradient = engine.GradientCopy();
            var steepest = Array.IndexOf(gradient, gradient.MaxBy(Math.Abs));
            if (gradient[steepest] == 0) continue;
            var slope = Enumerable.Range(0, 3).Select(i =>
            {
                // A kink (ReLU, pooling) may lie in the way: the best of three distances counts.
                var step = 3e-3f / (1 << 2 * i);
                var (up, down) = ((float[])random.Weights.Clone(), (float[])random.Weights.Clone());
                (up[steepest], down[steepest]) = (up[steepest] + step, down[steepest] - step);
                return (LossAt(up) - LossAt(down)) / ((double)up[steepest] - down[steepest]);
            }).MinBy(s => Math.Abs(s - gradient[steepest]));
            Assert.True(
                Math.Abs(slope - gradient[steepest]) < 0.02 * Math.Abs(gradient[steepest]),
                $"{number}: slope {slope}, gradient {gradient[steepest]}: {random}");
            checkedWeights++;
        }
        Assert.True(checkedWeights > 25, $"{checkedWeights}");
    }

    private static INetworkEngine Open(EngineKind kind, RandomCase random, string optimizer = "sgd")
    {
        var train = random.Train with { Optimizer = Optimizer.Of(optimizer) };
        return kind == EngineKind.Sparse
            ? new SparseEngine(random.Architecture, random.Mask, train, random.Loss, null)
            : new TorchEngine(random.Architecture, random.Mask, train, random.Loss, null, torch.CPU);
    }

    private static void Torch()
    {
        TorchRuntime.Initialize(VectorLevel.Auto);
        TrainingThread.Prepare();
        if (TorchRuntime.CpuProblem is { } problem) Assert.Skip($"libtorch computes wrong here: {problem}");
    }
}
