using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Data.Cache;
using ActorSearch.TrainerNode.Training.Data.Sources;
using ActorSearch.TrainerNode.Training.Files;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Data;

public sealed class CacheTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Ten 2 x 2 images; counts how often it is asked to decode.</summary>
    private sealed class CountingSource : PixelSource
    {
        private int _decoded;

        public CountingSource() : base("counting") => (Fingerprint, Labels) = ("f", [.. Enumerable.Repeat("x", 10)]);

        public int Decoded => _decoded;
        public Action? During { get; init; }

        public override void Decode(IPixelSink sink, CancellationToken cancel)
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
        var files = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () => new PixelCache(_folder.Cache, null).Open(source, null, TestContext.Current.CancellationToken),
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
    public void Without_a_cache_few_images_are_held_in_memory_and_many_are_told()
    {
        var (folder, said, source) = (Path.Combine(_folder.Text("file", "x"), "cache"), new List<string>(), new CountingSource());
        using (var file = new PixelCache(folder, said.Add) { MostInMemory = 40 }.Open(source, null, TestContext.Current.CancellationToken)) AssertWhole(file);
        Assert.Contains("the images are held in memory", Assert.Single(said), StringComparison.Ordinal);
        Assert.Equal(1, source.Decoded);
        var closed = new PixelCache(folder, null).Open(source, null, TestContext.Current.CancellationToken);
        closed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => closed[0].Length);

        var small = new PixelCache(folder, said.Add) { MostInMemory = 39 };
        var failure = Assert.Throws<CacheException>(() => small.Open(source, null, TestContext.Current.CancellationToken));
        Assert.StartsWith($"{folder}: the cache of decoded images cannot be used: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("(ACTORSEARCH_CACHE names another folder; for memory alone, 40 bytes are too many)", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.Single(said);
    }

    [Fact]
    public void Images_that_do_not_fit_into_the_cache_are_refused_before_one_is_decoded()
    {
        var source = new CountingSource { During = () => Assert.Fail("decoded") };
        Assert.Equal("counting: has 104 bytes of images once decoded; at most 103 were expected (data.image_size, or images-gb of the node)",
            TestFolder.BadInput(() => new PixelCache(_folder.Cache, null, most: 103).Open(source, null, TestContext.Current.CancellationToken)));
        Assert.Empty(Directory.GetFiles(_folder.Cache));
    }

    [Fact]
    public void Files_used_least_recently_make_room_and_open_ones_stay_whole()
    {
        CountingSource[] sources = [.. Enumerable.Range(0, 3).Select(i => new CountingSource { Fingerprint = $"f{i}" })];
        PixelFile Open(int i) => new PixelCache(_folder.Cache, null, most: 2 * 104 + 3).Open(sources[i], null, TestContext.Current.CancellationToken);
        // An unfinished file counts, and belongs to a writer; other files are left alone.
        var (unfinished, other) = (_folder.Text("cache/a.pixels.1.tmp", "xxx"), _folder.Text("cache/notes", new string('x', 500)));
        using var first = Open(0);
        File.SetLastWriteTimeUtc(Assert.Single(Directory.GetFiles(_folder.Cache, "*.pixels")), DateTime.UtcNow.AddHours(-2));
        Open(1).Dispose();
        foreach (var file in Directory.GetFiles(_folder.Cache, "*.pixels").Where(file => File.GetLastWriteTimeUtc(file) > DateTime.UtcNow.AddHours(-1)))
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-1));
        Open(0).Dispose(); // used, though it is the older one
        Open(2).Dispose();
        Assert.Equal((true, true, 2), (File.Exists(unfinished), File.Exists(other), Directory.GetFiles(_folder.Cache, "*.pixels").Length));
        Open(0).Dispose();
        Assert.Equal([1, 1, 1], sources.Select(source => source.Decoded));
        Open(1).Dispose();
        Assert.Equal([1, 2, 1], sources.Select(source => source.Decoded));
        AssertWhole(first);
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
