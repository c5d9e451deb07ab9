using ActorSearch.Search.Layers;
using ActorSearch.Search.Models;
using ActorSearch.TrainerNode.Training.Engines.Sparse;
using ActorSearch.TrainerNode.Training.Pruning;
using Xunit;
using static ActorSearch.TrainerNode.Training.Engines.Sparse.UnitKind;

namespace ActorSearch.TrainerNode.Tests.Sparse;

public sealed class StructureTests
{
    /// <summary>Three hidden units of two inputs: one with a weight, one with a bias alone, one with neither; the logit hears the first two.</summary>
    [Fact]
    public void A_unit_without_inputs_is_constant_without_a_bias_zero_and_one_that_nothing_hears_is_not_needed()
    {
        var architecture = ArchitectureBuilder.Build(new ModelSpec { Kind = ModelKind.Mlp, Sizes = [3] }, [2], new PruneSpec());
        var mask = new NetworkMask([Left(6, 1), Left(3, 1), Left(3, 0, 2), Left(1, 0)]);
        var structure = Structure.Of(architecture, mask);
        Assert.Equal([Live, Constant, Zero], structure.Kinds[1]);
        Assert.Equal([true, false, true], structure.Needed[1]);
        Assert.Equal([Live], structure.Kinds[^1]);
        Assert.Equal([false, true], structure.Needed[0]);
    }

    [Fact]
    public void Dropout_makes_a_constant_differ_between_samples()
    {
        var spec = new ModelSpec
        {
            Kind = ModelKind.Layers,
            Layers =
            [
                new() { Kind = LayerKind.Of("linear"), Size = 2 }, new() { Kind = LayerKind.Of("dropout"), Rate = 0.5 },
                new() { Kind = LayerKind.Of("linear"), Size = 1 },
            ],
        };
        var architecture = ArchitectureBuilder.Build(spec, [2], new PruneSpec());
        var structure = Structure.Of(architecture, new NetworkMask([Left(4), Left(2, 0), Left(2, 0, 1), Left(1)]));
        Assert.Equal([Constant, Zero], structure.Kinds[1]);
        Assert.Equal([Live, Zero], structure.Kinds[2]);
    }

    private static BitMask Left(int count, params int[] left) => BitMask.Full(count).Without([.. Enumerable.Range(0, count).Except(left)]);
}
