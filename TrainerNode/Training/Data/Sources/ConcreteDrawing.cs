using ActorSearch.Search.Exact;
using ActorSearch.Search.Randomness;

namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>
/// Draws one patch of concrete: uneven light, value noise at several scales, stains, pores, scratches and straight joints, which look like cracks to a lazy
/// detector, and on request one crack: a wandering, branching line of changing width and little contrast. Only exactly rounded arithmetic.
/// </summary>
internal sealed class ConcreteDrawing(CounterRandom random, int size)
{
    private readonly float[] _light = new float[size * size], _marks = new float[size * size];
    private CounterRandom _random = random;

    /// <returns>Grey values, row by row.</returns>
    public static byte[] Draw(CounterRandom random, int size, bool crack)
    {
        var drawing = new ConcreteDrawing(random, size);
        drawing.Surface();
        drawing.Distractors();
        if (crack) drawing.Crack();
        return drawing.Develop();
    }

    private void Surface()
    {
        Array.Fill(_light, Between(0.48f, 0.72f));
        var (slopeX, slopeY) = (Between(-0.12f, 0.12f), Between(-0.12f, 0.12f));
        for (var i = 0; i < _light.Length; i++)
            _light[i] += slopeX * ((float)(i % size) / size - 0.5f) + slopeY * ((float)(i / size) / size - 0.5f);
        var roughness = Between(0.6f, 1.4f);
        ValueNoise(size / 2f, 0.05f * roughness);
        ValueNoise(size / 5f, 0.04f * roughness);
        ValueNoise(size / 12f, 0.03f * roughness);
        ValueNoise(size / 26f, 0.025f * roughness);
    }

    private void Distractors()
    {
        for (var n = _random.NextInt(3); n > 0; n--) Blob(Between(0.08f, 0.28f) * size, Between(-0.09f, 0.06f), soft: true);
        for (var n = _random.NextInt(9); n > 0; n--) Blob(Between(0.008f, 0.025f) * size, Between(-0.30f, -0.12f), soft: false);
        if (_random.NextFloat() < 0.18f) Joint();
        for (var n = _random.NextFloat() < 0.35f ? 1 + _random.NextInt(2) : 0; n > 0; n--) Scratch();
    }

    /// <summary>A straight line right across, of even width: a formwork joint.</summary>
    private void Joint()
    {
        var angle = Between(-0.12f, 0.12f) + (_random.NextInt(2) == 0 ? 0 : MathF.PI / 2);
        var (sin, cos) = ExactMath.SinCos(angle);
        var (x, y, width, depth) = (Between(0.2f, 0.8f) * size, Between(0.2f, 0.8f) * size, Between(0.008f, 0.02f) * size, Between(0.08f, 0.2f));
        for (var step = -1.5f * size; step <= 1.5f * size; step += 0.5f) Dab(x + step * (float)cos, y + step * (float)sin, width, depth);
    }

    /// <summary>A short, straight, thin mark, light or dark.</summary>
    private void Scratch()
    {
        var (sin, cos) = ExactMath.SinCos(Between(0, 2 * MathF.PI));
        var (x, y, length, depth) =
            (Between(0, size), Between(0, size), Between(0.1f, 0.3f) * size, Between(0.06f, 0.18f) * (_random.NextInt(3) == 0 ? -1 : 1));
        for (var step = 0f; step < length; step += 0.5f) Dab(x + step * (float)cos, y + step * (float)sin, 0.009f * size, depth);
    }

    private void Crack()
    {
        var heading = Between(0, 2 * MathF.PI);
        var (sin, cos) = ExactMath.SinCos(heading);
        // Starts off the centre against its heading, so that it crosses a good part of the patch.
        var reach = Between(0.3f, 0.6f) * size;
        var depth = _random.NextFloat() < 0.24f ? Between(0.11f, 0.25f) : Between(0.25f, 0.5f);
        var (x, y) = ((0.5f + Between(-0.25f, 0.25f)) * size - reach * (float)cos, (0.5f + Between(-0.25f, 0.25f)) * size - reach * (float)sin);
        Wander(x, y, heading, Between(0.6f, 1.3f) * size, Between(0.012f, 0.032f) * size, depth, branches: 2);
    }

