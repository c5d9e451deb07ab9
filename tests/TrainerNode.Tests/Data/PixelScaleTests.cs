using ActorSearch.TrainerNode.Training.Data;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Data;

public sealed class PixelScaleTests
{
    /// <summary>
    /// Every byte, at every place of a vector and behind the last whole one, for many scales: the bits of the formula, computed or looked up.
    /// </summary>
    [Fact]
    public void Every_byte_has_the_bits_of_the_formula()
    {
        var random = new Random(3);
        var computing = 0;
        for (var trial = 0; trial < 400; trial++)
        {
            var (mean, deviation) = trial switch
            {
                0 => (0f, 1f), // constant and black
                1 => (1f, 1f),
                2 => (1e-30f, 1e-3f),
                _ => (random.NextSingle(), 0.001f + random.NextSingle() / 2),
            };
            var scale = new PixelScale(mean, deviation);
            if (scale.Computes) computing++;
            var bytes = new byte[256 + trial % 31];
            for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)(i + trial);
            var values = new float[bytes.Length];
            scale.Run(bytes, values);
            Assert.Equal(bytes.Select(b => BitConverter.SingleToInt32Bits((b / 255f - mean) / deviation)), values.Select(BitConverter.SingleToInt32Bits));
        }
        if (System.Runtime.Intrinsics.X86.Fma.IsSupported && System.Runtime.Intrinsics.X86.Avx2.IsSupported)
            Assert.True(computing > 300, $"only {computing} of 400 scales compute");
    }
}
