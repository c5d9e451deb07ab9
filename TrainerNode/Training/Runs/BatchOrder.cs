using ActorSearch.Search.Randomness;

namespace ActorSearch.TrainerNode.Training.Runs;

/// <summary>What the order of an epoch's samples is drawn by; siblings of one replicate see the same batches.</summary>
/// <param name="Epoch">Epoch, or what stands for it with another purpose.</param>
public readonly record struct BatchOrderKey(long Seed, int Replicate, int Epoch, RandomPurpose Purpose = RandomPurpose.BatchOrder)
{
    /// <summary>One of its streams.</summary>
    internal CounterRandom Random(int index = 0) => new(Seed, Replicate, Epoch, Purpose, index);
}

/// <summary>The order in which an epoch takes the samples of train; a function of labels and key alone, so that a resumed epoch goes on in it.</summary>
public static class BatchOrder
{
    /// <summary>
    /// As many positions as there are samples; a batch is the next <paramref name="batchSize"/> of them. `shuffle` takes each sample once.
    /// `balanced` gives every batch as many positives as negatives (one negative more where its size is odd): each class is drawn without
    /// replacement from its own shuffled order, which is shuffled anew when it is used up. With one class alone it is `shuffle`.
    /// </summary>
    public static int[] Of(ReadOnlySpan<byte> labels, int batchSize, SamplingKind sampling, BatchOrderKey key)
    {
        var positives = labels.Count((byte)1);
        if (sampling == SamplingKind.Shuffle || positives == 0 || positives == labels.Length)
        {
            int[] all = [.. Enumerable.Range(0, labels.Length)];
            key.Random().Shuffle(all.AsSpan());
            return all;
        }

        var (costly, rest) = (new ClassOrder(labels, 1, key), new ClassOrder(labels, 0, key));
        var order = new int[labels.Length];
        for (var from = 0; from < order.Length; from += batchSize)
        {
            var size = Math.Min(batchSize, order.Length - from);
            for (var i = 0; i < size; i++) order[from + i] = (i % 2 == 1 ? costly : rest).Next();
        }
        return order;
    }

    /// <summary>The samples of one class in a shuffled order, over and over.</summary>
    private sealed class ClassOrder
    {
        private readonly int[] _members;
        private CounterRandom _random;
        private int _used;

        /// <summary>Its stream has index 1 (negatives) or 2 (positives), so that neither class depends on the other's size.</summary>
        public ClassOrder(ReadOnlySpan<byte> labels, byte label, BatchOrderKey key)
        {
            _members = [.. labels.ToArray().Index().Where(sample => sample.Item == label).Select(sample => sample.Index)];
            _random = key.Random(1 + label);
            _used = _members.Length;
        }

        public int Next()
        {
            if (_used == _members.Length)
            {
                _random.Shuffle(_members.AsSpan());
                _used = 0;
            }
            return _members[_used++];
        }
    }
}
