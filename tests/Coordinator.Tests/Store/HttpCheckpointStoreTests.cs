using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using ActorSearch.Coordinator.Store;
using ActorSearch.Search.Randomness;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Files;
using ActorSearch.TrainerNode.Training.Stores;
using ActorSearch.TrainerNode.Training.Stores.Folder;
using ActorSearch.TrainerNode.Training.Stores.Http;

namespace ActorSearch.Coordinator.Tests.Store;

/// <summary>The trainers' store against real servers on loopback and real files.</summary>
public sealed class HttpCheckpointStoreTests
{
    private static readonly byte[] Content = Bytes(1, 10_500);
    private static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData(Content));
    private static readonly CheckpointRef Reference = new(Sha256, Content.Length, 7);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_written_is_read_back_and_a_coordinator_that_is_alone_is_enough()
    {
        await using var cluster = await StoreCluster.StartAsync(1);
        using var storeClient = new HttpCheckpointStore(cluster.Options());
        ICheckpointStore store = storeClient;
        Assert.Equal(Reference, store.Write(Content, 7));
        Assert.Equal(Reference, store.Write(Content, 7));
        Assert.Equal(Content, store.Read(Reference));
        Assert.True(store.Exists(Reference));
        Assert.False(store.Exists(Reference with { Bytes = 3 }));
        Assert.Equal(Content, cluster.Servers[0].Files.Read(Reference));
        Assert.Empty(store.Read(store.Write([], 0)));
        Assert.Empty(Directory.GetFiles(Path.Combine(cluster.Servers[0].Folder, ".uploads")));

        store.Delete(Sha256);
        store.Delete(Sha256);
        Assert.False(store.Exists(Reference));
        Assert.Contains("no such file", Assert.Throws<CheckpointDamagedException>(() => store.Read(Reference)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_goes_on_where_it_stopped_when_the_server_is_killed_and_comes_back()
    {
        await using var cluster = await StoreCluster.StartAsync(1);
        var (sent, killed) = (new List<string>(), new TaskCompletionSource());
        using var storeClient = new HttpCheckpointStore(cluster.Options() with
        {
            Handler = () => new WatchingHandler(request =>
            {
                if (request.Method != HttpMethod.Put) return;
                sent.Add(request.Content!.Headers.ContentRange!.ToString());
                if (sent.Count == 5) KillNow(cluster.Servers[0], killed);
            }),
        });
        ICheckpointStore store = storeClient;
        var writing = Task.Run(() => store.Write(Content, 7), Cancel);
        await killed.Task.WaitAsync(Cancel);
        Assert.False(cluster.Servers[0].Has(Sha256));
        await cluster.StartAgainAsync(0);

        Assert.Equal(Reference, await writing);
        Assert.Equal(Content, cluster.Servers[0].Files.Read(Reference));
        // The fifth piece met a dead server (or, when that was quick, the new one); no other was sent again.
        Assert.All(sent.GroupBy(range => range).Where(group => group.Count() > 1), group => Assert.Equal("bytes 4000-4999/10500", group.Key));
        Assert.Equal(11, sent.Distinct().Count());
    }

    [Fact]
    public async Task A_download_goes_on_where_it_stopped_when_the_server_is_killed_and_comes_back()
    {
        await using var cluster = await StoreCluster.StartAsync(1);
        cluster.Servers[0].Files.Write(Content, 7);
        var (asked, killed) = (new List<string>(), new TaskCompletionSource());
        using var storeClient = new HttpCheckpointStore(cluster.Options() with
        {
            Handler = () => new WatchingHandler(request =>
            {
                if (request.Method != HttpMethod.Get) return;
                asked.Add(request.Headers.Range!.ToString());
                if (asked.Count == 5) KillNow(cluster.Servers[0], killed);
            }),
        });
        ICheckpointStore store = storeClient;
        var reading = Task.Run(() => store.Read(Reference), Cancel);
        await killed.Task.WaitAsync(Cancel);
        await cluster.StartAgainAsync(0);

        Assert.Equal(Content, await reading);
        Assert.All(asked.GroupBy(range => range).Where(group => group.Count() > 1), group => Assert.Equal("bytes=4000-4999", group.Key));
        Assert.Equal(11, asked.Distinct().Count());
    }

    [Fact]
    public async Task A_connection_that_breaks_within_a_piece_leaves_what_came()
    {
        await using var cluster = await StoreCluster.StartAsync(1);
        var server = cluster.Servers[0];
        using (var connection = new TcpClient())
        {
            await connection.ConnectAsync(IPAddress.Loopback, server.Port, Cancel);
            await connection.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes($"PUT /checkpoints/{Sha256} HTTP/1.1\r\nHost: x\r\nContent-Length: {Content.Length}\r\n\r\n"), Cancel);
            await connection.GetStream().WriteAsync(Content.AsMemory(0, 2_345), Cancel);
            using var http = new HttpClient { BaseAddress = server.Address };
            for (var here = ""; here != "2345";)
            {
                using var head = new HttpRequestMessage(HttpMethod.Head, $"checkpoints/{Sha256}/upload");
                using var answer = await http.SendAsync(head, Cancel);
                here = answer.Headers.GetValues("Upload-Offset").Single();
            }
        }
        await server.EndAsync("PUT", Cancel);
        var sent = new List<string>();
        using var storeClient = new HttpCheckpointStore(cluster.Options() with
        {
            Handler = () => new WatchingHandler(request =>
            {
                if (request.Method == HttpMethod.Put) sent.Add(request.Content!.Headers.ContentRange!.ToString());
            }),
        });
        ICheckpointStore store = storeClient;
        store.Write(Content, 7);
        Assert.Equal("bytes 2345-3344/10500", sent[0]);
        Assert.Equal(Content, server.Files.Read(Reference));
    }

    [Fact]
    public async Task Two_of_three_hold_a_file_before_it_counts_and_the_third_fetches_it_when_asked()
    {
        await using var cluster = await StoreCluster.StartAsync(3);
        using var storeClient = new HttpCheckpointStore(cluster.Options(0));
        ICheckpointStore store = storeClient;
        store.Write(Content, 7);
        Assert.Equal([true, true, false], cluster.Servers.Select(server => server.Has(Sha256)));

        using var thirdClient = new HttpCheckpointStore(cluster.Options(2));
        ICheckpointStore third = thirdClient;
        Assert.Equal(Content, third.Read(Reference));
        Assert.Equal(Content, cluster.Servers[2].Files.Read(Reference));
        Assert.Equal(Content, ((ICheckpointStore)cluster.Servers[2].Service).Read(Reference));
    }

    [Fact]
    public async Task One_of_three_may_be_away_and_the_next_is_asked()
    {
        await using var cluster = await StoreCluster.StartAsync(3);
        await cluster.Servers[0].KillAsync();
        using var storeClient = new HttpCheckpointStore(cluster.Options());
        ICheckpointStore store = storeClient;
        store.Write(Content, 7);
        Assert.Equal([false, true, true], cluster.Servers.Select(server => server.Has(Sha256)));
        await cluster.Servers[1].KillAsync();
        Assert.Equal(Content, store.Read(Reference));
        // It came back empty: it fetches what it lacks from the one that has it.
        await cluster.StartAgainAsync(0);
        using var firstClient = new HttpCheckpointStore(cluster.Options(0));
        ICheckpointStore first = firstClient;
        Assert.Equal(Content, first.Read(Reference));
    }

    [Fact]
    public async Task When_two_are_wanted_and_one_is_there_a_write_fails_and_succeeds_as_soon_as_the_other_is_back()
    {
        await using var cluster = await StoreCluster.StartAsync(2);
        await cluster.Servers[1].KillAsync();
        using var storeClient = new HttpCheckpointStore(cluster.Options() with { RetryFor = TimeSpan.FromMilliseconds(200) });
        ICheckpointStore store = storeClient;
        var failure = Assert.Throws<IOException>(() => store.Write(Content, 7));
        Assert.Contains("not stored", failure.Message, StringComparison.Ordinal);
        using var ownClient = new CheckpointStoreService(
            new FolderCheckpointStore(Path.Combine(cluster.Folder, "own")), Path.Combine(cluster.Folder, "own", ".uploads"),
            new CheckpointStoreOptions { Peers = [cluster.Servers[1].Address], PeerPause = TimeSpan.Zero });
        ICheckpointStore own = ownClient;
        Assert.Contains("held by 1 of 2", Assert.Throws<IOException>(() => own.Write(Content, 7)).Message, StringComparison.Ordinal);

        await cluster.StartAgainAsync(1);
        var puts = 0;
        using var againClient = new HttpCheckpointStore(
            cluster.Options() with { Handler = () => new WatchingHandler(request => puts += request.Method == HttpMethod.Put ? 1 : 0) });
        ICheckpointStore again = againClient;
        Assert.Equal(Reference, again.Write(Content, 7));
        Assert.True(cluster.Servers[1].Has(Sha256));
        // The first had it all along and only had to copy it.
        Assert.Equal(1, puts);
        Assert.Equal(Reference, own.Write(Content, 7));
    }

    [Fact]
    public async Task A_store_that_is_away_is_an_IOException_and_not_a_damaged_file()
    {
        await using var cluster = await StoreCluster.StartAsync(2);
        using var storeClient = new HttpCheckpointStore(cluster.Options() with { RetryFor = TimeSpan.FromMilliseconds(100) });
        ICheckpointStore store = storeClient;
        Assert.Throws<CheckpointDamagedException>(() => store.Read(Reference));
        await cluster.Servers[1].KillAsync();
        // The one that is away may have it, and the one that is there knows that.
        Assert.Throws<IOException>(() => store.Read(Reference));
        using var firstClient = new HttpCheckpointStore(cluster.Options(0) with { RetryFor = TimeSpan.FromMilliseconds(100) });
        ICheckpointStore first = firstClient;
        Assert.Contains("503", Assert.Throws<IOException>(() => first.Read(Reference)).Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => first.Exists(Reference));
        Assert.Throws<PeerAwayException>(() => cluster.Servers[0].Service.Open(Reference, Cancel));
        Assert.Throws<IOException>(() => store.Delete(Sha256));
    }

    [Fact]
    public async Task A_wrong_token_is_refused_at_once_everywhere()
    {
        await using var cluster = await StoreCluster.StartAsync(2, new CheckpointStoreOptions { Token = "right" });
        using var storeClient = new HttpCheckpointStore(cluster.Options() with { Token = "right" });
        ICheckpointStore store = storeClient;
        store.Write(Content, 7);
        Assert.Equal(Content, store.Read(Reference));
        foreach (var token in new[] { null, "", "wrong", "right " + Sha256, "Right" })
        {
            var asked = new List<string>();
            WatchingHandler Listen() => new(request => asked.Add($"{request.Method} {request.RequestUri}"));
            using var strangerClient = new HttpCheckpointStore(cluster.Options() with { Token = token, Handler = Listen });
            ICheckpointStore stranger = strangerClient;
            Action[] attempts =
            [
                () => stranger.Read(Reference), () => stranger.Write([.. "x"u8], 7),
                () => stranger.Exists(Reference), () => stranger.List(DateTimeOffset.MaxValue, cancel: Cancel),
            ];
            foreach (var attempt in attempts)
            {
                asked.Clear();
                Assert.Contains("token", Assert.Throws<IOException>(attempt).Message, StringComparison.Ordinal);
                // What cannot succeed is not tried again anywhere.
                Assert.NotEmpty(asked);
                Assert.Equal(asked.Distinct(), asked);
            }
        }
        Assert.Equal([Sha256], store.List(DateTimeOffset.UtcNow.AddDays(1), cancel: Cancel));
    }

    [Fact]
    public async Task A_file_damaged_at_one_coordinator_comes_from_another_and_is_repaired()
    {
        await using var cluster = await StoreCluster.StartAsync(3);
        using var storeClient = new HttpCheckpointStore(cluster.Options());
        ICheckpointStore store = storeClient;
        store.Write(Content, 7);
        Assert.Equal(Content, store.Read(Reference));

        // The first has served it already and does not look again by itself: same length, same time.
        Damage(cluster.Servers[0], keepTime: true);
        Assert.Equal(Content, store.Read(Reference));
        Assert.Equal(Content, cluster.Servers[0].Files.Read(Reference));

        Damage(cluster.Servers[0], keepTime: false);
        using var thirdClient = new HttpCheckpointStore(cluster.Options(2));
        ICheckpointStore third = thirdClient;
        Assert.Equal(Content, third.Read(Reference));

        foreach (var server in cluster.Servers) if (server.Has(Sha256)) Damage(server, keepTime: false);
        Assert.Throws<CheckpointDamagedException>(() => store.Read(Reference));
        // What is damaged is gone, so that it can be written again.
        store.Write(Content, 7);
        Assert.Equal(Content, store.Read(Reference));
    }

    [Fact]
    public async Task A_file_of_another_size_than_recorded_is_damage()
    {
        await using var cluster = await StoreCluster.StartAsync(1);
        using var storeClient = new HttpCheckpointStore(cluster.Options());
        ICheckpointStore store = storeClient;
        store.Write(Content, 7);
        foreach (var bytes in new[] { 0, 1, Content.Length - 1, Content.Length + 1, 2L << 20, long.MaxValue, -1 })
            Assert.Throws<CheckpointDamagedException>(() => store.Read(Reference with { Bytes = bytes }));
    }

    [Fact]
    public async Task Contents_without_the_hash_never_become_visible_and_do_not_spoil_the_right_ones()
    {
        await using var cluster = await StoreCluster.StartAsync(1);
        using var http = new HttpClient { BaseAddress = cluster.Servers[0].Address };
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PutAsync(http, Bytes(2, 10_500)));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri($"checkpoints/{Sha256}", UriKind.Relative), Cancel)).StatusCode);

        // Somebody else's wrong beginning: the upload that goes on from it is refused once, and starts again.
        using var begun = new ByteArrayContent(Bytes(3, 5_000));
        begun.Headers.ContentRange = new(0, 4_999, Content.Length);
        Assert.Equal(HttpStatusCode.Accepted, (await http.PutAsync(new Uri($"checkpoints/{Sha256}", UriKind.Relative), begun, Cancel)).StatusCode);
        using var storeClient = new HttpCheckpointStore(cluster.Options());
        ICheckpointStore store = storeClient;
        store.Write(Content, 7);
        Assert.Equal(Content, store.Read(Reference));
        Assert.Equal(HttpStatusCode.OK, await PutAsync(http, Content));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PutAsync(http, Content[..^1]));
    }

    [Fact]
    public async Task Sizes_have_limits_and_old_unfinished_uploads_are_forgotten()
    {
        await using var cluster = await StoreCluster.StartAsync(1, new CheckpointStoreOptions { MaxFileBytes = 20_000, MaxUnfinishedBytes = 12_000 });
        using var http = new HttpClient { BaseAddress = cluster.Servers[0].Address };
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PutAsync(http, Bytes(1, 20_001)));
        using var storeClient = new HttpCheckpointStore(cluster.Options() with { RetryFor = TimeSpan.FromMilliseconds(50) });
        ICheckpointStore store = storeClient;
        Assert.Throws<IOException>(() => store.Write(Bytes(1, 20_001), 0));

        var other = new string('a', 64);
        using var begun = new ByteArrayContent(Bytes(3, 5_000));
        begun.Headers.ContentRange = new(0, 4_999, 6_000);
        Assert.Equal(HttpStatusCode.Accepted, (await http.PutAsync(new Uri($"checkpoints/{other}", UriKind.Relative), begun, Cancel)).StatusCode);
        Assert.Contains("503", Assert.Throws<IOException>(() => store.Write(Content, 7)).Message, StringComparison.Ordinal);

        File.SetLastWriteTimeUtc(Path.Combine(cluster.Servers[0].Folder, ".uploads", other + ".part"), DateTime.UtcNow.AddHours(-2));
        store.Write(Content, 7);
        Assert.Empty(Directory.GetFiles(Path.Combine(cluster.Servers[0].Folder, ".uploads")));
    }

    /// <summary>The first piece tells of two bytes, the next of more than there is room for; or many tell of files that fit one by one.</summary>
    [Fact]
    public async Task Every_piece_is_held_against_the_room_for_unfinished_uploads()
    {
        await using var cluster = await StoreCluster.StartAsync(1, new CheckpointStoreOptions { MaxFileBytes = 20_000, MaxUnfinishedBytes = 12_000 });
        using var http = new HttpClient { BaseAddress = cluster.Servers[0].Address };
        Assert.Equal(HttpStatusCode.Accepted, await PieceAsync('a', 0, 1, 2));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PieceAsync('a', 1, 15_000, 15_001));
        Assert.Equal(HttpStatusCode.Accepted, await PieceAsync('a', 1, 9_000, 12_000));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PieceAsync('b', 0, 2_000, 4_000));

        var uploads = cluster.Servers[0].Service.Uploads;
        using (uploads.Enter(new('b', 64), 2_999))
        {
            Assert.True(uploads.HaveRoom(DateTime.UtcNow));
            using (uploads.Enter(new('c', 64), 1)) Assert.False(uploads.HaveRoom(DateTime.UtcNow));
        }

        async Task<HttpStatusCode> PieceAsync(char name, int offset, int length, int total)
        {
            using var piece = new ByteArrayContent(Bytes(3, length));
            piece.Headers.ContentRange = new(offset, offset + length - 1, total);
            using var answer = await http.PutAsync(new Uri($"checkpoints/{new string(name, 64)}", UriKind.Relative), piece, Cancel);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Deletion_reaches_every_folder_and_spares_what_was_written_since()
    {
        await using var cluster = await StoreCluster.StartAsync(3);
        using var storeClient = new HttpCheckpointStore(cluster.Options());
        ICheckpointStore store = storeClient;
        store.Write(Content, 7);
        ICheckpointStore service = cluster.Servers[2].Service;
        Assert.Equal(Content, service.Read(Reference));
        var before = DateTimeOffset.UtcNow.AddMinutes(-5);
        foreach (var server in cluster.Servers) Age(server, before);

        // Found there by a write: it counts as written now, where the write looked.
        store.Write(Content, 7);
        service.Delete(Sha256, unlessWrittenSince: before);
        Assert.True(store.Exists(Reference));
        Assert.Equal(Content, store.Read(Reference));

        foreach (var server in cluster.Servers) Age(server, before);
        Assert.Equal([Sha256], service.List(before, cancel: Cancel));
        store.Delete(Sha256, unlessWrittenSince: before);
        Assert.All(cluster.Servers, server => Assert.False(server.Has(Sha256)));
        Assert.Empty(service.List(before, cancel: Cancel));
    }

    [Fact]
    public async Task Lists_of_many_files_come_in_pages()
    {
        await using var cluster = await StoreCluster.StartAsync(1);
        // Empty files in the places of stored ones: as many as fill two pages.
        var names = Enumerable.Range(0, 12_345).Select(i => Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(i)))).ToHashSet();
        foreach (var name in names.Select(cluster.Servers[0].PathOf))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(name)!);
            await File.WriteAllBytesAsync(name, [], Cancel);
        }
        using var store = new HttpCheckpointStore(cluster.Options());
        Assert.Equal(names, store.List(DateTimeOffset.UtcNow.AddDays(1), cancel: Cancel).ToHashSet());
        Assert.Empty(store.List(DateTimeOffset.UtcNow.AddDays(-1), cancel: Cancel));
    }

    [Fact]
    public async Task Many_threads_may_write_and_read_the_same_files_at_once()
    {
        await using var cluster = await StoreCluster.StartAsync(3);
        using var storeClient = new HttpCheckpointStore(cluster.Options() with { CacheFolder = Path.Combine(cluster.Folder, "cache"), CacheBytes = 20_000 });
        ICheckpointStore store = storeClient;
        var files = Enumerable.Range(0, 4).Select(i => Bytes(10 + i, 9_000)).ToArray();
        var work = Enumerable.Range(0, 16).Select(i => Task.Factory.StartNew(
            () => Assert.Equal(files[i % 4], store.Read(store.Write(files[i % 4], i))), Cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        await Task.WhenAll(work);
        var cached = Directory.GetFiles(Path.Combine(cluster.Folder, "cache"), "*", SearchOption.AllDirectories);
        Assert.True(cached.Sum(file => new FileInfo(file).Length) <= 20_000);
    }

    [Fact]
    public async Task A_full_disk_is_said_and_another_coordinator_takes_the_file()
    {
        var folder = Directory.CreateTempSubdirectory("actorsearch-full-").FullName;
        var mount = Process.Start(new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", folder]) { RedirectStandardError = true })!;
        await mount.WaitForExitAsync(Cancel);
        if (mount.ExitCode != 0) Assert.Skip("a small file system cannot be mounted here (needs root)");
        try
        {
            var large = Bytes(5, 400_000);
            await using var full = new StoreServer(folder, 0);
            await full.StartAsync(new CheckpointStoreOptions());
            await using var other = await StoreCluster.StartAsync(1);
            var options = other.Options() with { ChunkBytes = 50_000, RetryFor = TimeSpan.FromMilliseconds(50) };
            using var onlyClient = new HttpCheckpointStore(options with { Addresses = [full.Address] });
            ICheckpointStore only = onlyClient;
            Assert.Contains("507 the disk is full", Assert.Throws<IOException>(() => only.Write(large, 1)).Message, StringComparison.Ordinal);
            // Nothing is left of it, and what fits is taken.
            Assert.Empty(Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
            Assert.Equal(Content, only.Read(only.Write(Content, 7)));

            using var bothClient = new HttpCheckpointStore(options with { Addresses = [full.Address, other.Servers[0].Address] });
            ICheckpointStore both = bothClient;
            Assert.Equal(large, both.Read(both.Write(large, 1)));
        }
        finally
        {
            await Process.Start("umount", [folder])!.WaitForExitAsync(CancellationToken.None);
            Directory.Delete(folder);
        }
    }

    private static void KillNow(StoreServer server, TaskCompletionSource killed)
    {
        if (killed.Task.IsCompleted) return;
        Task.Run(server.KillAsync, Cancel).Wait(Cancel);
        killed.TrySetResult();
    }

    private static async Task<HttpStatusCode> PutAsync(HttpClient http, byte[] content)
    {
        using var body = new ByteArrayContent(content);
        using var response = await http.PutAsync(new Uri($"checkpoints/{Sha256}", UriKind.Relative), body, Cancel);
        return response.StatusCode;
    }

    private static void Damage(StoreServer server, bool keepTime)
    {
        var path = server.PathOf(Sha256);
        var time = File.GetLastWriteTimeUtc(path);
        var bytes = File.ReadAllBytes(path);
        bytes[5_000] ^= 1;
        File.WriteAllBytes(path, bytes);
        if (keepTime) File.SetLastWriteTimeUtc(path, time);
    }

    private static void Age(StoreServer server, DateTimeOffset before)
    {
        if (server.Has(Sha256)) File.SetLastWriteTimeUtc(server.PathOf(Sha256), before.UtcDateTime.AddSeconds(-1));
    }

    internal static byte[] Bytes(int seed, int count)
    {
        var random = new CounterRandom(seed, 0, 0, RandomPurpose.Sampling);
        var bytes = new byte[count];
        for (var i = 0; i < count; i++) bytes[i] = (byte)random.NextUInt32();
        return bytes;
    }
}
