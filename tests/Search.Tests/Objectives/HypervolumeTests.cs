using ActorSearch.Search.Randomness;
using CsCheck;
using Xunit;

namespace ActorSearch.Search.Tests.Objectives;

public sealed class HypervolumeTests
{
    /// <summary>Some on a coarse grid, so that coordinates coincide, and some outside the reference.</summary>
    private static readonly Gen<ObjectivePoint> Point =
        from fn in Gen.Int[0, 21]
        from sparsity in Gen.Int[-1, 20]
        from auc in Gen.Int[8, 20]
        from grid in Gen.Bool
        from noise in Gen.Double[0, 0.04]
        select grid ? new ObjectivePoint(fn / 20.0, sparsity / 20.0, auc / 20.0) : new ObjectivePoint(fn / 20.0 + noise, sparsity / 20.0 + noise, auc / 20.0 - noise);

    [Fact]
    public void It_equals_inclusion_and_exclusion() => Point.Array[0, 9].Sample(points =>
        Assert.Equal(InclusionExclusion(points), Hypervolume.Of(points), 1e-12));

    [Fact]
    public void The_order_of_the_points_changes_no_bit() => Gen.Select(Point.Array[0, 40], Gen.Int).Sample((points, seed) =>
    {
        var shuffled = points.ToArray();
        new CounterRandom(seed, 0, 0, RandomPurpose.Sampling).Shuffle<ObjectivePoint>(shuffled);
        Assert.Equal(Hypervolume.Of(points), Hypervolume.Of(shuffled), 0.0);
    });

    [Fact]
    public void A_point_more_never_makes_it_smaller_and_a_covered_one_never_larger() => Gen.Select(Point.Array[1, 20], Point).Sample((points, more) =>
    {
        var volume = Hypervolume.Of(points);
        Assert.True(Hypervolume.Of([.. points, more]) >= volume - 1e-12);
        var worse = new ObjectivePoint(points[0].FnShare + 0.01, points[0].Sparsity - 0.01, points[0].Auc - 0.01);
        Assert.Equal(volume, Hypervolume.Of([.. points, worse]), 1e-12);
    });

    [Fact]
    public void A_contribution_is_what_the_set_loses_without_the_point() => Point.Array[1, 20].Sample(points =>
    {
        var contributions = Hypervolume.Contributions(points);
        for (var i = 0; i < points.Length; i++)
        {
            var without = points.Where((_, j) => j != i).ToList();
            Assert.Equal(Hypervolume.Of(points) - Hypervolume.Of(without), contributions[i], 1e-12);
            if (without.Any(o => o.FnShare <= points[i].FnShare && o.Sparsity >= points[i].Sparsity && o.Auc >= points[i].Auc)) Assert.Equal(0.0, contributions[i]);
        }
    });

    [Fact]
    public void Known_volumes()
    {
        Assert.Equal(0, Hypervolume.Of([]));
        Assert.Equal(0.5, Hypervolume.Of([new ObjectivePoint(0, 1, 1)]));
        Assert.Equal(0, Hypervolume.Of([new ObjectivePoint(1, 1, 1), new ObjectivePoint(0, 0, 1), new ObjectivePoint(0, 1, 0.5), new ObjectivePoint(0, 1, 0.2)]));
    }

    private static double InclusionExclusion(ObjectivePoint[] points)
    {
        var volume = 0.0;
        for (var subset = 1; subset < 1 << points.Length; subset++)
        {
            var (x, y, z, sign) = (double.MaxValue, double.MaxValue, double.MaxValue, -1);
            for (var i = 0; i < points.Length; i++)
            {
                if ((subset >> i & 1) == 0) continue;
                sign = -sign;
                (x, y, z) = (Math.Min(x, Math.Max(0, 1 - points[i].FnShare)), Math.Min(y, Math.Max(0, points[i].Sparsity)), Math.Min(z, Math.Max(0, points[i].Auc - 0.5)));
            }
            volume += sign * x * y * z;
        }
        return volume;
    }
}
