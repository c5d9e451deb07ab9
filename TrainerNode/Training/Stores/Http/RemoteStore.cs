using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Security.Cryptography;
using ActorSearch.TrainerNode.Training.Http;

namespace ActorSearch.TrainerNode.Training.Stores.Http;

/// <summary>
/// The store of one coordinator, over HTTP (docs/checkpoint-store.md). Synchronous, for the threads that train; nothing is retried here.
/// Files travel in chunks, each a request of its own: so each is bounded in time and memory, and after a failure only a chunk is repeated.
/// </summary>
public sealed class RemoteStore
{
    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly string _query;
    private readonly int _chunk;

    /// <param name="http">Its base address is not used; its timeout bounds each request.</param>
    /// <param name="address">`http://host:port/`.</param>
    /// <param name="alone">The server answers for its own folder only and passes nothing on: how servers ask each other.</param>
    /// <param name="chunk">Bytes per request, at most <see cref="NodeClient.LongestAnswer"/>.</param>
    public RemoteStore(HttpClient http, Uri address, bool alone, int chunk)
    {
        (_http, _chunk) = (http, Math.Clamp(chunk, 1, NodeClient.LongestAnswer));
        _address = address.AbsolutePath.EndsWith('/') ? address : new Uri(address + "/");
        _query = alone ? "alone=true" : "";
    }

    /// <summary>`http://host:port/`.</summary>
    public Uri Address => _address;

    /// <summary>Size of a file; null when it is missing.</summary>
    /// <exception cref="RemoteStoreException"/>
    public long? Length(string sha256, CancellationToken cancel)
    {
        using var response = Send(new HttpRequestMessage(HttpMethod.Head, Path(sha256)), cancel, HttpStatusCode.OK, HttpStatusCode.NotFound);
        return response.StatusCode == HttpStatusCode.NotFound ? null : response.Content.Headers.ContentLength ?? throw Wrong("no length");
    }

    /// <summary>Reads the bytes of a file from an offset on, as many as fit the buffer or one chunk.</summary>
    /// <returns>How many.</returns>
    private int Read(string sha256, long offset, Span<byte> buffer, long total, bool checkFirst, CancellationToken cancel)
    {
        var count = (int)Math.Min(Math.Min(buffer.Length, _chunk), total - offset);
        using var request = new HttpRequestMessage(HttpMethod.Get, Path(sha256));
        request.Headers.Range = new RangeHeaderValue(offset, offset + count - 1);
        if (checkFirst) request.Headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
        using var response = Send(request, cancel, HttpStatusCode.PartialContent, HttpStatusCode.RequestedRangeNotSatisfiable);
        var range = response.Content.Headers.ContentRange;
        if (response.StatusCode != HttpStatusCode.PartialContent || range?.Length != total || range.From != offset || range.To != offset + count - 1)
            throw Damaged($"another size than {total} bytes");
        using var body = response.Content.ReadAsStream(cancel);
        try
        {
            body.ReadExactly(buffer[..count]);
        }
        catch (EndOfStreamException e)
        {
            throw new RemoteStoreException(RemoteFault.Away, $"{_address.Authority}: the answer ended early", e);
        }
        return count;
    }

