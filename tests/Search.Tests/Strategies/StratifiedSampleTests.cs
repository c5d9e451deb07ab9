using ActorSearch.Search.Randomness;
using ActorSearch.Search.Strategies;
using CsCheck;
using Xunit;

namespace ActorSearch.Search.Tests.Strategies;

public sealed class StratifiedSampleTests
{
    private static readonly Gen<(int[] Sizes, int Count, int Seed)> Cases =
        from sizes in Gen.Int[1, 6].Array[1, 4]
        from share in Gen.Double[0, 1.1]
        from seed in Gen.Int
        select (sizes, (int)Math.Round(share * sizes.Aggregate(1, (a, b) => a * b)), seed);

    private static List<int[]> Draw((int[] Sizes, int Count, int Seed) test)
    {
        var random = new CounterRandom(test.Seed, 0, 1, RandomPurpose.Sampling);
        return new StratifiedSample(random, test.Sizes).Of(test.Count);
    }

    [Fact]
    public void Along_every_axis_counts_differ_by_at_most_one() => Cases.Sample(test =>
    {
        var cells = Draw(test);
        for (var axis = 0; axis < test.Sizes.Length; axis++)
        {
            var counts = new int[test.Sizes[axis]];
            foreach (var cell in cells) counts[cell[axis]]++;
            Assert.True(counts.Max() - counts.Min() <= 1, $"axis {axis}: {string.Join(' ', counts)}");
        }
    }, iter: 5000);

    [Fact]
    public void Cells_are_distinct_in_order_and_as_many_as_asked() => Cases.Sample(test =>
    {
        var cells = Draw(test);
        Assert.Equal(Math.Min(test.Count, test.Sizes.Aggregate(1, (a, b) => a * b)), cells.Count);
        var texts = cells.Select(cell => string.Concat(cell)).ToList();
        Assert.Equal(texts.Distinct().Order(StringComparer.Ordinal), texts);
    }, iter: 2000);

    [Fact]
    public void The_same_seed_gives_the_same_sample_and_another_seed_another()
    {
        int[] sizes = [8, 3, 4, 3];
        string Text(int seed) => string.Join(' ', Draw((sizes, 28, seed)).Select(cell => string.Concat(cell)));
        Assert.Equal(Text(7), Text(7));
        Assert.Equal(20, Enumerable.Range(0, 20).Select(Text).Distinct().Count());
    }

    [Fact]
    public void Every_cell_has_a_fair_chance()
    {
        var hits = new int[3, 4];
        const int Draws = 6000;
        for (var seed = 0; seed < Draws; seed++)
        {
            foreach (var cell in Draw(([3, 4], 3, seed))) hits[cell[0], cell[1]]++;
        }
        // Each of 12 cells is expected in a quarter of the draws; five standard deviations of a binomial.
        var deviation = 5 * Math.Sqrt(Draws * 0.25 * 0.75);
        foreach (var count in hits) Assert.InRange(count, Draws / 4.0 - deviation, Draws / 4.0 + deviation);
    }
}
