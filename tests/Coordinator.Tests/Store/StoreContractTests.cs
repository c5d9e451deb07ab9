using System.Net;
using System.Net.Security;
using System.Reflection;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorSearch.Coordinator.Store;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Files;
using ActorSearch.TrainerNode.Training.Stores;

namespace ActorSearch.Coordinator.Tests.Store;

/// <summary>
/// What every store promises, whatever its kind: run over all schemes that are registered, with the real parts of each (a folder on disk, real HTTP servers).
/// A new kind brings a <see cref="StorePlace"/> and has to pass as it is.
/// </summary>
public sealed class StoreContractTests
{
    private static readonly DateTimeOffset Ever = DateTimeOffset.MaxValue.AddDays(-1);

    public static TheoryData<string> Schemes => [.. CheckpointStores.Schemes];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_scheme_has_a_place_to_be_tried_at() =>
        Assert.Equal(CheckpointStores.Schemes.Order(StringComparer.Ordinal), StorePlace.All.Keys.Order(StringComparer.Ordinal));

    private static async Task OnAsync(string scheme, Action<ICheckpointStore> use)
    {
        await using var place = StorePlace.All[scheme]();
        await place.StartAsync();
        var store = CheckpointStores.Open(place.Place, place.Settings);
        using var closing = store as IDisposable;
        // The calls block, as on the threads that train.
        await Task.Factory.StartNew(() => use(store), Cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    [Theory, MemberData(nameof(Schemes))]
    public Task What_is_written_is_read_back_by_bytes_and_by_stream(string scheme) => OnAsync(scheme, store =>
    {
        foreach (var length in new[] { 0, 1, 100_000 })
        {
            var content = HttpCheckpointStoreTests.Bytes(1, length);
            var reference = store.Write(content, 7);
            Assert.Equal(new CheckpointRef(Convert.ToHexStringLower(SHA256.HashData(content)), length, 7), reference);
            Assert.Equal(reference, store.Write(content, 7));
            Assert.Equal(content, store.Read(reference));
            Assert.True(store.Exists(reference));
            Assert.False(store.Exists(reference with { Bytes = length + 1 }));
            Assert.Equal(length, store.Find(reference.Sha256)!.Value.Bytes);
            using var stream = store.Open(reference, Cancel);
            Assert.Equal((length, 0), (stream.Length, stream.Position));
            using var read = new MemoryStream();
            stream.CopyTo(read);
            Assert.Equal(content, read.ToArray());
            stream.Position = length / 2;
            Assert.Equal(length > 0 ? content[length / 2] : -1, stream.ReadByte());
        }
    });

    [Theory, MemberData(nameof(Schemes))]
    public Task A_stream_is_stored_whole_wherever_it_stands(string scheme) => OnAsync(scheme, store =>
    {
        using var content = new MadeStream(300_000) { Position = 1234 };
        var sha256 = Name(content.Length);
        store.Write(sha256, content, Cancel);
        Assert.Equal(sha256, ContentHash.Of(store.Read(new CheckpointRef(sha256, content.Length, 0))));
    });

    [Theory, MemberData(nameof(Schemes))]
    public Task Contents_with_another_hash_are_refused_and_nothing_is_stored(string scheme) => OnAsync(scheme, store =>
    {
        using var content = new MadeStream(50_000, seed: 1);
        var sha256 = Name(content.Length, seed: 2);
        Assert.DoesNotContain('\n', Assert.Throws<InvalidDataException>(() => store.Write(sha256, content, Cancel)).Message);
        Assert.Null(store.Find(sha256));
        Assert.Empty(store.List(Ever));
        using var right = new MadeStream(50_000, seed: 2);
        store.Write(sha256, right, Cancel);
        Assert.Equal(right.Length, store.Find(sha256)!.Value.Bytes);
    });

    [Theory, MemberData(nameof(Schemes))]
    public Task A_file_is_invisible_until_it_is_whole_and_one_that_fails_leaves_none(string scheme) => OnAsync(scheme, store =>
    {
        const int length = 10 << 20;
        var sha256 = Name(length);
        // A store may read the contents once to see their hash, and once to store them: this fails in each of these passes.
        foreach (var failAt in new[] { length / 2, length + length / 2 })
        {
            var looks = 0;
            using var content = new MadeStream(length, read: read =>
            {
                if (read > length / 4 && read < length || read > length + length / 4)
                {
                    Assert.Null(store.Find(sha256));
                    Assert.Empty(store.List(Ever));
                    looks++;
                }
                if (read >= failAt) throw new IOException("the disk is faulty");
            });
            try
            {
                store.Write(sha256, content, Cancel);
                Assert.NotEqual(length / 2, failAt);
            }
            catch (IOException e) when (e.Message == "the disk is faulty")
            {
                Assert.Null(store.Find(sha256));
                Assert.Empty(store.List(Ever));
            }
            Assert.NotEqual(0, looks);
        }
        store.Delete(sha256);
        using var whole = new MadeStream(length);
        store.Write(sha256, whole, Cancel);
        Assert.Equal([sha256], store.List(Ever));
    });

    [Theory, MemberData(nameof(Schemes))]
    public Task Many_writers_of_the_same_contents_all_succeed(string scheme) => OnAsync(scheme, store =>
    {
        var content = HttpCheckpointStoreTests.Bytes(3, 200_000);
        var threads = Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () => Assert.Equal(content, store.Read(store.Write(content, 1))), Cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        Task.WaitAll(threads, Cancel);
        Assert.Single(store.List(Ever));
    });

    [Theory, MemberData(nameof(Schemes))]
    public Task A_missing_file_is_said_in_one_line(string scheme) => OnAsync(scheme, store =>
    {
        var missing = new CheckpointRef(new string('a', 64), 10, 0);
        foreach (var ask in new Action[] { () => store.Read(missing), () => store.Open(missing, Cancel).Dispose() })
        {
            var failure = Assert.Throws<CheckpointDamagedException>(ask);
            Assert.Equal(missing, failure.Reference);
            Assert.DoesNotContain('\n', failure.Message);
        }
        Assert.Null(store.Find(missing.Sha256));
        Assert.False(store.Exists(missing));
        store.Delete(missing.Sha256);
        store.Delete(missing.Sha256, DateTimeOffset.UtcNow);
        Assert.Empty(store.List(Ever));
    });

    [Theory, MemberData(nameof(Schemes))]
    public Task A_file_of_another_size_than_recorded_is_damaged(string scheme) => OnAsync(scheme, store =>
    {
        var reference = store.Write(HttpCheckpointStoreTests.Bytes(1, 1_000), 1);
        foreach (var bytes in new[] { 0, 999, 1_001 })
            Assert.Throws<CheckpointDamagedException>(() => store.Read(reference with { Bytes = bytes }));
    });

    [Theory, MemberData(nameof(Schemes))]
    public Task Names_are_listed_in_order_from_any_on_and_by_the_time_of_the_last_write(string scheme) => OnAsync(scheme, store =>
    {
        Assert.Empty(store.List(Ever));
        var before = DateTimeOffset.UtcNow.AddMinutes(-1);
        var written = Enumerable.Range(0, 20).Select(i => store.Write(HttpCheckpointStoreTests.Bytes(i, 10 + i), 0).Sha256);
        var names = written.Order(StringComparer.Ordinal).ToList();
        Assert.Equal(names, store.List(Ever));
        Assert.Equal(names[8..], store.List(Ever, names[7]));
        Assert.Empty(store.List(Ever, names[^1]));
        Assert.Empty(store.List(before));
        store.Delete(names[3]);
        Assert.Equal(names.Except([names[3]]), store.List(Ever));
    });

    [Theory, MemberData(nameof(Schemes))]
    public Task Deletion_spares_what_was_written_since(string scheme) => OnAsync(scheme, store =>
    {
        var (before, content) = (DateTimeOffset.UtcNow.AddMinutes(-1), HttpCheckpointStoreTests.Bytes(1, 100));
        var reference = store.Write(content, 0);
        store.Delete(reference.Sha256, unlessWrittenSince: before);
        Assert.True(store.Exists(reference));
        store.Delete(reference.Sha256, unlessWrittenSince: DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.False(store.Exists(reference));
        Assert.Equal(reference, store.Write(content, 0));
        store.Delete(reference.Sha256);
        Assert.False(store.Exists(reference));
    });

    [Theory, MemberData(nameof(Schemes))]
    public Task Every_call_that_takes_long_can_be_cancelled(string scheme) => OnAsync(scheme, store =>
    {
        var reference = store.Write([.. "abc"u8], 0);
        var gone = new CancellationToken(canceled: true);
        Assert.ThrowsAny<OperationCanceledException>(() => store.Open(reference, gone).Dispose());
        Assert.ThrowsAny<OperationCanceledException>(() => store.List(Ever, cancel: gone).ToList());
        using var source = new CancellationTokenSource();
        using var content = new MadeStream(1 << 20, read: read =>
        {
            if (read > 1 << 19) source.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => store.Write(Name(content.Length), content, source.Token));
        Assert.Equal([reference.Sha256], store.List(Ever));
    });

    /// <summary>Far beyond what a store may hold in memory, by streams alone.</summary>
    [Theory, MemberData(nameof(Schemes))]
    public Task A_large_file_takes_no_more_memory_than_a_small_one(string scheme) => OnAsync(scheme, store =>
    {
        const long length = 160L << 20;
        using var content = new MadeStream(length);
        var sha256 = Name(length);
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        store.Write(sha256, content, Cancel);
        using var stream = store.Open(new CheckpointRef(sha256, length, 0), Cancel);
        Assert.IsNotType<MemoryStream>(stream);
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - memory < length / 2, "the file is held in memory");
        Assert.Equal(sha256, ContentHash.Of(stream, Cancel));
    });

    [Theory]
    [InlineData("s4://bucket/x", "s4://bucket/x: there is no store of this kind; give a folder, or a URI with file, http, https")]
    [InlineData("http://", "http://: is no address of a coordinator; http(s)://host:port was expected")]
    [InlineData("https://a:1,b", "b: is no address of a coordinator; http(s)://host:port was expected")]
    public void A_place_of_no_kind_is_refused_in_one_line(string place, string expected) =>
        Assert.Equal(expected, Assert.Throws<BadInputException>(() => CheckpointStores.Open(place)).Message);

    [Theory]
    [InlineData("/a/b", "/a/b")]
    [InlineData("file:/a/b", "/a/b")]
    [InlineData("file:///a/b%20c", "/a/b c")]
    [InlineData("FILE:///a", "/a")]
    [InlineData("/a:b/c,d", "/a:b/c,d")]
    [InlineData("/a/http:/x", "/a/http:/x")]
    [InlineData("https://a:1/", null)]
    public void A_plain_path_is_a_folder(string place, string? folder) => Assert.Equal(folder, CheckpointStores.FolderOf(place));

    [Fact]
    public void A_relative_path_is_below_the_working_directory() => Assert.Equal(Path.GetFullPath("a/b"), CheckpointStores.FolderOf("a/b"));

    private static string Name(long length, int seed = 0)
    {
        using var content = new MadeStream(length, seed);
        return ContentHash.Of(content, Cancel);
    }
}

/// <summary>Where a store of one kind can be tried, with all it needs.</summary>
public abstract class StorePlace : IAsyncDisposable
{
    /// <summary>By scheme: every class derived from this one.</summary>
    public static IReadOnlyDictionary<string, Func<StorePlace>> All { get; } = Assembly.GetExecutingAssembly().GetTypes()
        .Where(type => type.IsSubclassOf(typeof(StorePlace)) && !type.IsAbstract)
        .Select(type => (Func<StorePlace>)(() => (StorePlace)Activator.CreateInstance(type)!))
        .ToDictionary(make => make().Scheme);

    public abstract string Scheme { get; }
    public string Place { get; protected set; } = "";
    public StoreSettings Settings { get; protected set; } = new();
    public abstract Task StartAsync();
    public abstract ValueTask DisposeAsync();
}

internal sealed class FilePlace : StorePlace
{
    private string _folder = "";

    public override string Scheme => "file";

    public override Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("actorsearch-place-").FullName;
        Place = $"file://{_folder}/checkpoints";
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        // A store leaves nothing but its files.
        foreach (var file in Directory.GetFiles(_folder, "*", SearchOption.AllDirectories)) Assert.EndsWith(".safetensors", file, StringComparison.Ordinal);
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Two coordinators, which keep copies for each other.</summary>
internal sealed class HttpPlace : StorePlace
{
    private StoreCluster? _cluster;

    public override string Scheme => "http";

    public override async Task StartAsync()
    {
        _cluster = await StoreCluster.StartAsync(2, new CheckpointStoreOptions { Token = "secret" });
        Place = string.Join(", ", _cluster.Servers.Select(server => server.Address));
        Settings = new StoreSettings { Token = "secret", CacheFolder = Path.Combine(_cluster.Folder, "cache"), CacheBytes = 1 << 20 };
    }

    public override ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>One coordinator with a certificate of its own, which its client trusts and no other.</summary>
internal sealed class HttpsPlace : StorePlace
{
    private X509Certificate2? _certificate;
    private StoreServer? _server;

    public override string Scheme => "https";

    public override async Task StartAsync()
    {
        _certificate = Certificate();
        _server = new StoreServer(Directory.CreateTempSubdirectory("actorsearch-place-").FullName, 0, _certificate);
        await _server.StartAsync(new CheckpointStoreOptions());
        Place = _server.Address.ToString();
        var expected = _certificate.GetCertHashString();
        Settings = new StoreSettings
        {
            Handler = () => new SocketsHttpHandler
            {
                SslOptions = new SslClientAuthenticationOptions
                {
                    RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == expected,
                },
            },
        };
    }

    public override async ValueTask DisposeAsync()
    {
        _certificate?.Dispose();
        if (_server is null) return;
        await _server.DisposeAsync();
        Directory.Delete(_server.Folder, recursive: true);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
