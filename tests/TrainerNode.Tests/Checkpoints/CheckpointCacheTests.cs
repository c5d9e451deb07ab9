using System.Security.Cryptography;
using ActorSearch.TrainerNode.Training.Files;
using ActorSearch.TrainerNode.Training.Stores;
using ActorSearch.TrainerNode.Training.Stores.Http;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Checkpoints;

public sealed class CheckpointCacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorsearch-cache-").FullName;

    private static byte[] Content(byte fill) => [.. Enumerable.Repeat(fill, 100)];

    private static CheckpointRef Ref(byte fill) => new(Convert.ToHexStringLower(SHA256.HashData(Content(fill))), 100, 1);

    private string PathOf(byte fill) => Path.Combine(_folder, Ref(fill).Sha256[..2], Ref(fill).Sha256 + ".safetensors");

    private byte[] Here() => [.. Enumerable.Range(0, 20).Select(i => (byte)i).Where(fill => File.Exists(PathOf(fill)))];

    private static byte[]? Find(CheckpointCache cache, byte fill)
    {
        using var content = cache.Find(Ref(fill));
        if (content is null) return null;
        var bytes = new byte[content.Length];
        content.ReadExactly(bytes);
        return bytes;
    }

    private static void Add(CheckpointCache cache, byte[] content) => cache.Add(new MemoryStream(content), ContentHash.Of(content));

    /// <summary>File times are not as fine as these calls are quick.</summary>
    private void Used(byte fill, int minutesAgo) => File.SetLastWriteTimeUtc(PathOf(fill), DateTime.UtcNow.AddMinutes(-minutesAgo));

    private CheckpointCache Filled(params byte[] fills)
    {
        var cache = new CheckpointCache(_folder, 350);
        foreach (var (index, fill) in fills.Index())
        {
            Add(cache, Content(fill));
            Used(fill, 100 - index);
        }
        return cache;
    }

    /// <summary>Threads that read files while another one is added: the cache is small again when the last of them is done.</summary>
    [Fact]
    public void Files_in_use_stay_beyond_the_size_and_go_when_their_use_ends()
    {
        var cache = Filled(1, 2, 3);
        foreach (var fill in new byte[] { 1, 2, 3 }) cache.Pin(Ref(fill).Sha256);
        Add(cache, Content(4));
        Assert.Equal([1, 2, 3], Here()[..3]);
        cache.Pin(Ref(5).Sha256);
        Add(cache, Content(5));
        Assert.Equal([1, 2, 3, 5], Here());
        cache.Unpin(Ref(2).Sha256);
        Assert.Equal([1, 3, 5], Here());
        cache.Unpin(Ref(1).Sha256);
        Assert.Equal([1, 3, 5], Here());
    }

    [Fact]
    public void The_least_recently_used_go_first_also_after_a_restart()
    {
        var cache = Filled(1, 2, 3);
        Assert.Equal(Content(1), Find(cache, 1));
        Add(cache, Content(4));
        Assert.Equal([1, 3, 4], Here());

        var again = new CheckpointCache(_folder, 350);
        Assert.Equal(Content(3), Find(again, 3));
        Used(1, 50);
        Add(again, Content(5));
        Assert.Equal([3, 4, 5], Here());
        Assert.Null(Find(again, 1));
    }

    [Fact]
    public void What_is_in_use_stays_and_goes_when_it_is_no_longer()
    {
        var cache = Filled(1, 2, 3);
        cache.Pin(Ref(1).Sha256);
        cache.Pin(Ref(1).Sha256);
        Add(cache, Content(4));
        Assert.Equal([1, 3, 4], Here());
        cache.Unpin(Ref(1).Sha256);
        Add(cache, Content(5));
        Assert.Equal([1, 4, 5], Here());
        cache.Unpin(Ref(1).Sha256);
        Add(cache, Content(6));
        Assert.Equal([4, 5, 6], Here());
    }

    [Fact]
    public void A_damaged_file_is_not_given_out_and_a_file_larger_than_the_cache_is_not_taken()
    {
        var cache = Filled(1, 2);
        File.WriteAllBytes(PathOf(1), Content(9));
        Assert.Null(Find(cache, 1));
        Assert.Equal([2], Here());
        Add(cache, new byte[351]);
        Assert.Equal([2], Here());
        cache.Remove(Ref(2).Sha256);
        cache.Remove(Ref(2).Sha256);
        Assert.Empty(Here());
    }

    [Fact]
    public void As_many_files_as_need_be_are_removed_at_once_when_the_limit_is_lower_than_before()
    {
        _ = Filled(1, 2, 3);
        new CheckpointCache(_folder, 150).Shrink();
        Assert.Equal([3], Here());
    }

    [Fact]
    public void A_cache_that_cannot_write_is_no_failure()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        var cache = new CheckpointCache(file, 350);
        Add(cache, Content(1));
        Assert.Null(Find(cache, 1));
        cache.Remove(Ref(1).Sha256);
    }

    [Fact]
    public void Many_threads_may_use_it_at_once()
    {
        var cache = new CheckpointCache(_folder, 350);
        Parallel.For(0, 400, i =>
        {
            var fill = (byte)(i % 12);
            if (Find(cache, fill) is { } bytes) Assert.Equal(Content(fill), bytes);
            else Add(cache, Content(fill));
        });
        cache.Shrink();
        Assert.True(Here().Length <= 3);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
