using ActorSearch.Search.Layers;
using ActorSearch.Search.Models;
using Xunit;

namespace ActorSearch.Search.Tests.Models;

public sealed class ArchitectureBuilderTests
{
    private static Architecture Build(ModelKind kind, params int[] input) =>
        ArchitectureBuilder.Build(new ModelSpec { Kind = kind }, [.. input], new PruneSpec());

    private static Architecture Build(ImmutableArray<LayerSpec> layers, int[] input, PruneSpec? prune = null) =>
        ArchitectureBuilder.Build(new ModelSpec { Kind = ModelKind.Layers, Layers = layers }, [.. input], prune ?? new PruneSpec());

    private static LayerSpec Linear(int size, string? name = null) => new() { Kind = LayerKind.Of("linear"), Size = size, Name = name };
    private static LayerSpec Conv(int size, int kernel, string? name = null) =>
        new() { Kind = LayerKind.Of("conv2d"), Size = size, Kernel = kernel, Name = name };
    private static LayerSpec Of(LayerKind kind) => new() { Kind = kind };

    private static string Message(Action act) => Assert.Throws<BadInputException>(act).Message;

    // The counts are computed by hand from the published layer sizes: weights and biases.
    [Theory]
    [InlineData(ModelKind.LeNet300100, new[] { 784 }, 784 * 300 + 300 + 300 * 100 + 100 + 100 + 1)]
    [InlineData(ModelKind.LeNet300100, new[] { 1, 28, 28 }, 784 * 300 + 300 + 300 * 100 + 100 + 100 + 1)]
    [InlineData(ModelKind.LeNet5, new[] { 1, 28, 28 }, 156 + 2416 + 48120 + 10164 + 85)]
    [InlineData(ModelKind.Cnn3, new[] { 3, 64, 64 }, 448 + 2320 + 4640 + (800 * 32 + 32) + 33)]
    [InlineData(ModelKind.Cnn3, new[] { 1, 28, 28 }, 160 + 2320 + 4640 + (800 * 32 + 32) + 33)]
    [InlineData(ModelKind.AlexNetSmall, new[] { 3, 63, 63 },
        23232 + 307200 + 663552 + 884736 + 589824 + 2048 + 64 + 8 + 64 + 192 + 384 + 256 + 256 + 8 + 8 + 1)]
    public void Built_in_models_have_the_published_number_of_weights(ModelKind kind, int[] input, int expected)
    {
        var architecture = Build(kind, input);
        Assert.Equal(expected, architecture.Parameters.Sum(p => p.Count));
        Assert.Equal(expected, architecture.PrunableWeights);
        Assert.Equal([1], architecture.Layers[^1].OutputShape);
    }

    [Fact]
    public void The_small_alexnet_has_about_2_47_million_weights() =>
        Assert.InRange(Build(ModelKind.AlexNetSmall, 3, 224, 224).Parameters.Where(p => p.Role == TensorRole.Weight).Sum(p => p.Count), 2_465_000, 2_475_000);

    [Fact]
    public void Cnn_3_halves_the_side_three_times_and_pools_to_5x5()
    {
        var layers = Build(ModelKind.Cnn3, 3, 227, 227).Layers;
        Assert.Equal(
            ["conv1", "relu1", "pool1", "conv2", "relu2", "pool2", "conv3", "relu3", "pool3", "pool4", "flatten1", "fc1", "relu4", "dropout1", "fc2"],
            layers.Select(layer => layer.Name));
        Assert.Equal([16, 114, 114], layers[2].OutputShape);
        Assert.Equal([16, 57, 57], layers[5].OutputShape);
        Assert.Equal([32, 29, 29], layers[8].OutputShape);
        Assert.Equal([32, 5, 5], layers[9].OutputShape);
        Assert.Equal([800], layers[10].OutputShape);
        Assert.Equal(0.5, layers[13].Spec.Rate);
    }

    [Fact]
    public void An_mlp_flattens_images_and_only_images()
    {
        var mlp = new ModelSpec { Kind = ModelKind.Mlp, Sizes = [7, 5] };
        var onImages = ArchitectureBuilder.Build(mlp, [2, 3, 4], new PruneSpec());
        Assert.Equal(["flatten1", "fc1", "relu1", "fc2", "relu2", "fc3"], onImages.Layers.Select(l => l.Name));
        var onFeatures = ArchitectureBuilder.Build(mlp, [24], new PruneSpec());
        Assert.Equal(["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias", "fc3.weight", "fc3.bias"], onFeatures.Parameters.Select(p => p.Name));
        Assert.Equal([7, 24], onFeatures.Parameters[0].Shape);
        Assert.Equal([24, 24, 7, 7, 5, 5], onFeatures.Parameters.Select(p => p.FanIn));
    }

