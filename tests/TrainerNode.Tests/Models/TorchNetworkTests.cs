using ActorSearch.Search.Layers;
using ActorSearch.Search.Models;
using ActorSearch.Search.Randomness;
using ActorSearch.TrainerNode.Torch.Dense;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Torch.Kinds;
using ActorSearch.TrainerNode.Training.Engines;
using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ActorSearch.TrainerNode.Tests.Models;

public sealed class TorchNetworkTests
{
    public TorchNetworkTests()
    {
        TorchRuntime.Initialize(VectorLevel.Auto);
        TrainingThread.Prepare();
    }

    public static TheoryData<ModelKind, int[]> Models => new()
    {
        { ModelKind.Mlp, [1, 9, 9] }, { ModelKind.LeNet300100, [784] }, { ModelKind.LeNet5, [1, 28, 28] },
        { ModelKind.Cnn3, [3, 32, 32] }, { ModelKind.Cnn3, [1, 28, 28] }, { ModelKind.AlexNetSmall, [3, 64, 64] },
    };

    [Theory, MemberData(nameof(Models))]
    public void Every_model_trains_a_step_and_every_weight_tensor_moves(ModelKind kind, int[] shape)
    {
        var architecture = ArchitectureBuilder.Build(new ModelSpec { Kind = kind, Sizes = [6, 5] }, [.. shape], new PruneSpec());
        var layout = new FlatLayout(architecture);
        using var engine = new TorchEngine(
            architecture, NetworkMask.Full(architecture), new TrainSpec { BatchSize = 6 }, new LossSettings(1, false, 0), null, CPU);
        engine.Load(InitialWeights.Root(layout, 1, 0));
        var before = engine.Copy();
        foreach (var round in new[] { 0, 1, 2 })
        {
            var random = new CounterRandom(4, 0, round, RandomPurpose.SyntheticData);
            foreach (ref var value in engine.TrainingInputs(6)) value = random.NextFloat();
            Assert.True(double.IsFinite(engine.Train([0, 1, 0, 1, 0, 1], 0.05, new DropoutStream(1, 0, 0, round, architecture.Layers.Length))));
        }
        var after = engine.Copy();
        for (var i = 0; i < layout.Parameters.Length; i++)
            Assert.False(layout.Slice((ReadOnlySpan<float>)before, i).SequenceEqual(layout.Slice((ReadOnlySpan<float>)after, i)), layout.Parameters[i].Name);
    }

    [Theory, MemberData(nameof(Models))]
    public void The_forward_pass_is_that_of_torchs_own_modules(ModelKind kind, int[] shape)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var architecture = ArchitectureBuilder.Build(new ModelSpec { Kind = kind, Sizes = [6, 5] }, [.. shape], new PruneSpec());
        using var network = new TorchNetwork(architecture, CPU);
        network.Load(InitialWeights.Root(network.Layout, 1, 0));
        var input = tensor(Draws(3 * shape.Aggregate(1, (a, b) => a * b))).reshape([3, .. shape.Select(n => (long)n)]);
        var unchanged = input.clone();

        var x = input;
        var (weights, parameter) = (network.Copy(), 0);
        Tensor Next() => tensor(network.Layout.Slice((ReadOnlySpan<float>)weights, parameter).ToArray())
            .reshape([.. architecture.Parameters[parameter++].Shape.Select(n => (long)n)]);
        foreach (var layer in architecture.Layers)
        {
            var spec = layer.Spec;
            torch.nn.Module<Tensor, Tensor>? module = spec.Kind switch
            {
                Relu => torch.nn.ReLU(),
                MaxPool => torch.nn.MaxPool2d(spec.Kernel, spec.Stride, spec.Padding),
                AdaptiveAvgPool => torch.nn.AdaptiveAvgPool2d(spec.Size),
                Flatten => torch.nn.Flatten(),
                _ => null,
            };
            if (module is not null)
            {
                x = module.call(x);
                module.Dispose();
            }
            else if (spec.Kind is Linear)
            {
                var (w, b) = (Next(), Next());
                x = x.matmul(w.t()) + b;
            }
            else if (spec.Kind is Conv2d)
            {
                using var conv = torch.nn.Conv2d(layer.InputShape[0], spec.Size, spec.Kernel, stride: spec.Stride, padding: spec.Padding);
                (conv.weight, conv.bias) = (new TorchSharp.Modules.Parameter(Next()), new TorchSharp.Modules.Parameter(Next()));
                x = conv.call(x);
            }
            Assert.Equal([3, .. layer.OutputShape.Select(n => (long)n)], x.shape);
        }
        var ours = network.Forward(input, null);
        Assert.All(Floats(ours).Zip(Floats(x)), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
        Assert.Equal(Floats(unchanged), Floats(input));
    }

