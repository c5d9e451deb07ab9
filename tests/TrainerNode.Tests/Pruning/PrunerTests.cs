using ActorSearch.Search.Layers;
using ActorSearch.Search.Models;
using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;
using CsCheck;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Pruning;

public sealed class PrunerTests
{
    /// <summary>fc1.weight [2, 3], fc1.bias [2], fc2.weight [1, 2], fc2.bias [1].</summary>
    private static readonly FlatLayout Layout = LayoutOf(new PruneSpec());

    [Fact]
    public void Magnitude_removes_the_smallest_of_each_tensor()
    {
        var trained = Weights([3, -1, 2, -6, 0.5f, 5], [1, -2], [4, 3], [9]);
        Assert.Equal(["100101", "01", "10", "1"], Bits(Prune(Layout, trained, [], CriterionKind.Magnitude, ScopeKind.Layer, 0.5)));
    }

    [Fact]
    public void Magnitude_increase_removes_what_grew_least_whatever_its_size()
    {
        var trained = Weights([9, 0.2f, -3, 4, -5, 1], [1, 1], [2, 2], [1]);
        var reference = Weights([9, 0.1f, -1, -6, 1, 1], [0, 1], [2, 0], [1]);
        // |w| - |w_ref|: 0, 0.1, 2, -2, 4, 0
        Assert.Equal(["011010", "10", "01", "1"], Bits(Prune(Layout, trained, reference, CriterionKind.MagnitudeIncrease, ScopeKind.Layer, 0.5)));
        Assert.Equal(["100110", "01", "01", "1"], Bits(Prune(Layout, trained, [], CriterionKind.MagnitudeIncrease, ScopeKind.Layer, 0.5)));
    }

    [Fact]
    public void Taylor_removes_what_matters_least_whatever_its_size()
    {
        var trained = Weights([9, 8, 7, 6, 5, 4], [3, 2], [2, 3], [1]);
        var importance = Weights([0, 1e-30f, 3, 1, 2, 9], [5, 4], [0, 1], [7]);
        string[] Of(ScopeKind scope) => Bits(Pruner.Prune(
            Layout, NetworkMask.Full(Layout.Architecture), trained, default, Spec(CriterionKind.Taylor, scope), 0.5, default, importance));
        Assert.Equal(["001011", "10", "01", "1"], Of(ScopeKind.Layer));
        Assert.Equal(["001011", "11", "00", "1"], Of(ScopeKind.Global));
    }

    [Fact]
    public void Global_scope_compares_over_all_tensors_and_may_empty_one()
    {
        var trained = Weights([3, 4, 5, 6, 7, 8], [0.1f, 0.2f], [0.3f, 9], [10]);
        Assert.Equal(["111111", "00", "01", "1"], Bits(Prune(Layout, trained, [], CriterionKind.Magnitude, ScopeKind.Global, 0.3)));
    }

    [Fact]
    public void Ties_fall_by_index_and_minus_0_equals_0()
    {
        var trained = Weights([0, -0f, 0, 0, 1, 1], [5, 5], [5, 5], [5]);
        Assert.Equal("000111", Bits(Prune(Layout, trained, [], CriterionKind.Magnitude, ScopeKind.Layer, 0.5))[0]);
        Assert.Equal(
            ["000001", "11", "11", "1"],
            Bits(Prune(Layout, Weights([1, 1, 1, 1, 1, 2], [2, 2], [2, 2], [2]), [], CriterionKind.Magnitude, ScopeKind.Global, 0.46)));
    }

    [Fact]
    public void Layer_scope_keeps_at_least_one_weight_of_every_tensor()
    {
        var mask = NetworkMask.Full(Layout.Architecture);
        for (var level = 1; level <= 6; level++)
        {
            mask = Pruner.Prune(
                Layout, mask, new float[Layout.Length], default, Spec(CriterionKind.Magnitude, ScopeKind.Layer), 0.9, new PruningKey(1, 0, level));
        }
        Assert.All(mask.Tensors, t => Assert.Equal(1, t!.Left));
    }

    [Fact]
    public void Biases_and_kept_layers_stay_whole()
    {
        var layout = LayoutOf(new PruneSpec { Biases = false, Keep = ["fc2"] });
        var mask = Pruner.Prune(
            layout, NetworkMask.Full(layout.Architecture), new float[layout.Length], default, Spec(CriterionKind.Magnitude, ScopeKind.Global), 0.5, default);
        Assert.Equal([true, false, false, false], mask.Tensors.Select(t => t is not null));
        Assert.Equal(3, mask.Left);
        Assert.Equal([("fc1.weight", 3L, 6L)], mask.Densities(layout.Architecture).Select(d => (d.Name, d.Left, d.Total)));
        var floats = mask.ToFloats(layout);
        Assert.Equal(3 + 2 + 2 + 1, floats.Sum());
    }

