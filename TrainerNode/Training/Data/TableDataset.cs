using ActorSearch.TrainerNode.Training.Data.Sources;
using ActorSearch.TrainerNode.Training.Data.Splitting;

namespace ActorSearch.TrainerNode.Training.Data;

/// <summary>Rows of numbers in memory, completed and normalised once.</summary>
internal sealed class TableDataset(DataReport report, SplitPlan plan, byte[] y, float[] normalized) : LoadedDataset(report, plan, y)
{
    private float[]? _values = normalized;

    public override void Fill(Split split, ReadOnlySpan<int> indices, Span<float> destination)
    {
        RequireRoom(indices, destination);
        ObjectDisposedException.ThrowIf(_values is null, this);
        for (var k = 0; k < indices.Length; k++)
            _values.AsSpan(Sample(split, indices[k]) * SampleSize, SampleSize).CopyTo(destination[(k * SampleSize)..]);
    }

    /// <summary>Puts the train median where a value is missing, then scales each column by train's mean and standard deviation, in place.</summary>
    public static Normalization Normalize(FeatureSource source, int[] train, CancellationToken cancel)
    {
        var (values, columns) = (source.Values, source.Columns.Length);
        var (means, deviations, medians) = (new float[columns], new float[columns], new float[columns]);
        for (var column = 0; column < columns; column++)
        {
            cancel.ThrowIfCancellationRequested();
            float Value(int row) => values[row * columns + column];
            var known = train.Select(Value).Where(value => !float.IsNaN(value)).Order().ToArray();
            if (known.Length == 0)
                throw new BadInputException($"{source.Name}: column '{source.Columns[column]}' has no value in the train split; drop it (data.drop)");
            var median = known.Length % 2 == 1 ? known[known.Length / 2] : (float)(((double)known[known.Length / 2 - 1] + known[known.Length / 2]) / 2);
            medians[column] = median;
            for (var i = column; i < values.Length; i += columns)
                if (float.IsNaN(values[i])) values[i] = median;

            var mean = train.Sum(row => (double)Value(row)) / train.Length;
            var squares = train.Sum(row => (Value(row) - mean) * (Value(row) - mean));
            means[column] = (float)mean;
            var deviation = (float)Math.Sqrt(squares / train.Length);
            deviations[column] = known[0] == known[^1] || deviation == 0 ? 1 : deviation;
            for (var i = column; i < values.Length; i += columns) values[i] = (values[i] - means[column]) / deviations[column];
        }
        return new([.. means], [.. deviations], [.. medians]);
    }

    private protected override void Close() => _values = null;
}
