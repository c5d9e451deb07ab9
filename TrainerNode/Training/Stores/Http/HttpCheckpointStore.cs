using System.Diagnostics;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Files;
using ActorSearch.TrainerNode.Training.Http;

namespace ActorSearch.TrainerNode.Training.Stores.Http;

/// <summary>
/// The coordinators' store, for a trainer that shares no folder with them. Asks one coordinator after the other, and all of them again
/// after a pause, for a bounded time. Reading checks the hash here, writing is checked there.
/// </summary>
public sealed class HttpCheckpointStore : ICheckpointStore, IDisposable
{
    /// <summary>Bytes of a file up to which it is fetched into memory; a larger one goes through a file.</summary>
    private const long MostInMemory = 64 << 20;

    /// <summary>Longest time of one request. The last of an upload includes its copy to a second coordinator.</summary>
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of the largest file that is read; a larger one is refused before any memory is taken.</summary>
    private static readonly long MostBytes = Array.MaxLength;

    private readonly HttpStoreOptions _options;
    private readonly HttpClient _http;
    private readonly RemoteStore[] _servers;
    private readonly CheckpointCache? _cache;

    /// <summary>The server that did what it was asked last.</summary>
    private volatile int _preferred;

    /// <exception cref="ArgumentException">The options name no coordinator.</exception>
    public HttpCheckpointStore(HttpStoreOptions options)
    {
        if (options.Addresses.IsDefaultOrEmpty) throw new ArgumentException("a checkpoint store needs an address", nameof(options));
        _options = options;
        _http = NodeClient.New(options.Token, RequestTimeout, options.Handler?.Invoke());
        _servers = [.. options.Addresses.Select(address => new RemoteStore(_http, address, alone: false, options.ChunkBytes))];
        _cache = options.CacheFolder is { } folder ? new CheckpointCache(folder, options.CacheBytes) : null;
    }