    /// <summary>Uploads what the server does not have yet of a file; returns when the file is stored, with as many copies as the server wants.</summary>
    /// <param name="content">Seekable; the whole file.</param>
    /// <exception cref="RemoteStoreException"/>
    public void Upload(string sha256, Stream content, CancellationToken cancel)
    {
        var total = content.Length;
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(_chunk, total));
        try
        {
            for (var offset = UploadOffset(sha256, cancel); ;)
            {
                if (offset > total) throw Damaged($"another size than {total} bytes");
                var count = (int)Math.Min(_chunk, total - offset);
                content.Position = offset;
                content.ReadExactly(buffer, 0, count);
                if (Put(sha256, offset, buffer, count, total, cancel) is not { } next) return;
                if (next <= offset) throw new RemoteStoreException(RemoteFault.Busy, $"{_address.Authority}: the upload does not advance");
                offset = next;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Fetches a whole file into a stream, from where the stream ends.</summary>
    /// <param name="total">Size of the whole file; a file of another size is damage.</param>
    /// <param name="into">Seekable.</param>
    /// <param name="checkFirst">The server checks the hash of its copy before it answers, even when it has done so before.</param>
    /// <exception cref="RemoteStoreException"/>
    public void Download(string sha256, long total, Stream into, bool checkFirst, CancellationToken cancel)
    {
        into.Seek(0, SeekOrigin.End);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(_chunk, Math.Max(total, 1)));
        try
        {
            while (into.Length < total) into.Write(buffer, 0, Read(sha256, into.Length, buffer, total, checkFirst && into.Length == 0, cancel));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Deletes the file if it is there.</summary>
    /// <param name="unlessWrittenSince">A write at or after this time spares it.</param>
    /// <exception cref="RemoteStoreException"/>
    public void Delete(string sha256, DateTimeOffset? unlessWrittenSince)
    {
        var condition = unlessWrittenSince is { } time ? "unless-written-since=" + Text(time) : "";
        using var response = Send(new HttpRequestMessage(HttpMethod.Delete, Path(sha256, query: condition)), CancellationToken.None, HttpStatusCode.NoContent);
    }

    /// <summary>Names of the files in the server's own folder that no write has touched since a time, in order.</summary>
    /// <param name="after">Leaves out this name and all before it.</param>
    /// <exception cref="RemoteStoreException"/>
    public IReadOnlyCollection<string> List(DateTimeOffset writtenBefore, string after, CancellationToken cancel)
    {
        var names = new List<string>();
        while (true)
        {
            var query = $"written-before={Text(writtenBefore)}{(after.Length == 0 ? "" : "&after=" + after)}";
            using var response = Send(new HttpRequestMessage(HttpMethod.Get, Path("", query: query)), cancel, HttpStatusCode.OK);
            using var reader = new StreamReader(response.Content.ReadAsStream(cancel));
            var before = names.Count;
            while (reader.ReadLine() is { } line) names.Add(ContentHash.IsName(line) ? line : throw Wrong("not a list of files"));
            if (names.Count == before) return names;
            after = names[^1];
        }
    }

    /// <summary>Asks each server once; what fails at one is tried at the others all the same.</summary>
    /// <exception cref="IOException">It failed somewhere; says where it did last.</exception>
    public static void Everywhere<T>(IEnumerable<T> servers, Action<T> action)
    {
        RemoteStoreException? failure = null;
        foreach (var server in servers)
        {
            try
            {
                action(server);
            }
            catch (RemoteStoreException e)
            {
                failure = e;
            }
        }
        if (failure is not null) throw new IOException(failure.Message, failure);
    }

    /// <summary>This server has something else than the file.</summary>
    public RemoteStoreException Damaged(string what) => new(RemoteFault.Damaged, $"{_address.Authority}: {what}");

    /// <summary>How many bytes of a file the server has, unfinished uploads included.</summary>
    private long UploadOffset(string sha256, CancellationToken cancel)
    {
        using var response = Send(new HttpRequestMessage(HttpMethod.Head, Path(sha256, "/upload")), cancel, HttpStatusCode.OK);
        return Offset(response);
    }

    /// <returns>How many bytes the server has now; null when the file is stored.</returns>
    private long? Put(string sha256, long offset, byte[] buffer, int count, long total, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Path(sha256)) { Content = new ByteArrayContent(buffer, 0, count) };
        request.Content.Headers.ContentRange =
            count == 0 ? new ContentRangeHeaderValue(total) : new ContentRangeHeaderValue(offset, offset + count - 1, total);
        using var response = Send(request, cancel, HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.Accepted);
        return response.StatusCode == HttpStatusCode.Accepted ? Offset(response) : null;
    }

    private long Offset(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Upload-Offset", out var values)
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : throw Wrong("no Upload-Offset");

    private HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancel, params ReadOnlySpan<HttpStatusCode> expected)
    {
        HttpResponseMessage response;
        try
        {
            response = _http.Send(request, cancel);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException && !cancel.IsCancellationRequested)
        {
            // A server that is not trusted now will not be trusted a moment later.
            if (e.InnerException is AuthenticationException distrust)
                throw new RemoteStoreException(RemoteFault.Refused, $"{_address.Authority}: {distrust.Message}", e);
            var cause = e.InnerException is CryptographicException ? e.InnerException : e;
            throw new RemoteStoreException(RemoteFault.Away, $"{_address.Authority}: {cause.Message}", e);
        }
        if (expected.Contains(response.StatusCode)) return response;
        using (response) throw RemoteStoreException.Of(_address, response.StatusCode);
    }

    private Uri Path(string sha256, string suffix = "", string query = "")
    {
        var all = string.Join('&', new[] { _query, query }.Where(text => text.Length > 0));
        return new Uri(_address, $"checkpoints/{sha256}{suffix}{(all.Length > 0 ? "?" + all : "")}");
    }

    private static string Text(DateTimeOffset time) => Uri.EscapeDataString(time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));

    private RemoteStoreException Wrong(string what) => new(RemoteFault.Refused, $"{_address.Authority}: {what} in the answer; is this a checkpoint store?");
}
