using ActorSearch.TrainerNode.Torch.Devices;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Devices;

public sealed class ElfVersionNeedsTests
{
    private const string Version = "GLIBCXX_3.4.32";

    private static byte[] Library() => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so"));

    [Fact]
    public void Exactly_one_flag_of_the_library_changes()
    {
        var (original, patched) = (Library(), Library());
        Assert.Equal(1, ElfVersionNeeds.MakeWeak(patched, Version));
        var changed = Enumerable.Range(0, original.Length).Where(i => original[i] != patched[i]).ToList();
        Assert.Equal([((byte)0, (byte)2)], changed.Select(i => (original[i], patched[i])));

        // Vernaux: hash of the name, flags, version index, name, next. The hash (SysV ABI) of the name lies before the flag.
        uint hash = 0;
        foreach (var c in Version)
        {
            hash = (hash << 4) + c;
            hash = (hash ^ (hash & 0xf000_0000) >> 24) & 0x0fff_ffff;
        }
        Assert.Equal(hash, BitConverter.ToUInt32(original, changed[0] - 4));
        Assert.Equal(0, ElfVersionNeeds.MakeWeak(patched, Version));
    }

    [Fact]
    public void A_version_that_is_not_required_changes_nothing()
    {
        var bytes = Library();
        Assert.Equal(0, ElfVersionNeeds.MakeWeak(bytes, "GLIBCXX_3.4.3"));
        Assert.Equal(Library(), bytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(63)]
    [InlineData(200)]
    [InlineData(250_000)]
    public void A_file_cut_short_is_refused(int length) =>
        Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.MakeWeak(Library().AsSpan(0, length), Version));

    [Fact]
    public void Something_else_is_refused() => Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.MakeWeak(new byte[1000], Version));
}
