using ActorSearch.Search.Exact;
using ActorSearch.Search.Randomness;

namespace ActorSearch.TrainerNode.Training.Data;

/// <summary>
/// Random changes to one training image: a crop out of its reflected surroundings, a turn (bilinear), flips, brightness and contrast, on values in [0, 1]
/// before normalisation. The same numbers are drawn whatever is switched on, so switching one change on leaves the others as they were.
/// </summary>
internal sealed class Augmenter(AugmentSpec spec, ImmutableArray<int> shape, Normalization normalization)
{
    private readonly int _channels = shape[0], _height = shape[1], _width = shape[2];

    /// <summary>Whether anything is changed at all.</summary>
    public static bool IsOn(AugmentSpec spec) => spec != new AugmentSpec();

    /// <param name="position">The sample's position in train: the key of its stream.</param>
    public void Apply(ReadOnlySpan<byte> pixels, long seed, int replicate, int epoch, int position, Span<float> target)
    {
        var random = new CounterRandom(seed, replicate, epoch, RandomPurpose.Augmentation, position);
        var mirror = (random.NextUInt32() >> 31) != 0 && spec.FlipHorizontal;
        var upend = (random.NextUInt32() >> 31) != 0 && spec.FlipVertical;
        var angle = Either(ref random) * spec.Rotation * (Math.PI / 180);
        var shiftX = random.NextInt(2 * spec.Crop + 1) - spec.Crop;
        var shiftY = random.NextInt(2 * spec.Crop + 1) - spec.Crop;
        var brightness = (float)(Either(ref random) * spec.Brightness);
        var contrast = (float)(1 + Either(ref random) * spec.Contrast);

        if (spec.Rotation == 0) Move(pixels, mirror, upend, shiftX, shiftY, target);
        else Turn(pixels, mirror, upend, shiftX, shiftY, angle, target);
        if (spec.Brightness != 0 || spec.Contrast != 0) Light(target, brightness, contrast);
        Normalize(target);
    }

    /// <summary>Uniform in [-1, 1).</summary>
    private static double Either(ref CounterRandom random) => 2 * (double)random.NextFloat() - 1;

    private void Move(ReadOnlySpan<byte> pixels, bool mirror, bool upend, int shiftX, int shiftY, Span<float> target)
    {
        var i = 0;
        for (var c = 0; c < _channels; c++)
        {
            for (var y = 0; y < _height; y++)
            {
                var row = Reflect(y + shiftY, _height, upend);
                for (var x = 0; x < _width; x++)
                {
                    target[i++] = pixels[(c * _height + row) * _width + Reflect(x + shiftX, _width, mirror)] / 255f;
                }
            }
        }
    }

    private void Turn(ReadOnlySpan<byte> pixels, bool mirror, bool upend, int shiftX, int shiftY, double angle, Span<float> target)
    {
        var (sin, cos) = ExactMath.SinCos(angle);
        double middleX = (_width - 1) / 2.0, middleY = (_height - 1) / 2.0;
        var plane = _height * _width;
        for (var y = 0; y < _height; y++)
        {
            for (var x = 0; x < _width; x++)
            {
                var (dx, dy) = (x + shiftX - middleX, y + shiftY - middleY);
                var (sourceX, sourceY) = (cos * dx + sin * dy + middleX, cos * dy - sin * dx + middleY);
                var (floorX, floorY) = (Math.Floor(sourceX), Math.Floor(sourceY));
                var (u, v) = ((float)(sourceX - floorX), (float)(sourceY - floorY));
                var (left, right) = (Reflect((int)floorX, _width, mirror), Reflect((int)floorX + 1, _width, mirror));
                var (top, bottom) = (Reflect((int)floorY, _height, upend), Reflect((int)floorY + 1, _height, upend));
                for (var c = 0; c < _channels; c++)
                {
                    var channel = pixels.Slice(c * plane, plane);
                    float upper = channel[top * _width + left] + u * (channel[top * _width + right] - channel[top * _width + left]);
                    float lower = channel[bottom * _width + left] + u * (channel[bottom * _width + right] - channel[bottom * _width + left]);
                    target[c * plane + y * _width + x] = (upper + v * (lower - upper)) / 255f;
                }
            }
        }
    }

    /// <summary>Mirrors a position at the first and last pixel, which are not repeated: -1 is 1, n is n - 2.</summary>
    /// <param name="flip">Whether it is counted from the other end.</param>
    private static int Reflect(int position, int size, bool flip)
    {
        if ((uint)position >= (uint)size)
        {
            var period = Math.Max(1, 2 * (size - 1));
            position = Math.Abs(position) % period;
            if (position >= size) position = period - position;
        }
        return flip ? size - 1 - position : position;
    }

    private static void Light(Span<float> values, float brightness, float contrast)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        var mean = (float)(sum / values.Length);
        for (var i = 0; i < values.Length; i++) values[i] = Math.Clamp((values[i] - mean) * contrast + mean + brightness, 0f, 1f);
    }

    private void Normalize(Span<float> values)
    {
        var plane = _height * _width;
        for (var c = 0; c < _channels; c++)
        {
            var (mean, deviation) = (normalization.Mean[c], normalization.StandardDeviation[c]);
            foreach (ref var value in values.Slice(c * plane, plane)) value = (value - mean) / deviation;
        }
    }
}
