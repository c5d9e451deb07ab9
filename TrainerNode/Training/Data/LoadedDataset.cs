using ActorSearch.TrainerNode.Training.Data.Splitting;

namespace ActorSearch.TrainerNode.Training.Data;

/// <summary>A dataset with its report. It may have several holders; the last one's <see cref="Dispose"/> closes it.</summary>
public abstract class LoadedDataset : IDataset
{
    private readonly int[][] _samples;
    private readonly byte[][] _labels;
    private readonly Lock _lock = new();
    private int _holders = 1;

    private protected LoadedDataset(DataReport report, SplitPlan plan, byte[] y)
    {
        Report = report;
        _samples = plan.Samples;
        _labels = [.. plan.Samples.Select(samples => samples.Select(sample => y[sample]).ToArray())];
        SampleSize = report.Shape.Aggregate(1, (a, b) => a * b);
    }

    /// <summary>What the specification turned into.</summary>
    public DataReport Report { get; }

    /// <inheritdoc/>
    public ImmutableArray<int> SampleShape => Report.Shape;

    /// <inheritdoc/>
    public string Fingerprint => Report.Fingerprint;

    /// <inheritdoc/>
    public Normalization Normalization => Report.Normalization;

    private protected int SampleSize { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Labels(Split split) => _labels[(int)split];

    /// <inheritdoc/>
    public abstract void Fill(Split split, ReadOnlySpan<int> indices, Span<float> destination);

    /// <inheritdoc/>
    public virtual void FillAugmented(ReadOnlySpan<int> indices, long seed, int replicate, int epoch, Span<float> destination) =>
        Fill(Split.Train, indices, destination);

    /// <summary>One more holder; false when the last has already closed it.</summary>
    internal bool TryHold()
    {
        lock (_lock)
        {
            if (_holders > 0) _holders++;
            return _holders > 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        int holders;
        lock (_lock) holders = --_holders;
        if (holders == 0) Close();
        ObjectDisposedException.ThrowIf(holders < 0, this);
        GC.SuppressFinalize(this);
    }

    private protected abstract void Close();

    /// <summary>Position in the source of a position in the split.</summary>
    private protected int Sample(Split split, int index) => _samples[(int)split][index];

    private protected void RequireRoom(ReadOnlySpan<int> indices, Span<float> destination)
    {
        if (destination.Length < (long)indices.Length * SampleSize)
            throw new ArgumentException($"Room for {destination.Length} numbers; {indices.Length} samples of {SampleSize} need more.", nameof(destination));
    }
}
