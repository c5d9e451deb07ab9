using ActorSearch.TrainerNode.Training.Data.Cache;
using ActorSearch.TrainerNode.Training.Data.Splitting;

namespace ActorSearch.TrainerNode.Training.Data;

/// <summary>Images out of the mapped cache file; a scale per channel turns each byte into its normalised value.</summary>
internal sealed class ImageDataset(DataReport report, SplitPlan plan, byte[] y, PixelFile pixels, AugmentSpec augment) : LoadedDataset(report, plan, y)
{
    private readonly Augmenter? _augmenter = Augmenter.IsOn(augment) ? new Augmenter(augment, report.Shape, report.Normalization) : null;

    private readonly PixelScale[] _scales =
        [.. report.Normalization.Mean.Zip(report.Normalization.StandardDeviation, (mean, deviation) => new PixelScale(mean, deviation))];

    public override void Fill(Split split, ReadOnlySpan<int> indices, Span<float> destination)
    {
        RequireRoom(indices, destination);
        for (var k = 0; k < indices.Length; k++)
        {
            var sample = pixels[Sample(split, indices[k])];
            var target = destination.Slice(k * SampleSize, SampleSize);
            var plane = sample.Length / _scales.Length;
            for (var c = 0; c < _scales.Length; c++) _scales[c].Run(sample.Slice(c * plane, plane), target.Slice(c * plane, plane));
        }
    }

    public override void FillAugmented(ReadOnlySpan<int> indices, long seed, int replicate, int epoch, Span<float> destination)
    {
        if (_augmenter is null)
        {
            base.FillAugmented(indices, seed, replicate, epoch, destination);
            return;
        }
        RequireRoom(indices, destination);
        for (var k = 0; k < indices.Length; k++)
            _augmenter.Apply(pixels[Sample(Split.Train, indices[k])], seed, replicate, epoch, indices[k], destination.Slice(k * SampleSize, SampleSize));
    }

    /// <summary>Mean and standard deviation of pixels / 255 per channel over train, from exact sums.</summary>
    public static Normalization Normalize(PixelFile pixels, int[] train, CancellationToken cancel)
    {
        var plane = pixels.Header.Height * pixels.Header.Width;
        var (means, deviations) = (new float[pixels.Header.Channels], new float[pixels.Header.Channels]);
        for (var c = 0; c < means.Length; c++)
        {
            Int128 sum = 0, squares = 0;
            foreach (var sample in train)
            {
                cancel.ThrowIfCancellationRequested();
                long sampleSum = 0, sampleSquares = 0;
                foreach (var value in pixels[sample].Slice(c * plane, plane)) (sampleSum, sampleSquares) = (sampleSum + value, sampleSquares + value * value);
                (sum, squares) = (sum + sampleSum, squares + sampleSquares);
            }
            var count = (Int128)plane * train.Length;
            means[c] = (float)((double)sum / (double)count / 255);
            var spread = squares * count - sum * sum;
            deviations[c] = spread == 0 ? 1 : (float)(Math.Sqrt((double)spread) / (double)count / 255);
        }
        return new([.. means], [.. deviations]);
    }

    private protected override void Close() => pixels.Dispose();
}
