using ActorSearch.Search.Randomness;
using ActorSearch.TrainerNode.Training.Data;

namespace ActorSearch.TrainerNode.Tests.Training;

/// <summary>
/// A small data set in memory: two classes whose features differ by a shift, a third of them costly. Its augmentation adds noise from the sample's own
/// stream, so that a run that does not key it rightly gives other weights.
/// </summary>
internal sealed class MemoryDataset : IDataset
{
    private readonly Dictionary<Split, (float[] Samples, byte[] Labels)> _splits = [];
    private readonly int _size;

    public MemoryDataset(ImmutableArray<int> shape, int train, int validation, int test, float shift = 1f, long seed = 5)
    {
        (SampleShape, _size) = (shape, shape.Aggregate(1, (a, b) => a * b));
        foreach (var (split, count) in new[] { (Split.Train, train), (Split.Validation, validation), (Split.Test, test) })
        {
            var random = new CounterRandom(seed, 0, (int)split, RandomPurpose.SyntheticData);
            var labels = new byte[count];
            var samples = new float[count * _size];
            for (var i = 0; i < count; i++)
            {
                labels[i] = (byte)(i % 3 == 0 ? 1 : 0);
                for (var j = 0; j < _size; j++) samples[i * _size + j] = (random.NextFloat() - 0.5f) * 2 + (labels[i] == 1 ? shift : -shift) * (j % 2);
            }
            _splits[split] = (samples, labels);
        }
        Fingerprint = $"memory-{string.Join('x', shape)}-{train}-{shift}-{seed}";
    }

    public ImmutableArray<int> SampleShape { get; }
    public string Fingerprint { get; }
    public bool Augmented { get; init; } = true;
    public Normalization Normalization { get; } = new([0.5f], [0.25f]);

    /// <summary>Called with the running number (from 1) of every training batch that is filled.</summary>
    public Action<int>? OnTrainingBatch { get; set; }
    public int TrainingBatches { get; private set; }

    /// <summary>Called before a batch to evaluate is filled.</summary>
    public Action<Split>? OnEvaluationBatch { get; set; }

    /// <summary>Every training batch as it was asked for: seed, replicate, epoch and the samples in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>How often it was disposed of; it stays open, so that one serves many sessions.</summary>
    public int Closed { get; private set; }

    /// <summary>Changes a training sample, for tests of bad input.</summary>
    public void Poison(int sample, float value) => Array.Fill(_splits[Split.Train].Samples, value, sample * _size, _size);

    public ReadOnlySpan<byte> Labels(Split split) => _splits[split].Labels;

    public void Fill(Split split, ReadOnlySpan<int> indices, Span<float> destination)
    {
        OnEvaluationBatch?.Invoke(split);
        for (var i = 0; i < indices.Length; i++) _splits[split].Samples.AsSpan(indices[i] * _size, _size).CopyTo(destination[(i * _size)..]);
    }

    public void FillAugmented(ReadOnlySpan<int> indices, long seed, int replicate, int epoch, Span<float> destination)
    {
        Fill(Split.Train, indices, destination);
        if (Augmented)
        {
            for (var i = 0; i < indices.Length; i++)
            {
                var random = new CounterRandom(seed, replicate, epoch, RandomPurpose.Augmentation, indices[i]);
                foreach (ref var value in destination.Slice(i * _size, _size)) value += (random.NextFloat() - 0.5f) * 0.1f;
            }
        }
        TrainingBatches++;
        Asked.Add(string.Create(CultureInfo.InvariantCulture, $"{seed} {replicate} {epoch}: {string.Join(' ', indices.ToArray())}"));
        OnTrainingBatch?.Invoke(TrainingBatches);
    }

    public void Dispose() => Closed++;
}
