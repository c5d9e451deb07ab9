using ActorSearch.TrainerNode.Training.Data;
using CsCheck;
using SkiaSharp;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Data;

public sealed class AugmentationTests : IDisposable
{
    private const int Height = 6, Width = 9, Size = 3 * Height * Width;

    private readonly TestFolder _folder = new();
    private readonly string _set;

    public AugmentationTests()
    {
        for (var i = 0; i < 40; i++)
        {
            var n = i;
            _folder.Image(
                $"set/{(i < 20 ? "yes" : "no")}/{i:D2}.png", Width, Height,
                (x, y) => new SKColor((byte)(n * 5 + x), (byte)(x * 25 + n), (byte)(y * 40 + n)));
        }
        _set = _folder["set"];
    }

    public void Dispose() => _folder.Dispose();

    private LoadedDataset Open(AugmentSpec augment) =>
        Datasets.Open(new DataSpec { Kind = DataKind.Images, Path = _set, Positive = ["yes"], Augment = augment }, _folder.Cache);

    private static float[] Plain(LoadedDataset data, int sample)
    {
        var values = new float[Size];
        data.Fill(Split.Train, [sample], values);
        return values;
    }

    private static float[] Augmented(LoadedDataset data, int sample, int epoch = 0, long seed = 1, int replicate = 0)
    {
        var values = new float[Size];
        data.FillAugmented([sample], seed, replicate, epoch, values);
        return values;
    }

    private static float[] Mapped(float[] image, Func<int, int, (int X, int Y)> from) =>
        [.. Enumerable.Range(0, Size).Select(i =>
        {
            var (c, y, x) = (i / (Height * Width), i / Width % Height, i % Width);
            var (sourceX, sourceY) = from(x, y);
            return image[(c * Height + sourceY) * Width + sourceX];
        })];

    private static int Reflected(int position, int size) => position < 0 ? -position : position >= size ? 2 * size - 2 - position : position;

    [Fact]
    public void With_everything_off_it_equals_the_plain_samples_bit_for_bit()
    {
        using var data = Open(new());
        for (var sample = 0; sample < data.Labels(Split.Train).Length; sample++) Assert.Equal(Plain(data, sample), Augmented(data, sample, epoch: sample));
    }

    [Fact]
    public void A_flip_gives_the_image_or_its_mirror_image_about_equally_often()
    {
        using var data = Open(new() { FlipHorizontal = true });
        var flipped = 0;
        for (var epoch = 0; epoch < 400; epoch++)
        {
            var (plain, augmented) = (Plain(data, epoch % 20), Augmented(data, epoch % 20, epoch));
            var mirrored = Mapped(plain, (x, y) => (Width - 1 - x, y));
            Assert.Equal(plain, Mapped(mirrored, (x, y) => (Width - 1 - x, y)));
            if (augmented.SequenceEqual(mirrored)) flipped++;
            else Assert.Equal(plain, augmented);
        }
        Assert.InRange(flipped, 150, 250);
    }

    [Fact]
    public void Both_flips_give_all_four_images()
    {
        using var data = Open(new() { FlipHorizontal = true, FlipVertical = true });
        var plain = Plain(data, 3);
        var expected = new[] { (false, false), (true, false), (false, true), (true, true) }
            .Select(flip => Mapped(plain, (x, y) => (flip.Item1 ? Width - 1 - x : x, flip.Item2 ? Height - 1 - y : y))).ToArray();
        var seen = Enumerable.Range(0, 100).Select(epoch => Array.FindIndex(expected, image => image.SequenceEqual(Augmented(data, 3, epoch))));
        Assert.Equal([0, 1, 2, 3], seen.Distinct().Order());
    }

    [Fact]
    public void A_crop_is_a_shift_into_the_reflected_surroundings()
    {
        using var data = Open(new() { Crop = 2 });
        var plain = Plain(data, 5);
        var expected = (
            from dy in Enumerable.Range(-2, 5)
            from dx in Enumerable.Range(-2, 5)
            select Mapped(plain, (x, y) => (Reflected(x + dx, Width), Reflected(y + dy, Height)))).ToArray();
        var seen = Enumerable.Range(0, 400).Select(epoch => Array.FindIndex(expected, image => image.SequenceEqual(Augmented(data, 5, epoch)))).ToHashSet();
        Assert.Equal(Enumerable.Range(0, 25), seen.Order());
    }

