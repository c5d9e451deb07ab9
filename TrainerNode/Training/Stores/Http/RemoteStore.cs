using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Security.Cryptography;
using ActorSearch.TrainerNode.Training.Files;
using ActorSearch.TrainerNode.Training.Http;

namespace ActorSearch.TrainerNode.Training.Stores.Http;

/// <summary>
/// The store of one coordinator, over HTTP (docs/checkpoint-store.md). Synchronous, for the threads that train; nothing is retried here.
/// Files travel in chunks, each a request of its own: so each is bounded in time and memory, and after a failure only a chunk is repeated.
/// </summary>
/// <param name="http">Its base address is not used; its timeout bounds each request.</param>
/// <param name="address">`http://host:port/`.</param>
/// <param name="alone">The server answers for its own folder only and passes nothing on: how servers ask each other.</param>
/// <param name="chunk">Bytes per request, at most <see cref="NodeClient.LongestAnswer"/>.</param>
public sealed class RemoteStore(HttpClient http, Uri address, bool alone, int chunk)
{
    private readonly int _chunk = Math.Clamp(chunk, 1, NodeClient.LongestAnswer);

    /// <summary>`http://host:port/`.</summary>
    public Uri Address { get; } = address.AbsolutePath.EndsWith('/') ? address : new Uri(address + "/");

    /// <summary>Size of a file; null when it is missing.</summary>
    /// <exception cref="RemoteStoreException"/>
    public long? Length(string sha256, CancellationToken cancel)
    {
        using var response = Send(Request(HttpMethod.Head, sha256), cancel, HttpStatusCode.OK, HttpStatusCode.NotFound);
        return response.StatusCode == HttpStatusCode.NotFound ? null : response.Content.Headers.ContentLength ?? throw Wrong("no length");
    }

    /// <summary>Uploads what the server does not have yet of a file; returns when the file is stored, with as many copies as the server wants.</summary>
    /// <param name="content">Seekable; the whole file.</param>
    /// <exception cref="RemoteStoreException"/>
    public void Upload(string sha256, Stream content, CancellationToken cancel)
    {
        var total = content.Length;
        var buffer = new byte[Math.Min(_chunk, total)];
        long offset;
        using (var begun = Send(Request(HttpMethod.Head, sha256 + "/upload"), cancel, HttpStatusCode.OK)) offset = Offset(begun);
        while (true)
        {
            if (offset > total) throw Failure(RemoteFault.Damaged, $"another size than {total} bytes");
            var count = (int)Math.Min(_chunk, total - offset);
            content.Position = offset;
            content.ReadExactly(buffer, 0, count);
            using var request = Request(HttpMethod.Put, sha256);
            request.Content = new ByteArrayContent(buffer, 0, count);
            request.Content.Headers.ContentRange =
                count == 0 ? new ContentRangeHeaderValue(total) : new ContentRangeHeaderValue(offset, offset + count - 1, total);
            using var response = Send(request, cancel, HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.Accepted);
            if (response.StatusCode != HttpStatusCode.Accepted) return;
            var next = Offset(response);
            if (next <= offset) throw Failure(RemoteFault.Busy, "the upload does not advance");
            offset = next;
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
        while (into.Length < total)
        {
            var (first, last) = (into.Length, Math.Min(into.Length + _chunk, total) - 1);
            using var request = Request(HttpMethod.Get, sha256);
            request.Headers.Range = new RangeHeaderValue(first, last);
            if (checkFirst && first == 0) request.Headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
            using var response = Send(request, cancel, HttpStatusCode.PartialContent, HttpStatusCode.RequestedRangeNotSatisfiable);
            var headers = response.Content.Headers;
            if (response.StatusCode != HttpStatusCode.PartialContent || headers.ContentRange is not { } range
                || (range.From, range.To, range.Length) != (first, last, total))
                throw Failure(RemoteFault.Damaged, $"another size than {total} bytes");
            if (headers.ContentLength != last - first + 1) throw Failure(RemoteFault.Away, "the answer ended early");
            response.Content.CopyTo(into, null, cancel);
        }
    }

    /// <summary>Deletes the file if it is there.</summary>
    /// <param name="unlessWrittenSince">A write at or after this time spares it.</param>
    /// <exception cref="RemoteStoreException"/>
    public void Delete(string sha256, DateTimeOffset? unlessWrittenSince)
    {
        var condition = unlessWrittenSince is { } time ? "unless-written-since=" + Text(time) : "";
        using var response = Send(Request(HttpMethod.Delete, sha256, condition), CancellationToken.None, HttpStatusCode.NoContent);
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
            using var response = Send(Request(HttpMethod.Get, "", query), cancel, HttpStatusCode.OK);
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

    /// <summary>What went wrong with this server.</summary>
    public RemoteStoreException Failure(RemoteFault fault, string what, Exception? inner = null) => new(fault, $"{Address.Authority}: {what}", inner);

    private long Offset(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Upload-Offset", out var values)
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : throw Wrong("no Upload-Offset");

    /// <summary>Sends a request; the whole answer is here when this returns.</summary>
    private HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancel, params ReadOnlySpan<HttpStatusCode> expected)
    {
        HttpResponseMessage response;
        try
        {
            response = http.Send(request, cancel);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException && !cancel.IsCancellationRequested)
        {
            // A server that is not trusted now will not be trusted a moment later.
            if (e.InnerException is AuthenticationException distrust) throw Failure(RemoteFault.Refused, distrust.Message, e);
            var cause = e.InnerException is CryptographicException ? e.InnerException : e;
            throw Failure(RemoteFault.Away, cause.Message, e);
        }
        if (expected.Contains(response.StatusCode)) return response;
        using (response)
        {
            var (fault, words) = Meaning(response.StatusCode);
            throw Failure(fault, $"{(int)response.StatusCode} {words}");
        }
    }

    private static (RemoteFault Fault, string Words) Meaning(HttpStatusCode status) => (int)status switch
    {
        401 => (RemoteFault.Refused, "the token is missing or wrong"),
        404 => (RemoteFault.Missing, "no such file"),
        409 => (RemoteFault.Busy, "being uploaded by another"),
        413 => (RemoteFault.Refused, "larger than the store takes"),
        421 => (RemoteFault.Refused, "the coordinator does not answer to this name (its setting http-names)"),
        422 => (RemoteFault.Damaged, "the contents do not match the hash"),
        429 => (RemoteFault.Away, "too many wrong tokens came from this address"),
        503 => (RemoteFault.Away, "not now"),
        507 => (RemoteFault.Full, "the disk is full"),
        408 or >= 500 => (RemoteFault.Away, status.ToString()),
        _ => (RemoteFault.Refused, status.ToString()),
    };

    private HttpRequestMessage Request(HttpMethod method, string file, string query = "")
    {
        var all = string.Join('&', new[] { alone ? "alone=true" : "", query }.Where(text => text.Length > 0));
        return new HttpRequestMessage(method, new Uri(Address, $"checkpoints/{file}{(all.Length > 0 ? "?" + all : "")}"));
    }

    private static string Text(DateTimeOffset time) => Uri.EscapeDataString($"{time.ToUniversalTime():O}");

    private RemoteStoreException Wrong(string what) => Failure(RemoteFault.Refused, $"{what} in the answer; is this a checkpoint store?");
}
