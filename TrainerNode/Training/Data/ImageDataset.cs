using ActorSearch.TrainerNode.Training.Data.Cache;
using ActorSearch.TrainerNode.Training.Data.Splitting;

namespace ActorSearch.TrainerNode.Training.Data;

/// <summary>Images out of the mapped cache file; a scale per channel turns each byte into its normalised value.</summary>
internal sealed class ImageDataset : LoadedDataset
{
    private readonly PixelFile _pixels;
    private readonly Augmenter? _augmenter;
    private readonly PixelScale[] _scales;

    public ImageDataset(DataReport report, SplitPlan plan, byte[] y, PixelFile pixels, AugmentSpec augment) : base(report, plan, y)
    {
        _pixels = pixels;
        _augmenter = Augmenter.For(augment, report.Shape, report.Normalisation);
        _scales = [.. report.Normalisation.Mean.Zip(report.Normalisation.StandardDeviation, (mean, deviation) => new PixelScale(mean, deviation))];
    }

    public override void Fill(Split split, ReadOnlySpan<int> indices, Span<float> destination)
    {
        RequireRoom(indices, destination);
        for (var k = 0; k < indices.Length; k++)
        {
            var pixels = _pixels[Sample(split, indices[k])];
            var target = destination.Slice(k * SampleSize, SampleSize);
            var plane = pixels.Length / _scales.Length;
            for (var c = 0; c < _scales.Length; c++) _scales[c].Run(pixels.Slice(c * plane, plane), target.Slice(c * plane, plane));
        }
    }

    public override void FillAugmented(ReadOnlySpan<int> indices, long seed, int replicate, int epoch, Span<float> destination)
    {
        if (_augmenter is null)
        {
            Fill(Split.Train, indices, destination);
            return;
        }
        RequireRoom(indices, destination);
        for (var k = 0; k < indices.Length; k++)
            _augmenter.Apply(_pixels[Sample(Split.Train, indices[k])], seed, replicate, epoch, indices[k], destination.Slice(k * SampleSize, SampleSize));
    }

    /// <summary>Mean and standard deviation of pixels / 255 per channel over train, from exact sums.</summary>
    public static Normalisation Normalise(PixelFile pixels, int[] train, CancellationToken cancel)
    {
        var plane = pixels.Header.Height * pixels.Header.Width;
        var (mean, deviation) = (ImmutableArray.CreateBuilder<float>(), ImmutableArray.CreateBuilder<float>());
        for (var c = 0; c < pixels.Header.Channels; c++)
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
            mean.Add((float)((double)sum / (double)count / 255));
            var spread = squares * count - sum * sum;
            deviation.Add(spread == 0 ? 1 : (float)(Math.Sqrt((double)spread) / (double)count / 255));
        }
        return new(mean.ToImmutable(), deviation.ToImmutable());
    }

    private protected override void Close() => _pixels.Dispose();
}
