using ActorSearch.TrainerNode.Training.Data.Sources;
using CsCheck;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Data;

public sealed class AreaScalerTests
{
    private static readonly Gen<(int, int, int, int, byte[])> Images =
        from height in Gen.Int[1, 40]
        from width in Gen.Int[1, 40]
        from newHeight in Gen.Int[1, 40]
        from newWidth in Gen.Int[1, 40]
        from pixels in Gen.Byte.Array[height * width]
        select (height, width, newHeight, newWidth, pixels);

    private static byte[] Scale(int height, int width, int newHeight, int newWidth, byte[] pixels)
    {
        var result = new byte[newHeight * newWidth];
        new AreaScaler(height, width, newHeight, newWidth).Scale(pixels, result);
        return result;
    }

    [Fact]
    public void Shrinking_is_the_mean_over_the_covered_area() =>
        Images.Where(image => image.Item3 <= image.Item1 && image.Item4 <= image.Item2).Sample(image =>
        {
            var (height, width, newHeight, newWidth, pixels) = image;
            var scaled = Scale(height, width, newHeight, newWidth, pixels);
            static double Overlap(int i, int old, int @new, int j) =>
                Math.Max(0, Math.Min((i + 1.0) * old / @new, j + 1) - Math.Max((double)i * old / @new, j));
            for (var y = 0; y < newHeight; y++)
                for (var x = 0; x < newWidth; x++)
                {
                    var (sum, area) = (0.0, 0.0);
                    for (var i = 0; i < pixels.Length; i++)
                    {
                        var weight = Overlap(y, height, newHeight, i / width) * Overlap(x, width, newWidth, i % width);
                        (sum, area) = (sum + weight * pixels[i], area + weight);
                    }
                    Assert.InRange(scaled[y * newWidth + x] - sum / area, -1.1, 1.1);
                }
        }, iter: 60);

    [Fact]
    public void The_same_size_changes_nothing_and_no_size_leaves_the_range() =>
        Images.Sample(image =>
        {
            var (height, width, newHeight, newWidth, pixels) = image;
            Assert.Equal(pixels, Scale(height, width, height, width, pixels));
            var scaled = Scale(height, width, newHeight, newWidth, pixels);
            Assert.All(scaled, value => Assert.InRange(value, pixels.Min(), pixels.Max()));
        }, iter: 100);

    [Theory]
    [InlineData(1 << 14, 1, 4096, 4096)]
    [InlineData(1, 1 << 14, 4096, 31)]
    [InlineData(1 << 14, 4, 31, 2048)]
    public void Neither_narrow_nor_wide_images_take_more_memory_than_their_sides(int height, int width, int newHeight, int newWidth)
    {
        byte[] pixels = [.. Enumerable.Repeat((byte)7, height * width)];
        var result = new byte[newHeight * newWidth];
        var before = GC.GetAllocatedBytesForCurrentThread();
        new AreaScaler(height, width, newHeight, newWidth).Scale(pixels, result);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 << 20);
        Assert.All(result.Take(10_000), value => Assert.Equal(7, value));
    }

    [Fact]
    public void Growing_interpolates_between_the_centers() =>
        Assert.Equal([0, 25, 75, 100], Scale(1, 2, 1, 4, [0, 100]).Select(v => (int)v));
}
