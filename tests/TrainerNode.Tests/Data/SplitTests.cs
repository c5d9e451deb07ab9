using ActorSearch.TrainerNode.Training.Data.Splitting;
using CsCheck;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Data;

public sealed class SplitTests
{
    private static readonly ImmutableArray<double> Shares = [0.7, 0.15, 0.15];

    /// <summary>Up to 300 samples with classes, features of few values and group names.</summary>
    private static readonly Gen<(byte[] Y, int[] Features, int[] Groups)> Sources =
        from n in Gen.Int[1, 300]
        from values in Gen.Int[1, 600]
        from names in Gen.Int[1, 600]
        from y in Gen.Byte[0, 1].Array[n]
        from features in Gen.Int[1, values].Array[n]
        from groups in Gen.Int[1, names].Array[n]
        select (y, features, groups);

    private static Duplicates DuplicatesOf(int[] features) => new(features.Length, i => BitConverter.GetBytes(features[i]), CancellationToken.None);

    [Fact]
    public void Every_sample_is_in_exactly_one_split() =>
        Sources.Sample(source =>
        {
            var parts = SplitByShares.Divide(
                [.. Enumerable.Range(0, source.Y.Length)], source.Y, DuplicatesOf(source.Features).GroupsWith(null), Shares, 5, CancellationToken.None);
            Assert.Equal(Enumerable.Range(0, source.Y.Length), parts.SelectMany(part => part).Order());
            Assert.All(parts, part => Assert.Equal(part.Order(), part));
        }, iter: 300);

    [Fact]
    public void Equal_features_and_equal_groups_stay_together() =>
        Sources.Sample(source =>
        {
            var groupOf = DuplicatesOf(source.Features).GroupsWith([.. source.Groups.Select(group => $"{group}")]);
            var parts = SplitByShares.Divide([.. Enumerable.Range(0, source.Y.Length)], source.Y, groupOf, Shares, 5, CancellationToken.None);
            Assert.Equal(source.Features.Distinct().Count(), parts.Sum(part => part.Select(i => source.Features[i]).Distinct().Count()));
            Assert.Equal(source.Groups.Distinct().Count(), parts.Sum(part => part.Select(i => source.Groups[i]).Distinct().Count()));
        }, iter: 300);

    [Fact]
    public void Groups_are_no_larger_than_the_chains_of_equal_features_and_names_demand() =>
        Sources.Sample(source =>
        {
            // Reference: spread the smallest number over the links until nothing changes.
            var reference = Enumerable.Range(0, source.Y.Length).ToArray();
            for (var changed = true; changed;)
            {
                changed = false;
                foreach (var keys in new[] { source.Features, source.Groups })
                    foreach (var linked in Enumerable.Range(0, reference.Length).GroupBy(i => keys[i]))
                    {
                        var least = linked.Min(i => reference[i]);
                        foreach (var i in linked.Where(i => reference[i] != least)) (reference[i], changed) = (least, true);
                    }
            }
            Assert.Equal(reference, DuplicatesOf(source.Features).GroupsWith([.. source.Groups.Select(group => $"{group}")]));
        }, iter: 100);

    [Fact]
    public void Each_class_of_each_split_is_within_two_largest_groups_of_its_share() =>
        (from source in Sources from seed in Gen.Long select (source, seed)).Sample(given =>
        {
            // Groups of one class each: features say the class.
            var (y, features) = (given.source.Y, given.source.Features.Select((f, i) => 2 * f + given.source.Y[i]).ToArray());
            var largest = features.CountBy(f => f).Max(f => f.Value);
            if (largest > 0.15 * y.Length) return; // such a group goes to train whatever the shares
            var parts = SplitByShares.Divide(
                [.. Enumerable.Range(0, y.Length)], y, DuplicatesOf(features).GroupsWith(null), Shares, given.seed, CancellationToken.None);
            for (var split = 0; split < 3; split++)
                for (var label = 0; label < 2; label++)
                    Assert.InRange(parts[split].Count(i => y[i] == label) - Shares[split] * y.Count(v => v == label), -2.0 * largest, largest);
        }, iter: 500);

    [Fact]
    public void Samples_alone_are_split_by_the_shares_to_one_sample_per_class() =>
        (from n in Gen.Int[20, 400] from y in Gen.Byte[0, 1].Array[n] from seed in Gen.Long select (y, seed)).Sample(given =>
        {
            var (y, all) = (given.y, Enumerable.Range(0, given.y.Length).ToArray());
            var parts = SplitByShares.Divide(all, y, all, Shares, given.seed, CancellationToken.None);
            for (var split = 0; split < 3; split++)
                for (var label = 0; label < 2; label++)
                    Assert.InRange(parts[split].Count(i => y[i] == label) - Shares[split] * y.Count(v => v == label), -1, 1);
        }, iter: 300);

    [Fact]
    public void A_group_larger_than_any_small_share_goes_to_train()
    {
        var groupOf = Enumerable.Range(0, 100).Select(i => i < 20 ? 0 : i < 40 ? 20 : i < 60 ? 40 : i < 80 ? 60 : i).ToArray();
        var parts = SplitByShares.Divide(
            [.. Enumerable.Range(0, 100)], [.. Enumerable.Range(0, 100).Select(i => (byte)(i % 2))], groupOf, Shares, 3, CancellationToken.None);
        Assert.Empty(Enumerable.Range(0, 80).Except(parts[0]));
    }

    [Fact]
    public void A_group_with_one_of_few_positives_counts_as_positive()
    {
        // Twenty patients of ten images, six of them with a single positive image.
        var y = new byte[200];
        for (var patient = 0; patient < 6; patient++) y[patient * 10] = 1;
        for (var seed = 0; seed < 20; seed++)
        {
            var parts = SplitByShares.Divide(
                [.. Enumerable.Range(0, 200)], y, [.. Enumerable.Range(0, 200).Select(i => i / 10 * 10)], [0.6, 0.2, 0.2], seed, CancellationToken.None);
            Assert.Equal([4, 1, 1], parts.Select(part => part.Count(i => y[i] == 1)));
        }
    }

    [Fact]
    public void The_seed_decides_the_split()
    {
        var all = Enumerable.Range(0, 200).ToArray();
        var y = all.Select(i => (byte)(i % 2)).ToArray();
        int[] Test(long seed) => SplitByShares.Divide(all, y, all, Shares, seed, CancellationToken.None)[2];
        Assert.Equal(Test(4), Test(4));
        Assert.NotEqual(Test(4), Test(5));
    }

    [Fact]
    public void The_split_of_a_seed_is_the_released_one()
    {
        // Every result stands on it: it must never change.
        var all = Enumerable.Range(0, 40).ToArray();
        var parts = SplitByShares.Divide(
            all, [.. all.Select(i => (byte)(i % 4 == 0 ? 1 : 0))], [.. all.Select(i => i < 6 ? 0 : i)], Shares, 0, CancellationToken.None);
        Assert.Equal("7 11 17 20 22 32 34|10 18 25 29 36", string.Join(' ', parts[1]) + "|" + string.Join(' ', parts[2]));
    }

    [Fact]
    public void Conflicting_labels_are_the_samples_whose_features_occur_under_both_classes() =>
        Sources.Sample(source =>
        {
            var expected = Enumerable.Range(0, source.Y.Length).Count(i => Enumerable.Range(0, source.Y.Length)
                .Any(j => source.Features[i] == source.Features[j] && source.Y[i] != source.Y[j]));
            Assert.Equal(expected, DuplicatesOf(source.Features).Conflicting(source.Y));
        }, iter: 100);
}
