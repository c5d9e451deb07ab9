using ActorSearch.Search.Randomness;
using ActorSearch.TrainerNode.Training.Runs;
using CsCheck;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Training;

public sealed class BatchOrderTests
{
    private static readonly Gen<(byte[] Labels, int BatchSize, long Seed)> Epochs =
        Gen.Select(Gen.Int[0, 6].Array[1, 90], Gen.Int[1, 40], Gen.Long)
            .Select((draws, size, seed) => (draws.Select(d => (byte)(d == 0 ? 1 : 0)).ToArray(), size, seed));

    private static int[] Order((byte[] Labels, int BatchSize, long Seed) epoch, SamplingKind sampling, int number = 3) =>
        BatchOrder.Of(epoch.Labels, epoch.BatchSize, sampling, new BatchOrderKey(epoch.Seed, 1, number));

    /// <summary>The order that every stored result was trained in.</summary>
    [Fact]
    public void Shuffled_is_the_one_stream_of_the_epoch() => Epochs.Sample(epoch =>
    {
        int[] expected = [.. Enumerable.Range(0, epoch.Labels.Length)];
        new CounterRandom(epoch.Seed, 1, 3, RandomPurpose.BatchOrder).Shuffle(expected.AsSpan());
        Assert.Equal(expected, Order(epoch, SamplingKind.Shuffle));
    });

    [Fact]
    public void Balanced_batches_hold_as_many_of_each_class_and_an_epoch_as_many_samples() => Epochs.Sample(epoch =>
    {
        var order = Order(epoch, SamplingKind.Balanced);
        Assert.Equal(epoch.Labels.Length, order.Length);
        if (epoch.Labels.Distinct().Count() < 2)
        {
            Assert.Equal(Order(epoch, SamplingKind.Shuffle), order);
            return;
        }
        foreach (var batch in order.Chunk(epoch.BatchSize)) Assert.Equal(batch.Length / 2, batch.Sum(i => epoch.Labels[i]));
    });

    [Fact]
    public void No_sample_comes_again_before_all_of_its_class_have_come() => Epochs.Sample(epoch =>
    {
        var order = Order(epoch, SamplingKind.Balanced);
        foreach (byte label in (byte[])[0, 1])
        {
            var members = epoch.Labels.Count(l => l == label);
            if (members == 0 || members == epoch.Labels.Length) continue;
            foreach (var round in order.Where(i => epoch.Labels[i] == label).Chunk(members)) Assert.Equal(round.Length, round.Distinct().Count());
        }
    });

    [Fact]
    public void The_same_key_gives_the_same_order_and_another_epoch_another()
    {
        var epoch = (Labels: (byte[])[.. Enumerable.Range(0, 64).Select(i => (byte)(i % 8 == 0 ? 1 : 0))], BatchSize: 16, Seed: 5L);
        Assert.Equal(Order(epoch, SamplingKind.Balanced), Order(epoch, SamplingKind.Balanced));
        Assert.NotEqual(Order(epoch, SamplingKind.Balanced), Order(epoch, SamplingKind.Balanced, number: 4));
    }
}
