using System.Buffers.Binary;
using ActorSearch.Search.Randomness;

namespace ActorSearch.Coordinator.Tests.Support;

/// <summary>
/// A stand-in for MNIST where there is none: 28x28 pictures of ten classes drawn as strokes, bent, turned, blurred and full of noise, in MNIST's
/// own four files. No picture is anybody's handwriting; the classes are only as alike as digits are.
/// </summary>
internal static class DrawnDigits
{
    public const int Side = 28, Classes = 10;

    /// <summary>Writes the four idx files.</summary>
    /// <param name="noise">Standard deviation of a pixel's noise, ink being 1.</param>
    public static void Write(string folder, int train, int test, double noise)
    {
        foreach (var (prefix, count, part) in new[] { ("train", train, 0), ("t10k", test, 1) })
        {
            var (pixels, labels) = (new byte[count * Side * Side], new byte[count]);
            for (var i = 0; i < count; i++)
            {
                var random = new CounterRandom(2_801, part, 0, RandomPurpose.SyntheticData, i);
                labels[i] = (byte)random.NextInt(Classes);
                Draw(labels[i], noise, ref random, pixels.AsSpan(i * Side * Side, Side * Side));
            }
            WriteIdx(Path.Combine(folder, $"{prefix}-images-idx3-ubyte"), [count, Side, Side], pixels);
            WriteIdx(Path.Combine(folder, $"{prefix}-labels-idx1-ubyte"), [count], labels);
        }
    }

    private static void WriteIdx(string path, int[] shape, byte[] values)
    {
        var header = new byte[4 + 4 * shape.Length];
        (header[2], header[3]) = (8, (byte)shape.Length);
        for (var i = 0; i < shape.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), shape[i]);
        File.WriteAllBytes(path, [.. header, .. values]);
    }

    private static void Draw(int digit, double noise, ref CounterRandom random, Span<byte> pixels)
    {
        var bend = new Bend(ref random);
        var strokes = new List<(double X, double Y)[]>();
        foreach (var stroke in Prototypes[digit]) strokes.Add([.. stroke.Select(bend.Of)]);
        // A stray stroke, as long as a part of a digit: alone it says nothing of the class.
        var (x, y) = (random.NextDouble(), random.NextDouble());
        strokes.Add([(x, y), (x + (random.NextDouble() - 0.5) * 0.5, y + (random.NextDouble() - 0.5) * 0.5)]);

        var (width, ink) = (0.03 + 0.035 * random.NextDouble(), 0.6 + 0.4 * random.NextDouble());
        for (var i = 0; i < pixels.Length; i++)
        {
            var at = ((i % Side + 0.5) / Side, (i / Side + 0.5) / Side);
            var distance = double.MaxValue;
            foreach (var stroke in strokes)
                for (var j = 1; j < stroke.Length; j++) distance = Math.Min(distance, Distance(at, stroke[j - 1], stroke[j]));
            var value = ink * Math.Clamp((width - distance) * Side + 0.5, 0, 1) + noise * Normal(ref random);
            pixels[i] = (byte)Math.Clamp(value * 255, 0, 255);
        }
    }

    private static double Distance((double X, double Y) p, (double X, double Y) a, (double X, double Y) b)
    {
        var (dx, dy) = (b.X - a.X, b.Y - a.Y);
        var length = dx * dx + dy * dy;
        var t = length == 0 ? 0 : Math.Clamp(((p.X - a.X) * dx + (p.Y - a.Y) * dy) / length, 0, 1);
        var (x, y) = (p.X - a.X - t * dx, p.Y - a.Y - t * dy);
        return Math.Sqrt(x * x + y * y);
    }

    /// <summary>Nearly normal: a sum of four uniforms, of variance 1.</summary>
    private static double Normal(ref CounterRandom random) =>
        (random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble() - 2) * Math.Sqrt(3);

    /// <summary>Turn, slant, size, place and a smooth wave, drawn once a picture.</summary>
    private readonly struct Bend
    {
        private readonly double _turn, _slant, _width, _height, _x, _y, _wave, _phaseX, _phaseY;

        public Bend(ref CounterRandom random)
        {
            _turn = Around(ref random, 0.30);
            _slant = Around(ref random, 0.35);
            (_width, _height) = (1 + Around(ref random, 0.2), 1 + Around(ref random, 0.2));
            (_x, _y) = (0.5 + Around(ref random, 0.08), 0.5 + Around(ref random, 0.08));
            _wave = 0.05 * random.NextDouble();
            (_phaseX, _phaseY) = (random.NextDouble() * Math.Tau, random.NextDouble() * Math.Tau);
        }

        public (double X, double Y) Of((double X, double Y) point)
        {
            var (u, v) = (point.X + _wave * Math.Sin(Math.Tau * point.Y + _phaseX) - 0.5, point.Y + _wave * Math.Sin(Math.Tau * point.X + _phaseY) - 0.5);
            (u, v) = ((u + _slant * v) * _width, v * _height);
            return (_x + u * Math.Cos(_turn) - v * Math.Sin(_turn), _y + u * Math.Sin(_turn) + v * Math.Cos(_turn));
        }

        private static double Around(ref CounterRandom random, double reach) => (2 * random.NextDouble() - 1) * reach;
    }

    /// <summary>Per class its strokes in the unit square, y downwards.</summary>
    private static readonly (double X, double Y)[][][] Prototypes =
    [
        [Arc(0.5, 0.5, 0.26, 0.38, 0, 360)],
        [[(0.36, 0.28), (0.52, 0.12), (0.52, 0.88)]],
        [[.. Arc(0.5, 0.32, 0.24, 0.2, 190, 395), (0.27, 0.87), (0.76, 0.87)]],
        [Arc(0.48, 0.31, 0.22, 0.19, 200, 450), Arc(0.48, 0.69, 0.25, 0.19, 270, 520)],
        [[(0.62, 0.88), (0.62, 0.12), (0.24, 0.62), (0.78, 0.62)]],
        [[(0.72, 0.12), (0.34, 0.12), (0.31, 0.46)], Arc(0.48, 0.65, 0.25, 0.22, 235, 500)],
        [Arc(0.5, 0.67, 0.23, 0.21, 0, 360), [(0.66, 0.13), (0.4, 0.33), (0.27, 0.62)]],
        [[(0.25, 0.14), (0.75, 0.14), (0.42, 0.88)]],
        [Arc(0.5, 0.31, 0.2, 0.19, 0, 360), Arc(0.5, 0.69, 0.24, 0.19, 0, 360)],
        [Arc(0.5, 0.33, 0.23, 0.21, 0, 360), [(0.73, 0.38), (0.6, 0.67), (0.34, 0.87)]],
    ];

    /// <param name="from">Degrees, clockwise from the right.</param>
    private static (double X, double Y)[] Arc(double x, double y, double width, double height, double from, double to) =>
    [
        .. Enumerable.Range(0, 17).Select(i => double.DegreesToRadians(from + (to - from) * i / 16))
            .Select(angle => (x + width * Math.Cos(angle), y + height * Math.Sin(angle))),
    ];
}
