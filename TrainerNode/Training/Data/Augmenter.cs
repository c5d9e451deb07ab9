using ActorSearch.Search.Exact;
using ActorSearch.Search.Randomness;

namespace ActorSearch.TrainerNode.Training.Data;

/// <summary>
/// Random changes to one training image: a crop out of its reflected surroundings, a turn (bilinear), flips, brightness and contrast, on values in [0, 1]
/// before normalisation. The same numbers are drawn whatever is switched on, so switching one change on leaves the others as they were.
/// </summary>
internal sealed class Augmenter
{
    private readonly AugmentSpec _spec;
    private readonly Normalisation _normalisation;
    private readonly int _channels, _height, _width;

    private Augmenter(AugmentSpec spec, ImmutableArray<int> shape, Normalisation normalisation) =>
        (_spec, _normalisation, _channels, _height, _width) = (spec, normalisation, shape[0], shape[1], shape[2]);

    /// <summary>Null where everything is off.</summary>
    public static Augmenter? For(AugmentSpec spec, ImmutableArray<int> shape, Normalisation normalisation) =>
        IsOn(spec) ? new Augmenter(spec, shape, normalisation) : null;

    public static bool IsOn(AugmentSpec spec) =>
        spec.FlipHorizontal || spec.FlipVertical || spec.Rotation != 0 || spec.Crop != 0 || spec.Brightness != 0 || spec.Contrast != 0;

    /// <param name="position">The sample's position in train: the key of its stream.</param>
    public void Apply(ReadOnlySpan<byte> pixels, long seed, int replicate, int epoch, int position, Span<float> target)
    {
        var random = new CounterRandom(seed, replicate, epoch, RandomPurpose.Augmentation, position);
        var mirror = (random.NextUInt32() >> 31) != 0 && _spec.FlipHorizontal;
        var upend = (random.NextUInt32() >> 31) != 0 && _spec.FlipVertical;
        var angle = Either(ref random) * _spec.Rotation * (Math.PI / 180);
        var shiftX = random.NextInt(2 * _spec.Crop + 1) - _spec.Crop;
        var shiftY = random.NextInt(2 * _spec.Crop + 1) - _spec.Crop;
        var brightness = (float)(Either(ref random) * _spec.Brightness);
        var contrast = (float)(1 + Either(ref random) * _spec.Contrast);

        if (_spec.Rotation == 0) Move(pixels, mirror, upend, shiftX, shiftY, target);
        else Turn(pixels, mirror, upend, shiftX, shiftY, angle, target);
        if (_spec.Brightness != 0 || _spec.Contrast != 0) Light(target, brightness, contrast);
        Normalise(target);
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
                var row = Reflect(y + shiftY, _height);
                if (upend) row = _height - 1 - row;
                for (var x = 0; x < _width; x++)
                {
                    var column = Reflect(x + shiftX, _width);
                    if (mirror) column = _width - 1 - column;
                    target[i++] = pixels[(c * _height + row) * _width + column] / 255f;
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
                var (left, right) = (Reflect((int)floorX, _width), Reflect((int)floorX + 1, _width));
                var (top, bottom) = (Reflect((int)floorY, _height), Reflect((int)floorY + 1, _height));
                if (mirror) (left, right) = (_width - 1 - left, _width - 1 - right);
                if (upend) (top, bottom) = (_height - 1 - top, _height - 1 - bottom);
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
    private static int Reflect(int position, int size)
    {
        if ((uint)position < (uint)size) return position;
        if (size == 1) return 0;
        var period = 2 * (size - 1);
        var turned = Math.Abs(position) % period;
        return turned < size ? turned : period - turned;
    }

    private static void Light(Span<float> values, float brightness, float contrast)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        var mean = (float)(sum / values.Length);
        for (var i = 0; i < values.Length; i++) values[i] = Math.Clamp((values[i] - mean) * contrast + mean + brightness, 0f, 1f);
    }

    private void Normalise(Span<float> values)
    {
        var plane = _height * _width;
        for (var c = 0; c < _channels; c++)
        {
            var (mean, deviation) = (_normalisation.Mean[c], _normalisation.StandardDeviation[c]);
            foreach (ref var value in values.Slice(c * plane, plane)) value = (value - mean) / deviation;
        }
    }
}