    private void Wander(float x, float y, float heading, float length, float width, float depth, int branches)
    {
        var (drift, swell) = (0f, 1f);
        for (var gone = 0f; gone < length; gone += 0.5f)
        {
            drift = 0.9f * drift + Between(-0.16f, 0.16f);
            swell = Math.Clamp(swell + Between(-0.12f, 0.12f), 0.35f, 1.6f);
            if (_random.NextInt(24) == 0) heading += Between(-0.8f, 0.8f);
            var (sin, cos) = ExactMath.SinCos(heading + drift);
            (x, y) = (x + 0.5f * (float)cos, y + 0.5f * (float)sin);
            var taper = Math.Min(1, 4 * Math.Min(gone, length - gone) / length + 0.3f);
            Dab(x, y, width * swell * taper, depth * Math.Min(1.2f, 0.4f + 0.6f * swell));
            if (branches > 0 && _random.NextInt(2 * size) == 0)
            {
                branches--;
                Wander(x, y, heading + (_random.NextInt(2) == 0 ? 1 : -1) * Between(0.5f, 1.2f), length * Between(0.2f, 0.45f), width * 0.7f, depth * 0.85f, 0);
            }
        }
    }

    /// <summary>Darkens a small disc to at most the depth: a dab on a dab does not add up.</summary>
    private void Dab(float x, float y, float width, float depth)
    {
        var radius = Math.Max(width, 0.5f);
        var strength = depth * Math.Min(1, width / 0.5f);
        for (var py = Math.Max(0, (int)(y - radius - 1)); py <= Math.Min(size - 1, (int)(y + radius + 1)); py++)
        {
            for (var px = Math.Max(0, (int)(x - radius - 1)); px <= Math.Min(size - 1, (int)(x + radius + 1)); px++)
            {
                var (dx, dy) = (px - x, py - y);
                var cover = Math.Clamp(radius + 0.5f - MathF.Sqrt(dx * dx + dy * dy), 0, 1);
                _marks[py * size + px] = Math.Abs(strength * cover) > Math.Abs(_marks[py * size + px]) ? strength * cover : _marks[py * size + px];
            }
        }
    }

    private void Blob(float radius, float change, bool soft)
    {
        var (x, y, squeeze) = (Between(0, size), Between(0, size), Between(0.6f, 1.6f));
        for (var i = 0; i < _light.Length; i++)
        {
            var (dx, dy) = ((i % size - x) / radius * squeeze, (i / size - y) / radius);
            var inside = 1 - dx * dx - dy * dy;
            if (inside > 0) _light[i] += change * (soft ? inside * inside : Math.Min(1, 2 * inside));
        }
    }

    /// <summary>Random values on a grid, smoothly interpolated.</summary>
    private void ValueNoise(float cell, float amplitude)
    {
        var side = (int)(size / cell) + 2;
        var grid = new float[side * side];
        for (var i = 0; i < grid.Length; i++) grid[i] = Between(-amplitude, amplitude);
        for (var i = 0; i < _light.Length; i++)
        {
            var (gx, gy) = (i % size / cell, i / size / cell);
            var (x, y) = ((int)gx, (int)gy);
            var (u, v) = (Smooth(gx - x), Smooth(gy - y));
            var (top, bottom) = (y * side + x, (y + 1) * side + x);
            var upper = grid[top] + u * (grid[top + 1] - grid[top]);
            var lower = grid[bottom] + u * (grid[bottom + 1] - grid[bottom]);
            _light[i] += upper + v * (lower - upper);
        }
    }

    private static float Smooth(float t) => t * t * (3 - 2 * t);

    private byte[] Develop()
    {
        var (grain, pixels) = (Between(0.01f, 0.03f), new byte[_light.Length]);
        for (var i = 0; i < pixels.Length; i++)
        {
            // The sum of three uniform numbers is close enough to a bell for grain.
            var noise = _random.NextFloat() + _random.NextFloat() + _random.NextFloat() - 1.5f;
            pixels[i] = (byte)(Math.Clamp(_light[i] - _marks[i] + 2 * grain * noise, 0, 1) * 255 + 0.5f);
        }
        return pixels;
    }

    private float Between(float low, float high) => low + (high - low) * _random.NextFloat();
}
