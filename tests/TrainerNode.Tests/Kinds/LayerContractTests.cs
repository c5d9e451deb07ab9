using System.Text.RegularExpressions;
using ActorSearch.Search.Layers;
using ActorSearch.Search.Randomness;
using ActorSearch.TrainerNode.Tests.Checking;
using ActorSearch.TrainerNode.Torch.Dense;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Torch.Kinds;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Engines;
using ActorSearch.TrainerNode.Training.Engines.Sparse;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;
using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;
using TorchSharp;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Kinds;

/// <summary>What every kind of layer has to keep: the product's and those of the tests.</summary>
public sealed class LayerContractTests
{
    private const int Samples = 7;

    public static TheoryData<string> Kinds => [.. LayerKind.All.Select(kind => kind.Name)];

    [Theory, MemberData(nameof(Kinds))]
    public void It_has_a_file_of_its_name_a_class_in_each_engine_and_a_line_in_the_documentation(string name)
    {
        var kind = LayerKind.Of(name);
        Assert.Equal(kind.GetType().Name + "Torch", TorchKind.Of(kind).GetType().Name);
        Assert.Equal(kind.GetType().Name + "Sparse", SparseKind.Of(kind).GetType().Name);
        Assert.Matches("^[a-z][a-z0-9-]*$", name);
        if (kind.GetType().Assembly != typeof(LayerKind).Assembly) return;
        Assert.True(File.Exists(Checkout.PathOf("Search", "Layers", kind.GetType().Name + ".cs")));
        Assert.True(File.Exists(Checkout.PathOf("TrainerNode", "Torch", "Kinds", TorchKind.Of(kind).GetType().Name + ".cs")));
        Assert.True(File.Exists(Checkout.PathOf("TrainerNode", "Training", "Engines", "Sparse", "Kinds", SparseKind.Of(kind).GetType().Name + ".cs")));
        Assert.Matches(new Regex($"^\\| .*`({{ )?{name}[:`].*$", RegexOptions.Multiline), File.ReadAllText(Checkout.PathOf("docs", "search-file.md")));
        if (!kind.DiffersBySample(SpecOf(kind)) && kind is not Flatten) Assert.NotEmpty(TorchKind.Of(kind).Cases); // what a machine has to compute right
    }

