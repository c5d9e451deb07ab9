using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using ActorSearch.Coordinator.Store;
using ActorSearch.Search.Randomness;
using ActorSearch.TrainerNode.Training.Stores;
using ActorSearch.TrainerNode.Training.Stores.Http;

namespace ActorSearch.Coordinator.Tests.Store;

/// <summary>Random requests, the same on every run, against a real server: each gets a documented answer, and none touches a file it should not.</summary>
public sealed class HttpFuzzTests
{
    private const int Count = 2_000;

    /// <summary>Of docs/checkpoint-store.md, and what the server says of requests that are no HTTP (400, 405, 408, 414, 431, 505).</summary>
    private static readonly int[] Documented = [200, 201, 202, 204, 206, 304, 400, 401, 404, 405, 408, 409, 411, 412, 413, 414, 416, 422, 431, 503, 505];

    private static readonly byte[] Content = HttpCheckpointStoreTests.Bytes(1, 5_000);
    private static readonly string Stored = Convert.ToHexStringLower(SHA256.HashData(Content));
    private static readonly string Missing = new('a', 64);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_request_gets_a_documented_answer_and_touches_nothing_else()
    {
        await using var cluster = await StoreCluster.StartAsync(1, new CheckpointStoreOptions { MaxFileBytes = 100_000, MaxUnfinishedBytes = 1_000_000 });
        var server = cluster.Servers[0];
        var outside = Path.Combine(cluster.Folder, "secret.safetensors");
        await File.WriteAllTextAsync(outside, "secret", Cancel);
        var answers = new Dictionary<int, int>();
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Count; i++)
        {
            server.Files.Write(Content, 0);
            var (request, isWhole) = Request(i);
            var answer = await AskAsync(server.Port, request, isWhole);
            Assert.DoesNotContain("secret", answer, StringComparison.Ordinal);
            // Only what is no whole request may be met with silence.
            if (answer.Length == 0 && !isWhole) continue;
            Assert.StartsWith("HTTP/1.1 ", answer, StringComparison.Ordinal);
            var status = int.Parse(answer.AsSpan(9, 3), CultureInfo.InvariantCulture);
            Assert.True(Documented.Contains(status),
                $"request {i}: {status} for {Encoding.Latin1.GetString(request.AsSpan(0, Math.Min(300, request.Length)))}");
            answers[status] = answers.GetValueOrDefault(status) + 1;
        }
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - memory < 32 << 20, "memory grows with requests");
        // The mutations reach every part: reads, pieces, refusals of each kind.
        foreach (var status in new[] { 200, 202, 206, 204, 400, 404, 405, 409, 413, 416, 422 })
            Assert.True(answers.ContainsKey(status), $"never {status}: {string.Join(", ", answers)}");

        Assert.Equal("secret", await File.ReadAllTextAsync(outside, Cancel));
        Assert.Equal([server.Folder, outside], Directory.GetFileSystemEntries(cluster.Folder).Order());
        foreach (var file in Directory.GetFiles(server.Folder, "*.safetensors", SearchOption.AllDirectories))
            Assert.Equal(Path.GetFileNameWithoutExtension(file), Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file, Cancel))));
        using var storeClient = new HttpCheckpointStore(cluster.Options());
        ICheckpointStore store = storeClient;
        var fresh = HttpCheckpointStoreTests.Bytes(9, 3_000);
        Assert.Equal(fresh, store.Read(store.Write(fresh, 1)));
    }

    private static (byte[] Bytes, bool IsWhole) Request(int i)
    {
        var random = new CounterRandom(20_29, 0, i, RandomPurpose.Sampling);
        string Pick(params string[] texts) => texts[random.NextInt(texts.Length)];
        string Number() => Pick(
            "0", "1", "999", "4999", "5000", "5001", "100000", "100001", "2147483648", "9223372036854775807", "9223372036854775808", "-1", "", "x", "*");

        var name = random.NextInt(3) > 0 ? Pick(Stored, Missing) : Pick(
            Stored.ToUpperInvariant(), Stored[..63], Stored + "0", "..", "%2e%2e", "../secret", "..%2fsecret", "%2e%2e%2fsecret", "....//secret",
            "%00", Stored[..62] + "%2f", "..\\secret", new string('a', 9000), new string('9', 64), Stored + "%00", "%ff%fe", "secret.safetensors", "");
        var target = Pick("", "", "", "", "", "", "", "", "/..", "//") + "/checkpoints/" + name
            + Pick("", "", "", "", "", "", "/upload", "/upload", "/", "/../../secret")
            + Pick("", "", "", "?alone=true", "?alone=", "?unless-written-since=" + Number(), "?unless-written-since=2026-01-01T00:00:00.0000000Z",
                "?written-before=2099-01-01T00:00:00.0000000Z", "?written-before=x&after=..", "?%");
        var method = Pick("GET", "GET", "GET", "HEAD", "PUT", "PUT", "PUT", "PUT", "DELETE", "POST", "PATCH", "OPTIONS", "BREW");
        var body = HttpCheckpointStoreTests.Bytes(i, random.NextInt(2) == 0 ? 0 : random.NextInt(6_000));
        if (random.NextInt(3) == 0) body = Content[..Math.Min(Content.Length, random.NextInt(6_000))];
        var head = new StringBuilder($"{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
        if (random.NextInt(2) == 0)
        {
            var unit = Pick("bytes", "bytes", "bytes", "bits", "");
            head.Append(CultureInfo.InvariantCulture, $"Range: {unit}={Number()}-{Number()}{Pick("", "", ",0-1", ",,,")}\r\n");
        }
        var from = random.NextInt(3_000);
        if (random.NextInt(2) == 0)
        {
            var range = Pick($"0-{body.Length - 1}", $"{from}-{from + body.Length - 1}", $"{Number()}-{Number()}", "*");
            head.Append(CultureInfo.InvariantCulture, $"Content-Range: bytes {range}/{Pick("5000", "9000", "9000", "100001", Number())}\r\n");
        }
        if (random.NextInt(4) == 0) head.Append(CultureInfo.InvariantCulture, $"If-None-Match: {Pick("*", $"\"{Stored}\"", "\"x\"", "x", "W/\"\"")}\r\n");
        if (random.NextInt(4) == 0) head.Append(CultureInfo.InvariantCulture, $"If-Range: {Pick($"\"{Stored}\"", "\"x\"", "x")}\r\n");
        if (random.NextInt(6) == 0) head.Append("Cache-Control: no-cache\r\n");
        if (random.NextInt(10) == 0) head.Append(CultureInfo.InvariantCulture, $"X-{new string('y', random.NextInt(40_000))}: 1\r\n");
        var isWhole = true;
        switch (random.NextInt(12))
        {
            case 0:
                head.Append(CultureInfo.InvariantCulture, $"Content-Length: {Number()}\r\n");
                isWhole = false;
                break;
            case 1:
                head.Append("Transfer-Encoding: chunked\r\n");
                isWhole = false;
                break;
            case 2:
                head.Append("Transfer-Encoding: chunked\r\n");
                body = [.. body.Length == 0 ? [] : (byte[])[.. Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"), .. body, .. "\r\n"u8], .. "0\r\n\r\n"u8];
                break;
            case 3:
                break;
            default:
                head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
                break;
        }
        byte[] request = [.. Encoding.Latin1.GetBytes(head + "\r\n"), .. body];
        for (var changes = random.NextInt(10) == 0 ? 1 + random.NextInt(3) : 0; changes > 0; changes--)
        {
            request[random.NextInt(request.Length)] = (byte)random.NextUInt32();
            isWhole = false;
        }
        return (request, isWhole);
    }

    /// <summary>The whole answer as text; a server that keeps silent and the connection open fails the test.</summary>
    private static async Task<string> AskAsync(int port, byte[] request, bool isWhole)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        timeout.CancelAfter(Patience.Limit);
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, port, timeout.Token);
        var stream = connection.GetStream();
        using var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(request, timeout.Token);
            // The rest of it will not come. (To the server this is a client that went away.)
            if (!isWhole) connection.Client.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(answer, timeout.Token);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // Reset after it had answered, or in the place of an answer.
        }
        return Encoding.Latin1.GetString(answer.ToArray());
    }
}
