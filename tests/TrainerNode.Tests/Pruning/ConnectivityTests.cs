using ActorSearch.Search.Layers;
using ActorSearch.Search.Models;
using ActorSearch.TrainerNode.Training.Pruning;
using CsCheck;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Pruning;

public sealed class ConnectivityTests
{
    [Fact]
    public void A_chain_of_single_weights_is_alive_and_dead_once_any_link_is_gone()
    {
        var mlp = Build(new ModelSpec { Kind = ModelKind.Mlp, Sizes = [2, 2] }, 3);
        // fc1 [2,3], fc2 [2,2], fc3 [1,2]: input 2 -> unit 1 -> unit 0 -> logit.
        var chain = Mask(mlp, ("fc1.weight", [5]), ("fc2.weight", [1]), ("fc3.weight", [0]));
        Assert.False(Connectivity.IsDead(mlp, chain));
        Assert.True(Connectivity.IsDead(mlp, Mask(mlp, ("fc1.weight", [2]), ("fc2.weight", [1]), ("fc3.weight", [0]))));
        Assert.True(Connectivity.IsDead(mlp, Mask(mlp, ("fc1.weight", [5]), ("fc2.weight", [1]), ("fc3.weight", [1]))));
        Assert.True(Connectivity.IsDead(mlp, Mask(mlp, ("fc1.weight", []), ("fc2.weight", [0, 1, 2, 3]), ("fc3.weight", [0, 1]))), "biases make no path");
    }

    [Fact]
    public void A_path_runs_through_convolution_channels_pooling_and_flattening()
    {
        var cnn = Cnn(side: 4);
        // conv1 [2,1,3,3], conv2 [2,2,3,3], pool 2, flatten 2x2x2 = 8, fc1 [1,8]: conv1 channel 1 -> conv2 channel 0 -> features 0..3.
        Assert.False(Connectivity.IsDead(cnn, Mask(cnn, ("conv1.weight", [9 + 4]), ("conv2.weight", [9 + 2]), ("fc1.weight", [3]))));
        Assert.True(Connectivity.IsDead(cnn, Mask(cnn, ("conv1.weight", [4]), ("conv2.weight", [9 + 2]), ("fc1.weight", [3]))));
        Assert.True(Connectivity.IsDead(cnn, Mask(cnn, ("conv1.weight", [9 + 4]), ("conv2.weight", [9 + 2]), ("fc1.weight", [4]))));
    }

    [Fact]
    public void A_kernel_position_that_only_meets_padding_makes_no_path()
    {
        var tiny = Build(new ModelSpec
        {
            Kind = ModelKind.Layers,
            Layers =
            [
                new LayerSpec { Kind = LayerKind.Of("conv2d"), Size = 1, Kernel = 3, Padding = 1 }, new LayerSpec { Kind = LayerKind.Of("flatten") },
                new LayerSpec { Kind = LayerKind.Of("linear"), Size = 1 }
            ],
        }, 1, 1, 1);
        Assert.False(Connectivity.IsDead(tiny, Mask(tiny, ("conv1.weight", [4]), ("fc1.weight", [0]))));
        Assert.True(Connectivity.IsDead(tiny, Mask(tiny, ("conv1.weight", [0, 1, 2, 3, 5, 6, 7, 8]), ("fc1.weight", [0]))));
    }

    [Fact]
    public void A_random_mask_of_a_dense_net_is_dead_exactly_when_the_product_of_its_absolute_weights_is_0() =>
        Gen.Bool.Array[12 + 9 + 3].Sample(bits =>
        {
            var mlp = Build(new ModelSpec { Kind = ModelKind.Mlp, Sizes = [3, 3] }, 4);
            int[] Left(int from, int count) => [.. Enumerable.Range(0, count).Where(i => bits[from + i])];
            var paths = 0;
            for (var path = 0; path < 4 * 3 * 3; path++)
            {
                var (i, j, k) = (path / 9, path / 3 % 3, path % 3);
                if (bits[j * 4 + i] && bits[12 + k * 3 + j] && bits[21 + k]) paths++;
            }
            var mask = Mask(mlp, ("fc1.weight", Left(0, 12)), ("fc2.weight", Left(12, 9)), ("fc3.weight", Left(21, 3)));
            Assert.Equal(paths == 0, Connectivity.IsDead(mlp, mask));
        });

    private static Architecture Cnn(int side) => Build(new ModelSpec
    {
        Kind = ModelKind.Layers,
        Layers =
        [
            new LayerSpec { Kind = LayerKind.Of("conv2d"), Size = 2, Kernel = 3, Padding = 1 }, new LayerSpec { Kind = LayerKind.Of("relu") },
            new LayerSpec { Kind = LayerKind.Of("conv2d"), Size = 2, Kernel = 3, Padding = 1 },
            new LayerSpec { Kind = LayerKind.Of("max-pool"), Kernel = 2, Stride = 2 },
            new LayerSpec { Kind = LayerKind.Of("flatten") }, new LayerSpec { Kind = LayerKind.Of("linear"), Size = 1 },
        ],
    }, 1, side, side);

    private static Architecture Build(ModelSpec model, params int[] shape) => ArchitectureBuilder.Build(model, [.. shape], new PruneSpec());

    /// <summary>Only the named positions of the named weights are left; all biases are.</summary>
    private static NetworkMask Mask(Architecture architecture, params (string Name, int[] Left)[] left) => new(
    [
        .. architecture.Parameters.Select(p => p.Role == TensorRole.Bias
            ? BitMask.Full(p.Count)
            : BitMask.Full(p.Count).Without([.. Enumerable.Range(0, p.Count).Except(left.Single(l => l.Name == p.Name).Left)])),
    ]);
}