    /// <summary>The plain loops are right by themselves: their gradients are the slopes of what they compute.</summary>
    [Theory, MemberData(nameof(Kinds))]
    public void Its_plain_gradients_are_the_slopes_of_its_plain_outputs(string name)
    {
        var layer = NetworkOf(name).Layers[0];
        var random = new CounterRandom(11, 0, 0, RandomPurpose.SyntheticData);
        double[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => 2.0 * random.NextFloat() - 1)];
        var inputs = layer.InputShapes.Select(shape => Draw(Samples * Count(shape))).ToArray();
        var tensors = layer.Tensors.Select(tensor => Draw(tensor.Count)).ToArray();
        var pull = Draw(Samples * Count(layer.OutputShape));
        PlainBatch Run()
        {
            float[]? dropped = layer.Kind.DiffersBySample(layer.Spec) ? [.. pull.Select((_, i) => i % 3 == 0 ? 0f : 1.5f)] : null;
            var batch = new PlainBatch(layer, inputs, tensors) { Pull = pull, Dropped = dropped };
            layer.Kind.Forward(batch);
            return batch;
        }
        var expected = Run();
        Assert.Equal(pull.Length, expected.Outputs.Length);
        layer.Kind.Backward(expected);
        var trained = layer.Tensors.Index().Where(tensor => tensor.Item.Role != TensorRole.Buffer)
            .Select(tensor => (tensors[tensor.Index], expected.TensorPulls[tensor.Index]));
        foreach (var (values, gradient) in inputs.Zip(expected.InputPulls).Concat(trained))
        {
            for (var i = 0; i < values.Length; i += 1 + values.Length / 40)
            {
                double LossAt(double value)
                {
                    var before = values[i];
                    values[i] = value;
                    var loss = Run().Outputs.Zip(pull).Sum(pair => pair.First * pair.Second);
                    values[i] = before;
                    return loss;
                }
                const double Step = 1e-7;
                Assert.Equal((LossAt(values[i] + Step) - LossAt(values[i] - Step)) / (2 * Step), gradient[i], 1e-5);
            }
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Both_engines_have_its_plain_loss_and_gradients(string name)
    {
        TorchRuntime.Initialize(VectorLevel.Auto);
        TrainingThread.Prepare();
        var layout = new FlatLayout(NetworkOf(name, behind: true));
        for (var number = 0; number < 10; number++)
        {
            var random = new CounterRandom(number, 0, 0, RandomPurpose.SyntheticData);
            var (inputs, labels) = (new float[Samples * Count(layout.Architecture.InputShape)], new byte[Samples]);
            foreach (ref var value in inputs.AsSpan()) value = 2 * random.NextFloat() - 1;
            for (var i = 0; i < Samples; i++) labels[i] = (byte)(i % 2);
            var mask = number == 0 ? NetworkMask.Full(layout.Architecture) : Pruner.Prune(
                layout, NetworkMask.Full(layout.Architecture), new float[layout.Length], default, new PruneSpec { Criterion = CriterionKind.Random },
                0.09 * number, new PruningKey(number, 0, 1));
            var weights = InitialWeights.Root(layout, number, 0);
            mask.Apply(layout, weights);
            var (train, loss) = (new TrainSpec { BatchSize = Samples }, new LossSettings(2, false, 0));
            var dropout = new DropoutStream(number, 0, 0, 0, layout.Architecture.Layers.Length);
            var (expectedLoss, expected) = new PlainNetwork(layout, weights).Gradients(inputs, labels, loss, dropout);
            mask.Apply(layout, expected);

            using var scope = torch.NewDisposeScope();
            INetworkEngine[] engines = TorchRuntime.CpuProblem is null
                ? [new SparseEngine(layout.Architecture, mask, train, loss, null), new TorchEngine(layout.Architecture, mask, train, loss, null, torch.CPU)]
                : [new SparseEngine(layout.Architecture, mask, train, loss, null)];
            foreach (var engine in engines)
            {
                engine.Load(weights);
                inputs.CopyTo(engine.TrainingInputs(Samples));
                Assert.Equal(expectedLoss, engine.Gradients(labels, dropout), 1e-5);
                var gradient = engine.GradientCopy();
                mask.Apply(layout, gradient);
                Assert.All(expected.Zip(gradient), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
                engine.Dispose();
            }
        }
    }

    /// <summary>Shapes, names, roles and numbers come back, and initial values are the same for the same seed.</summary>
    [Theory, MemberData(nameof(Kinds))]
    public void It_survives_a_file_and_begins_the_same_again(string name)
    {
        var network = NetworkOf(name, behind: true);
        var read = ModelDescription.Read(ModelDescription.Write(network), network.InputShape);
        Assert.Equal(ModelDescription.Write(network), ModelDescription.Write(read));
        Assert.Equal(network.Layers.Select(layer => layer.Spec with { Name = layer.Name }), read.Layers.Select(layer => layer.Spec));
        Assert.Equal(network.Tensors.Select(tensor => (tensor.Index, tensor.Name, tensor.Role, tensor.Prunable)),
            read.Tensors.Select(tensor => (tensor.Index, tensor.Name, tensor.Role, tensor.Prunable)));
        Assert.All(network.Tensors.Index(), tensor => Assert.Equal(tensor.Index, tensor.Item.Index));
        var layout = new FlatLayout(network);
        Assert.Equal(InitialWeights.Root(layout, 5, 0), InitialWeights.Root(new FlatLayout(read), 5, 0));
        Assert.NotEqual(InitialWeights.Root(layout, 5, 0), InitialWeights.Root(layout, 6, 0));
    }

    /// <summary>A number out of range is refused, wherever it comes from.</summary>
    [Theory, MemberData(nameof(Kinds))]
    public void Its_numbers_have_ranges(string name)
    {
        var kind = LayerKind.Of(name);
        foreach (var key in kind.Keys)
        {
            key.Check("x", SpecOf(kind));
            Assert.Throws<BadInputException>(() => key.Check("x", key.With(SpecOf(kind), key.Least - 1)));
            Assert.Throws<BadInputException>(() => key.Check("x", key.With(SpecOf(kind), key.Most(SpecOf(kind)) + 1.0)));
            if (key.Default is { } standard) key.Check("x", key.With(SpecOf(kind), standard(SpecOf(kind))));
        }
    }

    /// <summary>A layer with the examples and defaults of its keys, but small.</summary>
    private static LayerSpec SpecOf(LayerKind kind)
    {
        var spec = new LayerSpec { Kind = kind };
        foreach (var key in kind.Keys) spec = key.With(spec, key.Default?.Invoke(spec) ?? Math.Min(key.Example, 3));
        return spec;
    }

    /// <summary>The layer on an image, or on features where it takes none. Weights before it make gradients come through it; a logit is behind it.</summary>
    private static Architecture NetworkOf(string name, bool behind = false)
    {
        var kind = LayerKind.Of(name);
        foreach (var input in new ImmutableArray<int>[] { [2, 6, 7], [5] })
        {
            try
            {
                var graph = new GraphBuilder(input, (_, _) => true);
                var last = 0;
                if (behind)
                    last = graph.Add(input.Length == 3 ? new() { Kind = LayerKind.Of("conv2d"), Size = 2, Kernel = 3, Padding = 1 }
                        : new() { Kind = LayerKind.Of("linear"), Size = 5 }, 0);
                last = graph.Add(SpecOf(kind), kind.TakesSeveral ? [last, last] : [last]);
                last = graph.Add(new() { Kind = LayerKind.Of("flatten") }, last);
                graph.Add(new() { Kind = LayerKind.Of("linear"), Size = 1 }, last);
                return graph.Build();
            }
            catch (BadInputException)
            {
                // It takes the other kind of input.
            }
        }
        throw new InvalidOperationException($"{name} takes neither an image nor features");
    }

    private static int Count(ImmutableArray<int> shape) => shape.Aggregate(1, (a, b) => a * b);
}