    [Fact]
    public void Fan_in_of_a_convolution_is_input_channels_times_kernel()
    {
        var conv = Build(ModelKind.LeNet5, 1, 28, 28).Layers.Single(l => l.Name == "conv2");
        Assert.Equal([16, 6, 5, 5], conv.Weight!.Shape);
        Assert.Equal((150, 150), (conv.Weight.FanIn, conv.Bias!.FanIn));
        Assert.Equal([16], conv.Bias.Shape);
    }

    [Theory]
    [InlineData(ModelKind.LeNet5, new[] { 1, 8, 8 }, "model: an input of 1x8x8 is too small for lenet-5: layer conv2 would have no output")]
    [InlineData(ModelKind.LeNet5, new[] { 1, 11, 10 }, "model: an input of 1x11x10 is too small for lenet-5: layer pool2 would have no output")]
    [InlineData(ModelKind.AlexNetSmall, new[] { 3, 62, 224 }, "model: an input of 3x62x224 is too small for alexnet-small: layer pool3 would have no output")]
    [InlineData(ModelKind.Cnn3, new[] { 30 }, "model: cnn-3 needs images, but a sample has 30 features; use mlp, lenet-300-100 or a list of layers")]
    public void An_input_that_does_not_fit_is_refused(ModelKind kind, int[] input, string expected) =>
        Assert.Equal(expected, Message(() => Build(kind, input)));

    [Theory]
    [InlineData(ModelKind.LeNet5, 12)]
    [InlineData(ModelKind.AlexNetSmall, 63)]
    [InlineData(ModelKind.Cnn3, 1)]
    public void The_smallest_input_that_fits_is_taken(ModelKind kind, int side) => Assert.Equal([1], Build(kind, 3, side, side).Layers[^1].OutputShape);

    [Fact]
    public void Given_names_are_used_and_others_count_every_layer_of_their_kind()
    {
        var layers = Build([Conv(2, 3, "edges"), Conv(2, 3), Of(LayerKind.Of("flatten")), Linear(4), Linear(1, "out")], [1, 8, 8]).Layers;
        Assert.Equal(["edges", "conv2", "flatten1", "fc1", "out"], layers.Select(l => l.Name));
        Assert.Equal("model: two layers are named `fc2`; names must differ", Message(() => Build([Linear(4, "fc2"), Linear(1)], [3])));
    }

    [Fact]
    public void A_list_that_does_not_end_in_one_logit_or_lacks_a_flatten_is_refused()
    {
        Assert.Equal("model: the last layer must be `linear: 1`, the logit, but it is `relu`",
            Message(() => Build([Linear(1), Of(LayerKind.Of("relu"))], [3])));
        Assert.Equal("model: the last layer must be `linear: 1`, the logit, but there is no layer", Message(() => Build([], [3])));
        Assert.Equal("model: the last layer, fc1, must be `linear: 1` (one logit), but it gives 2", Message(() => Build([Linear(2)], [3])));
        Assert.Equal("model: layer fc1 (linear) gets an image of 1x8x8; put `flatten` before it", Message(() => Build([Linear(1)], [1, 8, 8])));
        Assert.Equal("model: layer conv1 (conv2d) needs an image, but gets 3 features", Message(() => Build([Conv(1, 1), Linear(1)], [3])));
        Assert.Contains("too large",
            Message(() => Build([Of(LayerKind.Of("flatten")), Linear(1_000_000), Linear(1)], [3, 512, 512])), StringComparison.Ordinal);
    }

    [Fact]
    public void Prunable_are_weights_and_if_asked_biases_but_nothing_of_a_kept_layer()
    {
        ImmutableArray<LayerSpec> layers = [Linear(4), Linear(3), Linear(1)];
        var all = Build(layers, [2]);
        Assert.Equal(8 + 4 + 12 + 3 + 3 + 1, all.PrunableWeights);
        var withoutBiases = Build(layers, [2], new PruneSpec { Biases = false });
        Assert.Equal(8 + 12 + 3, withoutBiases.PrunableWeights);
        var kept = Build(layers, [2], new PruneSpec { Keep = ["fc3", "fc1"] });
        Assert.Equal(["fc2.weight", "fc2.bias"], kept.Parameters.Where(p => p.Prunable).Select(p => p.Name));
    }

    [Fact]
    public void A_kept_layer_must_exist_and_have_weights()
    {
        ImmutableArray<LayerSpec> layers = [Linear(4, "hidden"), Of(LayerKind.Of("relu")), Linear(1)];
        Assert.Equal("prune.keep: no layer with weights is named `hiden`; those with weights are hidden, fc2; did you mean `hidden`?",
            Message(() => Build(layers, [2], new PruneSpec { Keep = ["hiden"] })));
        Assert.StartsWith("prune.keep: no layer with weights is named `relu1`",
            Message(() => Build(layers, [2], new PruneSpec { Keep = ["relu1"] })), StringComparison.Ordinal);
        Assert.Equal("prune.keep: every layer is kept, so nothing is left to prune",
            Message(() => Build(layers, [2], new PruneSpec { Keep = ["hidden", "fc2"] })));
    }
}