    [Fact]
    public void A_turn_keeps_a_flat_channel_flat_and_moves_no_value_out_of_its_range()
    {
        using var data = Open(new() { Rotation = 180 });
        for (var epoch = 0; epoch < 50; epoch++)
        {
            var (plain, turned) = (Plain(data, 2), Augmented(data, 2, epoch));
            for (var c = 0; c < 3; c++)
            {
                var (before, after) = (
                    plain.Skip(c * Height * Width).Take(Height * Width).ToArray(), turned.Skip(c * Height * Width).Take(Height * Width).ToArray());
                Assert.InRange(after.Min(), before.Min() - 1e-5f, before.Max());
                Assert.InRange(after.Max(), before.Min(), before.Max() + 1e-5f);
            }
        }
    }

    [Fact]
    public void A_turn_of_a_ramp_is_the_ramp_in_the_turned_direction()
    {
        // In a linear ramp bilinear sampling is exact: inside, the turned image is a ramp of equal steepness. Away from the border, channel 1 rises by 25
        // per column.
        using var data = Open(new() { Rotation = 20 });
        for (var epoch = 0; epoch < 20; epoch++)
        {
            var green = Augmented(data, 4, epoch).Skip(Height * Width).Take(Height * Width)
                .Select(v => v * data.Normalization.StandardDeviation[1] * 255).ToArray();
            double alongX = green[2 * Width + 5] - green[2 * Width + 4], alongY = green[3 * Width + 4] - green[2 * Width + 4];
            Assert.Equal(25, Math.Sqrt(alongX * alongX + alongY * alongY), 0.01);
            Assert.InRange(Math.Abs(Math.Atan2(alongY, alongX)), 0, 20.01 * Math.PI / 180);
        }
    }

    [Fact]
    public void Brightness_and_contrast_change_values_linearly_about_the_mean_and_stay_in_range()
    {
        using var data = Open(new() { Brightness = 0.1, Contrast = 0.3 });
        float[] Unit(float[] values) => [.. values.Select((v, i) =>
            v * data.Normalization.StandardDeviation[i / (Height * Width)] + data.Normalization.Mean[i / (Height * Width)])];
        for (var epoch = 0; epoch < 50; epoch++)
        {
            var (plain, changed) = (Unit(Plain(data, 7)), Unit(Augmented(data, 7, epoch)));
            var inside = Enumerable.Range(0, Size).Where(i => changed[i] is > 0.001f and < 0.999f).ToArray();
            var (low, high) = (inside.MinBy(i => plain[i]), inside.MaxBy(i => plain[i]));
            var slope = (changed[high] - changed[low]) / (plain[high] - plain[low]);
            Assert.InRange(slope, 0.6999f, 1.3001f);
            var mean = plain.Average();
            Assert.InRange(changed[low] - ((plain[low] - mean) * slope + mean), -0.1001f, 0.1001f);
            Assert.All(changed, value => Assert.InRange(value, -1e-5f, 1.00001f));
        }
    }

    [Fact]
    public void A_samples_changes_follow_from_seed_replicate_epoch_and_its_position_alone()
    {
        using var data = Open(new() { FlipHorizontal = true, Rotation = 15, Crop = 2, Brightness = 0.1, Contrast = 0.2 });
        var one = Augmented(data, 9, epoch: 4, seed: 7, replicate: 1);
        var several = new float[3 * Size];
        data.FillAugmented([2, 9, 9], 7, 1, 4, several);
        Assert.Equal(one, several[Size..(2 * Size)]);
        Assert.Equal(one, several[(2 * Size)..]);
        Assert.NotEqual(one, Augmented(data, 9, epoch: 5, seed: 7, replicate: 1));
        Assert.NotEqual(one, Augmented(data, 9, epoch: 4, seed: 8, replicate: 1));
        Assert.NotEqual(one, Augmented(data, 9, epoch: 4, seed: 7, replicate: 2));
    }

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        using var data = Open(new() { FlipVertical = true, Rotation = 30, Crop = 1, Contrast = 0.4 });
        var alone = Enumerable.Range(0, 28).Select(sample => Augmented(data, sample, 3)).ToArray();
        Parallel.For(0, 28 * 20, i => Assert.Equal(alone[i % 28], Augmented(data, i % 28, 3)));
    }

    [Fact]
    public void A_crop_wider_than_the_image_is_refused() =>
        Assert.Contains("data.augment.crop: 6; expected 0 to 5", TestFolder.BadInput(() => Open(new() { Crop = 6 })), StringComparison.Ordinal);
}