    [Fact]
    public void The_random_control_depends_on_seed_replicate_and_level_alone()
    {
        var big = new FlatLayout(ArchitectureBuilder.Build(new ModelSpec { Kind = ModelKind.Mlp, Sizes = [50] }, [40], new PruneSpec()));
        NetworkMask At(PruningKey key, float fill)
        {
            var weights = new float[big.Length];
            Array.Fill(weights, fill);
            return Pruner.Prune(big, NetworkMask.Full(big.Architecture), weights, default, Spec(CriterionKind.Random, ScopeKind.Layer), 0.5, key);
        }
        var first = At(new PruningKey(1, 0, 1), 1);
        Assert.Equal(first, At(new PruningKey(1, 0, 1), 2));
        Assert.All(new[] { new PruningKey(2, 0, 1), new PruningKey(1, 1, 1), new PruningKey(1, 0, 2) }, key => Assert.NotEqual(first, At(key, 1)));
        var halves = Enumerable.Range(0, 1000).Count(i => first.Tensors[0]![i]);
        Assert.InRange(halves, 430, 570);
    }

    [Theory]
    [InlineData(0.29, 100, 29)]
    [InlineData(0.7, 10, 7)]
    [InlineData(0.3, 10, 3)]
    [InlineData(0.5, 7, 3)]
    [InlineData(0.1, 9, 0)]
    public void The_share_is_the_floor_of_the_decimal_product(double rate, int left, int expected) => Assert.Equal(expected, Pruner.Share(rate, left));

    [Fact]
    public void Any_mask_shrinks_by_exactly_its_share_of_the_lowest_scores() =>
        Gen.Select(Gen.Float[-9, 9].Array[11], Gen.Double[0.05, 0.95], Gen.Bool).Sample((values, rate, global) =>
        {
            var trained = Weights(values[..6], values[6..8], values[8..10], values[10..]);
            var spec = Spec(CriterionKind.Magnitude, global ? ScopeKind.Global : ScopeKind.Layer);
            var first = Pruner.Prune(Layout, NetworkMask.Full(Layout.Architecture), trained, default, spec, rate, default);
            var second = Pruner.Prune(Layout, first, trained, default, spec, rate, default);
            if (global) Assert.Equal(first.Left - Pruner.Share(rate, (int)first.Left), second.Left);
            for (var i = 0; i < 4; i++)
            {
                var (before, after) = (first.Tensors[i]!, second.Tensors[i]!);
                var tensor = Layout.Slice((ReadOnlySpan<float>)trained, i).ToArray();
                Assert.All(Enumerable.Range(0, before.Count), j => Assert.True(before[j] || !after[j], "what is gone stays gone"));
                if (!global) Assert.Equal(before.Left - Math.Min(Pruner.Share(rate, before.Left), before.Left - 1), after.Left);
                var kept = Enumerable.Range(0, before.Count).Where(j => after[j]).Select(j => MathF.Abs(tensor[j]));
                var gone = Enumerable.Range(0, before.Count).Where(j => before[j] && !after[j]).Select(j => MathF.Abs(tensor[j]));
                Assert.True(gone.DefaultIfEmpty(0).Max() <= kept.DefaultIfEmpty(9).Min());
            }
        });

    private static NetworkMask Prune(FlatLayout layout, float[] trained, float[] reference, CriterionKind criterion, ScopeKind scope, double rate) =>
        Pruner.Prune(layout, NetworkMask.Full(layout.Architecture), trained, reference, Spec(criterion, scope), rate, default);

    private static PruneSpec Spec(CriterionKind criterion, ScopeKind scope) => new() { Criterion = criterion, Scope = scope };

    private static FlatLayout LayoutOf(PruneSpec prune) => new(ArchitectureBuilder.Build(new ModelSpec { Kind = ModelKind.Mlp, Sizes = [2] }, [3], prune));

    private static float[] Weights(params float[][] tensors)
    {
        var buffer = new float[Layout.Length];
        for (var i = 0; i < tensors.Length; i++) tensors[i].CopyTo(Layout.Slice(buffer.AsSpan(), i));
        return buffer;
    }

    private static string[] Bits(NetworkMask mask) => [.. mask.Tensors.Select(t => string.Concat(Enumerable.Range(0, t!.Count).Select(i => t[i] ? '1' : '0')))];
}
