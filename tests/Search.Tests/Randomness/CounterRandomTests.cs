using ActorSearch.Search.Randomness;
using CsCheck;
using Xunit;

namespace ActorSearch.Search.Tests.Randomness;

public sealed class CounterRandomTests
{
    private static CounterRandom Stream(long seed = 1, int replicate = 0, int epoch = 0, RandomPurpose purpose = RandomPurpose.Sampling, int index = 0) =>
        new(seed, replicate, epoch, purpose, index);

    /// <summary>The known answers of Random123 (kat_vectors, philox4x32 with 10 rounds).</summary>
    [Fact]
    public void Philox_gives_the_published_answers()
    {
        Assert.Equal((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u), CounterRandom.Philox(0, 0, 0, 0, 0, 0));
        Assert.Equal((0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu),
            CounterRandom.Philox(uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue));
        Assert.Equal((0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u),
            CounterRandom.Philox(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0));
    }

    [Fact]
    public void A_stream_is_the_blocks_of_its_counter_in_order() =>
        Gen.Select(Gen.Long, Gen.Int[0, 0xFFFFFF], Gen.Int, Gen.Enum<RandomPurpose>(), Gen.Int).Sample((seed, replicate, epoch, purpose, index) =>
        {
            var random = Stream(seed, replicate, epoch, purpose, index);
            for (var block = 0u; block < 3; block++)
            {
                var words = CounterRandom.Philox(block, (uint)index, (uint)epoch, (uint)purpose | (uint)replicate << 8, (uint)seed, (uint)((ulong)seed >> 32));
                Assert.Equal(words, (random.NextUInt32(), random.NextUInt32(), random.NextUInt32(), random.NextUInt32()));
            }
        });

    [Fact]
    public void Drawing_from_one_stream_does_not_move_another()
    {
        var alone = Stream(purpose: RandomPurpose.BatchOrder);
        var expected = Enumerable.Range(0, 50).Select(_ => alone.NextUInt32()).ToList();
        var (mixed, other) = (Stream(purpose: RandomPurpose.BatchOrder), Stream(purpose: RandomPurpose.Dropout));
        Assert.Equal(expected, Enumerable.Range(0, 50).Select(i =>
        {
            for (var k = 0; k < i % 3; k++) other.NextFloat();
            return mixed.NextUInt32();
        }));
    }

    [Fact]
    public void Any_part_of_the_key_changes_the_stream()
    {
        CounterRandom[] streams =
        [
            Stream(), Stream(seed: 2), Stream(seed: 1L << 32 | 1), Stream(replicate: 1), Stream(epoch: 1),
            Stream(purpose: RandomPurpose.Split), Stream(index: 1),
        ];
        Assert.Equal(streams.Length, streams.Select(s => s.NextUInt32()).Distinct().Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => Stream(replicate: 1 << 24));
    }

    [Fact]
    public void Integers_are_in_range_and_unbiased_where_a_plain_product_would_not_be()
    {
        // With 2^32 / bound = 8/3, a multiply and shift without rejection gives two residues of three 3/8 each and the third 1/4.
        const int Bound = 3 << 29, Draws = 60_000;
        var random = Stream(seed: 5);
        var counts = new int[3];
        for (var i = 0; i < Draws; i++)
        {
            var value = random.NextInt(Bound);
            Assert.InRange(value, 0, Bound - 1);
            counts[value % 3]++;
        }
        Assert.True(ChiSquare(counts, Draws) < 13.8, "chi-square with 2 degrees of freedom, p < 0.001");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(10)]
    public void Every_value_of_a_small_range_is_equally_frequent(int bound)
    {
        var random = Stream(seed: 6);
        var counts = new int[bound];
        for (var i = 0; i < 60_000; i++) counts[random.NextInt(bound)]++;
        Assert.True(ChiSquare(counts, 60_000) < 28, "chi-square with at most 9 degrees of freedom, p < 0.001");
        Assert.Throws<ArgumentOutOfRangeException>(() => Stream().NextInt(0));
    }

    [Fact]
    public void Floats_and_doubles_fill_the_unit_interval_evenly()
    {
        var random = Stream(seed: 8);
        var (floats, doubles) = (new int[10], new int[10]);
        for (var i = 0; i < 50_000; i++)
        {
            var (f, d) = (random.NextFloat(), random.NextDouble());
            Assert.True(f is >= 0 and < 1 && d is >= 0 and < 1);
            floats[(int)(f * 10)]++;
            doubles[(int)(d * 10)]++;
        }
        Assert.True(ChiSquare(floats, 50_000) < 28);
        Assert.True(ChiSquare(doubles, 50_000) < 28);
    }

    [Fact]
    public void A_shuffle_is_a_permutation() => Gen.Select(Gen.Long, Gen.Int[0, 200]).Sample((seed, n) =>
    {
        var items = Enumerable.Range(0, n).ToArray();
        Stream(seed).Shuffle<int>(items);
        Assert.Equal(Enumerable.Range(0, n), items.Order());
    });

    [Fact]
    public void Every_permutation_of_three_is_equally_frequent()
    {
        var counts = new Dictionary<string, int>();
        for (var seed = 0; seed < 12_000; seed++)
        {
            var items = new[] { 'a', 'b', 'c' };
            Stream(seed).Shuffle<char>(items);
            var key = new string(items);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        Assert.Equal(6, counts.Count);
        Assert.True(ChiSquare([.. counts.Values], 12_000) < 20.6, "chi-square with 5 degrees of freedom, p < 0.001");
    }

    private static double ChiSquare(int[] counts, int draws)
    {
        var expected = draws / (double)counts.Length;
        return counts.Sum(c => (c - expected) * (c - expected) / expected);
    }
}
