using ActorSearch.Search.Layers;
using ActorSearch.Search.Models;
using ActorSearch.TrainerNode.Tests.Sparse;
using ActorSearch.TrainerNode.Torch.Dense;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Training.Engines;
using ActorSearch.TrainerNode.Training.Engines.Sparse;
using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;
using TorchSharp;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Checking;

public sealed class TorchEngineGradientTests
{
    public TorchEngineGradientTests()
    {
        TorchRuntime.Initialize(VectorLevel.Auto);
        TrainingThread.Prepare();
        if (TorchRuntime.CpuProblem is { } problem) Assert.Skip($"libtorch computes wrong here: {problem}");
    }

    /// <summary>The dense engine against plain loops: half of these networks have inner maps of fewer than six channels.</summary>
    [Fact]
    public void Gradients_are_those_of_plain_loops()
    {
        var (failures, few) = (new List<string>(), 0);
        for (var number = 1; number <= 200; number++)
        {
            var random = new RandomCase(number);
            few += random.Architecture.Layers.Skip(1).Any(layer => layer.Spec.Kind is Conv2d && layer.InputShape[0] < 6) ? 1 : 0;
            using var engine = new TorchEngine(
                random.Architecture, random.Mask, random.Train, random.Loss, number % 7 == 0 ? 1 + random.Batch / 3 : null, torch.CPU);
            engine.Load(random.Weights);
            random.Inputs.CopyTo(engine.TrainingInputs(random.Batch));
            var loss = engine.Gradients(random.Labels, random.Dropout);
            var (expectedLoss, difference) = PlainNetwork.Compare(random, random.Dropout, engine.GradientCopy());
            if (Math.Abs(loss - expectedLoss) > 1e-5 * Math.Max(1, Math.Abs(expectedLoss)) || !(difference < 1e-4))
                failures.Add($"{number}: loss {loss} for {expectedLoss}, gradient off by {difference}: {random}");
        }
        Assert.True(failures.Count == 0, $"{failures.Count} failures\n{string.Join('\n', failures.Take(5))}");
        Assert.True(few > 40, $"{few} networks have an inner map of few channels");
    }

    /// <summary>The networks that oneDNN trained wrong on some CPUs.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    public void A_network_with_an_inner_map_of_few_channels_has_the_losses_of_the_sparse_engine(int channels)
    {
        static LayerSpec Convolution(int size) => new() { Kind = LayerKind.Of("conv2d"), Size = size, Kernel = 3, Padding = 1 };
        LayerSpec[] layers =
        [
            Convolution(8), new() { Kind = LayerKind.Of("relu") }, Convolution(channels), new() { Kind = LayerKind.Of("relu") },
            Convolution(4), new() { Kind = LayerKind.Of("relu") },
            new() { Kind = LayerKind.Of("flatten") }, new() { Kind = LayerKind.Of("linear"), Size = 1 },
        ];
        var model = new ModelSpec { Kind = ModelKind.Layers, Layers = [.. layers] };
        var layout = new FlatLayout(ArchitectureBuilder.Build(model, [channels, 12, 12], new PruneSpec()));
        var (mask, train) = (NetworkMask.Full(layout.Architecture), new TrainSpec { BatchSize = 16, LearningRate = 0.02 });
        using var scope = torch.NewDisposeScope();
        using var dense = new TorchEngine(layout.Architecture, mask, train, new LossSettings(3, false, 0), null, torch.CPU);
        using var sparse = new SparseEngine(layout.Architecture, mask, train, new LossSettings(3, false, 0), null);
        var weights = InitialWeights.Root(layout, 5, 0);
        var losses = new List<double>();
        dense.Load(weights);
        sparse.Load(weights);
        for (var step = 0; step < 50; step++)
        {
            var random = new Search.Randomness.CounterRandom(channels, 0, step % 4, Search.Randomness.RandomPurpose.SyntheticData);
            var inputs = dense.TrainingInputs(16);
            foreach (ref var value in inputs) value = 2 * random.NextFloat() - 1;
            inputs.CopyTo(sparse.TrainingInputs(16));
            byte[] labels = [.. Enumerable.Range(0, 16).Select(i => (byte)(i % 4 == 0 ? 1 : 0))];
            var dropout = new DropoutStream(1, 0, 0, step, layers.Length);
            losses.Add(dense.Train(labels, 0.02, dropout));
            Assert.Equal(losses[^1], sparse.Train(labels, 0.02, dropout), 1e-3);
        }
        Assert.True(losses[^1] < 0.95 * losses[0], $"the loss only fell from {losses[0]} to {losses[^1]}");
    }
}
