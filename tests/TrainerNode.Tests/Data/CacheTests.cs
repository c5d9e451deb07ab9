using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Data;
using ActorSearch.TrainerNode.Data.Cache;
using ActorSearch.TrainerNode.Data.Sources;

using Xunit;

namespace ActorSearch.TrainerNode.Tests.Data;

public sealed class CacheTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Ten 2 x 2 images; counts how often it is asked to decode.</summary>
    private sealed class CountingSource : IPixelSource
    {
        private int _decoded;

        public int Decoded => _decoded;
        public string Name => "counting";
        public string Fingerprint { get; init; } = "f";
        public IReadOnlyList<string> Labels { get; } = [.. Enumerable.Repeat("x", 10)];
        public IReadOnlyList<string>? Groups => null;
        public IReadOnlyList<Split>? Given => null;
        public Action? During { get; init; }

        public void Decode(IPixelSink sink, CancellationToken cancel)
        {
            Interlocked.Increment(ref _decoded);
            sink.Start(1, 2, 2);
            for (byte i = 0; i < 10; i++) sink.Write([i, (byte)(i + 1), (byte)(i + 2), (byte)(i + 3)]);
            During?.Invoke();
        }
    }

    private static void AssertWhole(PixelFile file)
    {
        Assert.Equal(new PixelHeader(10, 1, 2, 2), file.Header);
        for (var i = 0; i < 10; i++) Assert.Equal([i, i + 1, i + 2, i + 3], file[i].ToArray().Select(b => (int)b));
    }

    [Fact]
    public void Images_are_decoded_once()
    {
        var source = new CountingSource();
        for (var i = 0; i < 3; i++)
        {
            using var file = new PixelCache(_folder.Cache, null).Open(source, null, TestContext.Current.CancellationToken);
            AssertWhole(file);
        }
        Assert.Equal(1, source.Decoded);
        new PixelCache(_folder.Cache, null).Open(source, 2, TestContext.Current.CancellationToken).Dispose(); // another size is another file
        Assert.Equal(2, source.Decoded);
        Assert.Equal(2, Directory.GetFiles(_folder.Cache).Length);
    }

    [Theory]
    [InlineData("payload")]
    [InlineData("header")]
    [InlineData("hash")]
    [InlineData("cut")]
    [InlineData("longer")]
    [InlineData("empty")]
    [InlineData("missing")]
    public void A_damaged_file_is_made_again(string damage)
    {
        var source = new CountingSource();
        new PixelCache(_folder.Cache, null).Open(source, null, TestContext.Current.CancellationToken).Dispose();
        var path = Assert.Single(Directory.GetFiles(_folder.Cache));
        var bytes = File.ReadAllBytes(path);
        if (damage == "payload") bytes[^3] ^= 1;
        else if (damage == "header") bytes[13] ^= 1;
        else if (damage == "hash") bytes[40] ^= 1;
        else if (damage == "cut") bytes = bytes[..^1];
        else if (damage == "longer") bytes = [.. bytes, 0];
        else bytes = [];
        if (damage == "missing") File.Delete(path);
        else File.WriteAllBytes(path, bytes);

        var said = new List<string>();
        using var file = new PixelCache(_folder.Cache, said.Add).Open(source, null, TestContext.Current.CancellationToken);
        AssertWhole(file);
        Assert.Equal(2, source.Decoded);
        Assert.Equal(damage == "missing" ? 0 : 1, said.Count(line => line.Contains("damaged and are made again", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Makers_at_the_same_time_all_get_the_whole_file_and_leave_one()
    {
        using var together = new Barrier(4);
        var source = new CountingSource { During = () => Assert.True(together.SignalAndWait(Patience.Limit)) };
        var files = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() => new PixelCache(_folder.Cache, null).Open(source, null, TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.Equal(4, source.Decoded);
        foreach (var file in files)
        {
            AssertWhole(file);
            file.Dispose();
        }
        Assert.Single(Directory.GetFiles(_folder.Cache));
    }

    [Fact]
    public void A_mapped_file_outlives_its_replacement()
    {
        var source = new CountingSource();
        using var file = new PixelCache(_folder.Cache, null).Open(source, null, TestContext.Current.CancellationToken);
        File.Delete(Assert.Single(Directory.GetFiles(_folder.Cache)));
        using var again = new PixelCache(_folder.Cache, null).Open(source, null, TestContext.Current.CancellationToken);
        AssertWhole(file);
    }

    [Fact]
    public void A_failed_decode_leaves_nothing_behind()
    {
        var source = new CountingSource { During = () => throw new ActorSearch.Search.BadInputException("broken") };
        Assert.Equal("broken", TestFolder.BadInput(() => new PixelCache(_folder.Cache, null).Open(source, null, TestContext.Current.CancellationToken)));
        Assert.Empty(Directory.GetFiles(_folder.Cache));
    }

    [Fact]
    public void A_cache_folder_that_cannot_be_made_is_told()
    {
        var file = _folder.Text("file", "x");
        var failure = Assert.Throws<IOException>(() => new PixelCache(Path.Combine(file, "cache"), null).Open(new CountingSource(), null, TestContext.Current.CancellationToken));
        Assert.Contains("cannot be used", failure.Message, StringComparison.Ordinal);
        Assert.Contains("ACTORSEARCH_CACHE", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Old_remains_of_killed_processes_are_removed_and_young_ones_left_alone()
    {
        var (old, young, other) = (_folder.Text("cache/a.pixels.1.tmp", "x"), _folder.Text("cache/a.pixels.2.tmp", "x"), _folder.Text("cache/notes.txt", "x"));
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-2));
        File.SetLastWriteTimeUtc(other, DateTime.UtcNow.AddDays(-2));
        new PixelCache(_folder.Cache, null).Open(new CountingSource(), null, TestContext.Current.CancellationToken).Dispose();
        Assert.Equal((false, true, true), (File.Exists(old), File.Exists(young), File.Exists(other)));
    }

    [Fact]
    public void A_closed_file_refuses_to_be_read()
    {
        var file = new PixelCache(_folder.Cache, null).Open(new CountingSource(), null, TestContext.Current.CancellationToken);
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file[0].Length);
    }

    [Fact]
    public void The_folder_given_comes_first() => Assert.Equal(_folder.Cache, CacheFolder.Resolve(_folder.Cache));
}
