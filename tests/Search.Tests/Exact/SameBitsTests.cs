using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using ActorSearch.Search.Exact;
using Xunit;

namespace ActorSearch.Search.Tests.Exact;

/// <summary>A million results of each function have one hash: here, in processes that may use fewer of the CPU's instructions, and on ARM64.</summary>
public sealed class SameBitsTests
{
    private const string Results = "5a6139b61113e03f";
    private const string Drawings = "f02a630b2b7387cdbd09d27c2c2ee73c477f5befc4f77005f6732c0706c0f082";

    [Fact]
    public void A_million_results_of_each_function_have_these_bits() => Check();

    /// <summary>Drawn data sets and what was trained on them depend on these; the SHA-256 is of the code before it came here.</summary>
    [Fact]
    public void Sine_and_cosine_of_drawings_keep_their_bits()
    {
        var bytes = new byte[16 * Arguments.Count];
        for (var i = 0; i < Arguments.Count; i++)
        {
            var (sin, cos) = ExactMath.SinCos(Arguments.Drawn(i));
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(16 * i), sin);
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(16 * i + 8), cos);
        }
        Assert.Equal(Drawings, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    /// <summary>Run in a child process by the test below.</summary>
    [Fact(Explicit = true)]
    public void Without_avx512_the_bits_are_the_same()
    {
        Assert.False(Avx512F.IsSupported || Vector512.IsHardwareAccelerated);
        Assert.True(Vector256.IsHardwareAccelerated && Fma.IsSupported);
        Check();
    }

    /// <summary>Run in a child process by the test below. It lacks the CPU's fused multiply-add too, and calls the C library's, which is exact.</summary>
    [Fact(Explicit = true)]
    public void Without_avx2_the_bits_are_the_same()
    {
        Assert.False(Avx2.IsSupported || Fma.IsSupported || Vector256.IsHardwareAccelerated);
        Assert.Equal(16, Vector<byte>.Count);
        Check();
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX512", nameof(Without_avx512_the_bits_are_the_same))]
    [InlineData("DOTNET_EnableAVX2", nameof(Without_avx2_the_bits_are_the_same))]
    public async Task A_process_with_narrower_vectors_gives_the_same_bits(string setting, string test)
    {
        var there = setting == "DOTNET_EnableAVX512" ? Avx512F.IsSupported : Avx2.IsSupported;
        if (!there) Assert.Skip($"this CPU, or the environment, lacks what {setting}=0 turns off");
        var program = Path.Combine(AppContext.BaseDirectory, "Search.Tests.dll");
        var output = await Child.Output("dotnet", [program, "-method", $"*.{test}", "-explicit", "on"], (setting, "0"));
        Assert.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", output, StringComparison.Ordinal);
    }

    /// <summary>ARM64 by emulation: <c>needs_arm64</c> of tests/needs.sh installs the emulator and the system's libraries.</summary>
    [Fact]
    public async Task Another_architecture_gives_the_same_bits()
    {
        const string Emulator = "/usr/bin/qemu-aarch64-static", Libraries = "/usr/aarch64-linux-gnu";
        if (!File.Exists(Emulator) || !File.Exists($"{Libraries}/lib/libstdc++.so.6"))
            Assert.Skip($"{Emulator} or {Libraries}/lib/libstdc++.so.6 is not installed (tests/needs.sh: needs_arm64)");
        var folder = Directory.CreateTempSubdirectory("actorsearch-arm64-").FullName;
        try
        {
            await Child.PublishForArm64("ExactBits", folder);
            Assert.Equal($"Arm64 {Results}\n", await Child.Output(Emulator, ["-L", Libraries, Path.Combine(folder, "out", "ExactBits")], Child.Emulated));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Check() => Assert.Equal(Results, $"{Bits.OfAll():x16}");
}
