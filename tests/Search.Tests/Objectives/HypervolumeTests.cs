using ActorSearch.Search.Objectives;
using ActorSearch.Search.Randomness;
using CsCheck;
using Xunit;

namespace ActorSearch.Search.Tests.Objectives;

public sealed class HypervolumeTests
{
    /// <summary>Some on a coarse grid, so that coordinates coincide, and some outside the reference.</summary>
    private static Gen<double[]> Point(int objectives) =>
        from gain in Gen.Int[-1, 20].Array[objectives]
        from grid in Gen.Bool
        from noise in Gen.Double[0, 0.04].Array[objectives]
        select gain.Select((one, i) => one / 20.0 + (grid ? 0 : noise[i])).ToArray();

    /// <summary>Sets of at most so many points of one to five objectives.</summary>
    private static Gen<double[][]> Points(int least, int most) => Gen.Int[1, 5].SelectMany(objectives => Point(objectives).Array[least, most]);

    [Fact]
    public void It_equals_inclusion_and_exclusion() => Points(0, 9).Sample(points =>
        Assert.Equal(InclusionExclusion(points), Hypervolume.Of(points), 1e-12));

    [Fact]
    public void The_order_of_the_points_changes_no_bit() => Gen.Select(Points(0, 14), Gen.Int).Sample((points, seed) =>
    {
        var shuffled = points.ToArray();
        new CounterRandom(seed, 0, 0, RandomPurpose.Sampling).Shuffle<double[]>(shuffled);
        Assert.Equal(Hypervolume.Of(points), Hypervolume.Of(shuffled), 0.0);
    });

    [Fact]
    public void A_point_more_never_makes_it_smaller_and_a_covered_one_never_larger() => Points(2, 12).Sample(points =>
    {
        var volume = Hypervolume.Of(points[1..]);
        Assert.True(Hypervolume.Of(points) >= volume - 1e-12);
        var worse = points[1].Select(gain => gain - 0.01).ToArray();
        Assert.Equal(volume, Hypervolume.Of([.. points[1..], worse]), 1e-12);
    });

    [Fact]
    public void A_contribution_is_what_the_set_loses_without_the_point() => Points(1, 12).Sample(points =>
    {
        var contributions = Hypervolume.Contributions(points);
        for (var i = 0; i < points.Length; i++)
        {
            var without = points.Where((_, j) => j != i).ToList();
            Assert.Equal(Hypervolume.Of(points) - Hypervolume.Of(without), contributions[i], 1e-12);
            if (without.Any(o => o.Zip(points[i]).All(pair => pair.First >= pair.Second))) Assert.Equal(0.0, contributions[i]);
        }
    });

    [Fact]
    public void Known_volumes()
    {
        Assert.Equal(0, Hypervolume.Of([]));
        Assert.Equal(0.5, Hypervolume.Of([[1, 1, 0.5]]));
        Assert.Equal(0, Hypervolume.Of([[0, 1, 0.5], [1, 0, 0.5], [1, 1, 0], [1, 1, -0.3]]));
        Assert.Equal(0.7, Hypervolume.Of([[0.4], [0.7], [-1]]));
        Assert.Equal(0.75, Hypervolume.Of([[1, 0.5], [0.5, 1]]));
        Assert.Equal(0.75, Hypervolume.Of([[1, 0.5, 1, 1], [0.5, 1, 1, 1]]));
    }

    private static double InclusionExclusion(double[][] points)
    {
        var volume = 0.0;
        for (var subset = 1; subset < 1 << points.Length; subset++)
        {
            var common = points.Where((_, i) => (subset >> i & 1) == 1).Aggregate((a, b) => [.. a.Zip(b, Math.Min)]);
            volume += (int.PopCount(subset) % 2 == 1 ? 1 : -1) * common.Aggregate(1.0, (product, gain) => product * Math.Max(0, gain));
        }
        return volume;
    }
}