    /// <param name="place">The coordinators' addresses, with commas between them.</param>
    /// <exception cref="BadInputException">One of them is no address.</exception>
    public static HttpCheckpointStore Open(string place, StoreSettings settings)
    {
        return new(new HttpStoreOptions([.. place.Split(',', StringSplitOptions.TrimEntries).Select(Address)], settings));

        static Uri Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new BadInputException($"{text}: is no address of a coordinator; http(s)://host:port was expected");
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <inheritdoc/>
    /// <exception cref="IOException">No coordinator could store it, or not as many as are wanted.</exception>
    public void Write(string sha256, Stream content, CancellationToken cancel = default)
    {
        if (ContentHash.Of(content, cancel) != sha256) throw ContentHash.Refused(sha256);
        content.Position = 0;
        // A damaged upload may be what another left unfinished; the server forgot it, and the next is whole.
        var faults = Try(
            server => server.Upload(sha256, content, cancel), () => content.Position, fault => fault.Passes || fault.Fault == RemoteFault.Damaged, cancel);
        if (faults is not null) throw Failure(sha256, "stored", faults);
        _cache?.Add(content, sha256);
    }

    /// <summary>Fetches the file whole, and checks it, before it is given out.</summary>
    /// <exception cref="CheckpointDamagedException">Every coordinator answered, and none has the file with its hash.</exception>
    /// <exception cref="IOException">Some coordinator does not answer, and it may have the file.</exception>
    public Stream Open(CheckpointRef reference, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        if (_cache?.Find(reference) is { } cached) return cached;
        if (reference.Bytes < 0 || reference.Bytes > MostBytes)
            throw new CheckpointDamagedException(reference, $"{reference.Bytes} bytes long; at most {MostBytes} are read");
        Stream file = reference.Bytes <= MostInMemory ? new MemoryStream() : OnDisk();
        try
        {
            if (Try(server => Fetch(server, reference, file, cancel), () => file.Length, fault => fault.Passes, cancel) is { } faults)
            {
                if (faults.TrueForAll(fault => fault.Fault is RemoteFault.Missing or RemoteFault.Damaged))
                    throw new CheckpointDamagedException(reference, Reason(faults));
                throw Failure(reference.Sha256, "read", faults);
            }
            _cache?.Add(file, reference.Sha256);
            file.Position = 0;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public StoreEntry? Find(string sha256, CancellationToken cancel = default)
    {
        var bytes = 0L;
        var faults = Try(server => bytes = Length(server, sha256, cancel), () => 0, fault => fault.Passes, cancel);
        if (faults is null) return new StoreEntry(bytes, Written: null);
        return faults.TrueForAll(fault => fault.Fault == RemoteFault.Missing) ? null : throw Failure(sha256, "found", faults);
    }

    /// <inheritdoc/>
    public IEnumerable<string> List(DateTimeOffset writtenBefore, string after = "", CancellationToken cancel = default)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        RemoteStore.Everywhere(_servers, server => names.UnionWith(server.List(writtenBefore, after, cancel)));
        return names;
    }

    /// <inheritdoc/>
    public void Delete(string sha256, DateTimeOffset? unlessWrittenSince = null)
    {
        _cache?.Remove(sha256);
        RemoteStore.Everywhere(_servers, server => server.Delete(sha256, unlessWrittenSince));
    }

    /// <summary>Fetches the rest of a file, which another server may have begun to send.</summary>
    private static void Fetch(RemoteStore server, CheckpointRef reference, Stream into, CancellationToken cancel)
    {
        if (into.Length == 0)
        {
            if (Length(server, reference.Sha256, cancel) != reference.Bytes)
                throw server.Failure(RemoteFault.Damaged, $"another size than {reference.Bytes} bytes");
            // Memory is taken only for a file that is there, with this size.
            if (into is MemoryStream memory) memory.Capacity = (int)reference.Bytes;
        }
        // A damaged copy, or a piece of one, is fetched once more: from this server alone, after it has looked at its own copy.
        foreach (var checkFirst in new[] { false, true })
        {
            server.Download(reference.Sha256, reference.Bytes, into, checkFirst, cancel);
            if (ContentHash.Of(into, cancel) == reference.Sha256) return;
            into.SetLength(0);
        }
        throw server.Failure(RemoteFault.Damaged, "the contents do not match the hash");
    }

    private static long Length(RemoteStore server, string sha256, CancellationToken cancel) =>
        server.Length(sha256, cancel) ?? throw server.Failure(RemoteFault.Missing, "no such file");

    /// <summary>For this user alone, and gone when it is closed.</summary>
    private FileStream OnDisk()
    {
        if (_options.CacheFolder is { } cache) OwnFolder.Make(cache);
        var path = Path.Combine(_options.CacheFolder ?? Path.GetTempPath(), $"actorsearch-{Guid.NewGuid():N}.tmp");
        return WholeFile.Create(path, UnixFileMode.UserRead | UnixFileMode.UserWrite, FileOptions.DeleteOnClose);
    }

    /// <summary>
    /// All servers in turn, the one that did something last first, again and again with growing pauses, until the time without progress is over.
    /// </summary>
    /// <param name="progress">Grows while a file travels.</param>
    /// <param name="passes">Whether a fault may pass.</param>
    /// <returns>Null once a server did it; else why not, once a server.</returns>
    private List<RemoteStoreException>? Try(Action<RemoteStore> action, Func<long> progress, Predicate<RemoteStoreException> passes, CancellationToken cancel)
    {
        var (sinceProgress, pause, furthest) = (Stopwatch.StartNew(), _options.FirstPause, 0L);
        while (true)
        {
            var (first, faults) = (_preferred, new List<RemoteStoreException>());
            for (var i = 0; i < _servers.Length; i++)
            {
                var index = (first + i) % _servers.Length;
                try
                {
                    action(_servers[index]);
                    _preferred = index;
                    return null;
                }
                catch (RemoteStoreException e)
                {
                    faults.Add(e);
                }
            }
            if (progress() is var reached && reached > furthest)
            {
                (furthest, pause) = (reached, _options.FirstPause);
                sinceProgress.Restart();
            }
            if (!faults.Exists(passes) || sinceProgress.Elapsed + pause > _options.RetryFor) return faults;
            if (cancel.WaitHandle.WaitOne(pause)) cancel.ThrowIfCancellationRequested();
            pause = pause * 2 < _options.LongestPause ? pause * 2 : _options.LongestPause;
        }
    }

    private static string Reason(List<RemoteStoreException> faults) => string.Join("; ", faults.Select(fault => fault.Message).Distinct());

    private static IOException Failure(string sha256, string done, List<RemoteStoreException> faults) =>
        new($"checkpoint {sha256[..12]} not {done}: {Reason(faults)}", faults[^1]);
}
