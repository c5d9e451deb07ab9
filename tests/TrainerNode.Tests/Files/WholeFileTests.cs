using ActorSearch.TrainerNode.Training.Files;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Files;

public sealed class WholeFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorsearch-whole-").FullName;

    private string File1 => Path.Combine(_folder, "a.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_appears_when_it_is_complete_and_leaves_nothing_beside_it(bool durable)
    {
        using (var file = new WholeFile(File1, durable))
        {
            file.Content.Write("new"u8);
            file.Content.Flush();
            Assert.False(File.Exists(File1));
            file.Complete();
            Assert.Equal("new", File.ReadAllText(File1));
        }
        Assert.Equal([File1], Directory.GetFileSystemEntries(_folder));
    }

    /// <summary>As where a disk is full, or a process is told to stop.</summary>
    [Fact]
    public void What_is_not_completed_leaves_the_former_file_as_it_was()
    {
        WholeFile.Write(File1, "old"u8);
        Assert.Throws<IOException>(Fail);
        Assert.Equal("old", File.ReadAllText(File1));
        Assert.Equal([File1], Directory.GetFileSystemEntries(_folder));

        void Fail()
        {
            using var file = new WholeFile(File1);
            file.Content.Write("ne"u8);
            throw new IOException("No space left on device");
        }
    }

    [Fact]
    public void What_cannot_be_put_in_its_place_is_an_error_and_leaves_nothing()
    {
        Directory.CreateDirectory(Path.Combine(File1, "in the way"));
        Assert.ThrowsAny<IOException>(() => WholeFile.Write(File1, "x"u8));
        Assert.Equal([File1], Directory.GetFileSystemEntries(_folder));
        Assert.ThrowsAny<IOException>(() => WholeFile.Write(Path.Combine(_folder, "missing", "a"), "x"u8));
    }

    [Fact]
    public void Of_many_writers_one_has_its_way_whole()
    {
        var contents = Enumerable.Range(1, 16).Select(i => Enumerable.Repeat((byte)i, 300_000).ToArray()).ToArray();
        Parallel.ForEach(contents, content => WholeFile.Write(File1, content));
        var left = File.ReadAllBytes(File1);
        Assert.Contains(contents, content => content.AsSpan().SequenceEqual(left));
        Assert.Equal([File1], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_secret_is_its_owner_s_alone_from_its_first_byte_on()
    {
        if (OperatingSystem.IsWindows()) return; // modes are those of Unix
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new WholeFile(File1, mode: own);
        Assert.Equal(own, File.GetUnixFileMode(Assert.Single(Directory.GetFiles(_folder))));
        file.Complete();
        Assert.Equal(own, File.GetUnixFileMode(File1));
    }
}