    [Fact]
    public void The_gradient_of_the_flat_buffer_is_that_of_finite_differences()
    {
        using var scope = NewDisposeScope();
        var architecture = ArchitectureBuilder.Build(new ModelSpec { Kind = ModelKind.Mlp, Sizes = [4] }, [3], new PruneSpec());
        using var network = new TorchNetwork(architecture, CPU);
        network.Load(InitialWeights.Root(network.Layout, 2, 0));
        var input = tensor(Draws(15)).reshape(5, 3);
        network.ClearGradients();
        network.Forward(input, null).sum().backward();
        var (gradient, weights) = (network.GradientSpan.ToArray(), network.Copy());
        for (var i = 0; i < weights.Length; i++)
        {
            double At(float weight)
            {
                var moved = (float[])weights.Clone();
                moved[i] = weight;
                network.Load(moved);
                return network.Forward(input, null).sum().item<float>();
            }
            var inTensor = network.Layout.Offsets.Zip(network.Layout.Parameters).Any(p => i >= p.First && i < p.First + p.Second.Count);
            if (inTensor) Assert.Equal((At(weights[i] + 1e-2f) - At(weights[i] - 1e-2f)) / 2e-2, gradient[i], 2e-2);
            else Assert.Equal(0, gradient[i]);
        }
    }

    /// <summary>
    /// A pooling is computed before the ReLU in front of it. Inputs of few values make many windows whose greatest are equal, or not above 0.
    /// </summary>
    [Fact]
    public void A_max_pooling_before_its_ReLU_gives_the_gradients_of_the_order_that_the_layers_say_bit_by_bit()
    {
        using var scope = NewDisposeScope();
        LayerSpec[] layers =
        [
            new() { Kind = LayerKind.Of("conv2d"), Size = 4, Kernel = 3, Padding = 1 }, new() { Kind = LayerKind.Of("relu") },
            new() { Kind = LayerKind.Of("max-pool"), Kernel = 3, Stride = 2, Padding = 1 },
            new() { Kind = LayerKind.Of("conv2d"), Size = 3, Kernel = 3 }, new() { Kind = LayerKind.Of("relu") },
            new() { Kind = LayerKind.Of("max-pool"), Kernel = 2, Stride = 2 },
            new() { Kind = LayerKind.Of("flatten") }, new() { Kind = LayerKind.Of("linear"), Size = 1 },
        ];
        var architecture = ArchitectureBuilder.Build(new ModelSpec { Kind = ModelKind.Layers, Layers = [.. layers] }, [2, 12, 12], new PruneSpec());
        using var network = new TorchNetwork(architecture, CPU);
        network.Load([.. InitialWeights.Root(network.Layout, 3, 0).Select(w => MathF.Round(w * 8) / 8)]);
        var input = tensor([.. Draws(6 * 2 * 12 * 12).Select(x => MathF.Round(x * 2) / 2)]).reshape(6, 2, 12, 12);
        network.ClearGradients();
        network.Forward(input, null).sum().backward();

        Tensor[] own = [.. network.ParameterViews.Select(p => p.detach().clone().requires_grad_())];
        var x = input.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        x = nn.functional.max_pool2d(Apply(0, x, own[0], own[1]).relu(), [3, 3], [2, 2], [1, 1]);
        x = nn.functional.max_pool2d(Apply(3, x, own[2], own[3]).relu(), [2, 2], [2, 2]);
        nn.functional.linear(x.flatten(1), own[4], own[5]).sum().backward();
        for (var i = 0; i < own.Length; i++)
        {
            var (expected, found) = (Floats(own[i].grad!.contiguous()), Floats(network.GradientViews[i]));
            Assert.Contains(expected, g => g != 0);
            Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), found.Select(g => BitConverter.SingleToInt32Bits(g + 0f)));
        }

        Tensor Apply(int layer, Tensor input, params Tensor[] tensors) =>
            TorchKind.Of(layers[layer].Kind).Apply(new TorchCall(architecture.Layers[layer], [input], tensors));
    }

    [Theory, MemberData(nameof(Models))]
    public void Gradients_left_where_they_were_made_are_those_of_the_buffer_bit_by_bit(ModelKind kind, int[] shape)
    {
        using var scope = NewDisposeScope();
        var architecture = ArchitectureBuilder.Build(new ModelSpec { Kind = kind, Sizes = [6, 5] }, [.. shape], new PruneSpec());
        using var network = new TorchNetwork(architecture, CPU);
        using var gradients = new BatchGradients(network);
        network.Load(InitialWeights.Root(network.Layout, 1, 0));
        var input = tensor(Draws(5 * shape.Aggregate(1, (a, b) => a * b))).reshape([5, .. shape.Select(n => (long)n)]);
        var pull = tensor(Draws(5)).reshape(5, 1);
        network.ClearGradients();
        network.Forward(input, null).backward([pull]);
        var expected = network.GradientSpan.ToArray();

        network.GradientSpan.Clear();
        gradients.Take(network.Forward(input, null), pull);
        var taken = Enumerable.Range(0, network.Layout.Parameters.Length).SelectMany(i => gradients.Of(i).ToArray()).ToArray();
        Assert.Equal(Bits(expected), Bits(taken));
        gradients.Gather();
        Assert.Equal(Bits(expected), Bits(network.GradientSpan.ToArray()));
        gradients.Release();
        Assert.Equal(Bits(expected), Bits(Enumerable.Range(0, network.Layout.Parameters.Length).SelectMany(i => gradients.Of(i).ToArray())));

        // A cleared buffer makes 0 of -0; the optimizer does where no buffer was.
        static IEnumerable<int> Bits(IEnumerable<float> values) => values.Select(g => BitConverter.SingleToInt32Bits(g + 0f));
    }

    [Fact]
    public void Every_tensor_of_the_layout_starts_on_a_64_byte_boundary()
    {
        var architecture = ArchitectureBuilder.Build(new ModelSpec { Kind = ModelKind.LeNet5 }, [1, 28, 28], new PruneSpec());
        using var network = new TorchNetwork(architecture, CPU);
        Assert.All(network.Layout.Offsets, offset => Assert.Equal(0, offset % 16));
        Assert.Equal(0, Address(network.WeightSpan) % 64);
        Assert.Equal(0, Address(network.GradientSpan) % 64);
        static unsafe long Address(Span<float> span) => (long)System.Runtime.CompilerServices.Unsafe.AsPointer(ref span[0]);
    }

    [Fact]
    public void Initial_weights_are_uniform_within_1_over_the_root_of_fan_in_and_differ_by_stream()
    {
        var layout = new FlatLayout(ArchitectureBuilder.Build(new ModelSpec { Kind = ModelKind.LeNet300100 }, [784], new PruneSpec()));
        var weights = InitialWeights.Root(layout, 1, 0);
        for (var i = 0; i < layout.Parameters.Length; i++)
        {
            var (bound, values) = (1 / MathF.Sqrt(layout.Parameters[i].FanIn), layout.Slice((ReadOnlySpan<float>)weights, i).ToArray());
            Assert.All(values, w => Assert.InRange(w, -bound, bound));
            if (values.Length > 1000) Assert.Equal(bound / Math.Sqrt(3), Math.Sqrt(values.Average(w => (double)w * w)), bound * 0.02);
        }
        Assert.Equal(weights, InitialWeights.Root(layout, 1, 0));
        Assert.NotEqual(weights, InitialWeights.Root(layout, 1, 1));
        Assert.NotEqual(InitialWeights.Reinit(layout, 1, 0, 1), InitialWeights.Reinit(layout, 1, 0, 2));
    }

    [Fact]
    public void Dropout_zeroes_its_share_scales_the_rest_and_a_part_of_a_batch_sees_what_the_whole_does()
    {
        var stream = new DropoutStream(1, 0, 2, 3, 8);
        var whole = new float[100 * 200];
        stream.Fill(6, 0.3, 200, whole);
        Assert.Equal(0.3, whole.Count(m => m == 0) / (double)whole.Length, 0.02);
        Assert.All(whole, m => Assert.True(m == 0 || m == (float)(1 / 0.7)));
        var part = new float[40 * 200];
        (stream with { FirstSample = 25 }).Fill(6, 0.3, 200, part);
        Assert.Equal(whole.AsSpan(25 * 200, part.Length).ToArray(), part);
        (stream with { Batch = 4 }).Fill(6, 0.3, 200, part);
        Assert.NotEqual(whole.AsSpan(0, part.Length).ToArray(), part);
    }

    private static float[] Draws(int count)
    {
        var random = new CounterRandom(8, 0, 0, RandomPurpose.SyntheticData);
        var draws = new float[count];
        foreach (ref var value in draws.AsSpan()) value = random.NextFloat() - 0.5f;
        return draws;
    }

    private static float[] Floats(Tensor tensor) => tensor.contiguous().data<float>().ToArray();
}
