using System.Diagnostics;
using System.Security.Cryptography;
using ActorSearch.Search;

namespace ActorSearch.TrainerNode.Checkpoints.Remote;

/// <summary>
/// The coordinators' store, for a trainer that shares no folder with them. Asks one coordinator after the other, and all of them again
/// after a pause, for a bounded time. Reading checks the hash here, writing is checked there. Safe for several threads.
/// </summary>
public sealed class HttpCheckpointStore : ICheckpointStore, IDisposable
{
    private readonly HttpStoreOptions _options;
    private readonly HttpClient _http;
    private readonly RemoteStore[] _servers;
    private readonly CheckpointCache? _cache;
    private volatile int _preferred;

    public HttpCheckpointStore(HttpStoreOptions options)
    {
        if (options.Addresses.IsDefaultOrEmpty) throw new ArgumentException("a checkpoint store needs an address", nameof(options));
        _options = options;
        _http = RemoteStore.Client(options.Token, options.RequestTimeout, options.Handler?.Invoke());
        _servers = [.. options.Addresses.Select(address => new RemoteStore(_http, address, alone: false, options.ChunkBytes))];
        _cache = options.CacheFolder is { } folder ? new CheckpointCache(folder, options.CacheBytes) : null;
    }

    public void Dispose() => _http.Dispose();

    /// <exception cref="IOException">No coordinator could store it, or not as many as are wanted.</exception>
    public unsafe CheckpointRef Write(ReadOnlySpan<byte> content, long step)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        fixed (byte* bytes = content)
        {
            using Stream stream = content.IsEmpty ? new MemoryStream() : new UnmanagedMemoryStream(bytes, content.Length);
            var rounds = new Rounds(_options);
            for (var furthest = 0L; !rounds.Ask(InOrder(), server => server.Upload(sha256, stream)); furthest = Math.Max(furthest, stream.Position))
            {
                if (stream.Position > furthest) rounds.Advanced();
                // A damaged upload may be what another left unfinished; the server forgot it, and the next is whole.
                if (rounds.IsHopeless(faults => faults.All(fault => !fault.Passes && fault.Fault != RemoteFault.Damaged))) throw rounds.Failure($"checkpoint {sha256[..12]} not stored");
            }
        }
        _cache?.Add(content, sha256);
        return new CheckpointRef(sha256, content.Length, step);
    }

    /// <exception cref="CheckpointDamagedException">Every coordinator answered, and none has the file with its hash.</exception>
    /// <exception cref="IOException">Some coordinator does not answer, and it may have the file.</exception>
    public byte[] Read(CheckpointRef reference)
    {
        if (_cache?.Find(reference) is { } cached) return cached;
        if (reference.Bytes < 0 || reference.Bytes > _options.MaxFileBytes)
            throw new CheckpointDamagedException(reference, $"{reference.Bytes} bytes long; at most {_options.MaxFileBytes} are read");

        var download = new Download(reference);
        var rounds = new Rounds(_options);
        while (true)
        {
            var before = download.Done;
            if (rounds.Ask(InOrder(), download.From)) break;
            if (rounds.Faults.All(fault => fault.Fault is RemoteFault.Missing or RemoteFault.Damaged)) throw new CheckpointDamagedException(reference, rounds.Reason);
            if (download.Done > before) rounds.Advanced();
            if (rounds.IsHopeless(faults => faults.All(fault => !fault.Passes))) throw rounds.Failure($"checkpoint {reference.Sha256[..12]} not read");
        }
        _cache?.Add(download.Bytes, reference.Sha256);
        return download.Bytes;
    }

    public bool Exists(CheckpointRef reference)
    {
        var rounds = new Rounds(_options);
        while (true)
        {
            var found = false;
            if (rounds.Ask(InOrder(), server => found = Length(server, reference.Sha256) == reference.Bytes)) return found;
            if (rounds.Faults.All(fault => fault.Fault is RemoteFault.Missing)) return false;
            if (rounds.IsHopeless(faults => faults.All(fault => !fault.Passes))) throw rounds.Failure($"checkpoint {reference.Sha256[..12]} not found");
        }
    }

    public void Delete(string sha256) => DeleteAt(sha256, null);

    public void Delete(string sha256, DateTimeOffset unlessWrittenSince) => DeleteAt(sha256, unlessWrittenSince);

    private void DeleteAt(string sha256, DateTimeOffset? unlessWrittenSince)
    {
        _cache?.Remove(sha256);
        Everywhere(server => server.Delete(sha256, unlessWrittenSince));
    }

    public IReadOnlyCollection<string> WrittenBefore(DateTimeOffset time)
    {
        var names = new HashSet<string>();
        Everywhere(server => names.UnionWith(server.WrittenBefore(time)));
        return names;
    }

    /// <summary>Each server once; what fails is tried at the others all the same.</summary>
    private void Everywhere(Action<RemoteStore> action)
    {
        RemoteStoreException? failure = null;
        foreach (var server in _servers)
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

    /// <summary>The one that answered last first.</summary>
    private IEnumerable<RemoteStore> InOrder()
    {
        var first = _preferred;
        for (var i = 0; i < _servers.Length; i++)
        {
            var index = (first + i) % _servers.Length;
            _preferred = index;
            yield return _servers[index];
        }
        _preferred = first;
    }

    private static long Length(RemoteStore server, string sha256) =>
        server.Length(sha256) ?? throw new RemoteStoreException(RemoteFault.Missing, $"{server.Address.Authority}: no such file");

    /// <summary>A file on its way here: what one server began another may finish.</summary>
    private sealed class Download(CheckpointRef reference)
    {
        private byte[]? _bytes;

        public int Done { get; private set; }

        public byte[] Bytes => _bytes ?? [];

        public void From(RemoteStore server)
        {
            Rest(server, checkFirst: false);
            if (IsSound) return;
            // A damaged copy, or a piece of one. This server alone, from the start, after it has looked at its own copy.
            Done = 0;
            Rest(server, checkFirst: true);
            if (IsSound) return;
            Done = 0;
            throw new RemoteStoreException(RemoteFault.Damaged, $"{server.Address.Authority}: the contents do not match the hash");
        }

        private bool IsSound => Convert.ToHexStringLower(SHA256.HashData(Bytes)) == reference.Sha256;

        private void Rest(RemoteStore server, bool checkFirst)
        {
            // Memory is taken only for a file that is there, with this size.
            if (_bytes is null)
            {
                if (Length(server, reference.Sha256) != reference.Bytes) throw new RemoteStoreException(RemoteFault.Damaged, $"{server.Address.Authority}: another size than {reference.Bytes} bytes");
                _bytes = new byte[reference.Bytes];
            }
            while (Done < _bytes.Length) Done += server.Read(reference.Sha256, Done, _bytes.AsSpan(Done), _bytes.Length, checkFirst && Done == 0);
        }
    }

    /// <summary>All servers in turn, again and again with growing pauses, until the time without progress is over.</summary>
    private sealed class Rounds(HttpStoreOptions options)
    {
        private readonly Stopwatch _sinceProgress = Stopwatch.StartNew();
        private TimeSpan _pause = options.FirstPause;

        public List<RemoteStoreException> Faults { get; } = [];

        public string Reason => string.Join("; ", Faults.Select(fault => fault.Message).Distinct());

        /// <returns>Whether a server did it; if not, <see cref="Faults"/> says why, once a server.</returns>
        public bool Ask(IEnumerable<RemoteStore> servers, Action<RemoteStore> action)
        {
            Faults.Clear();
            foreach (var server in servers)
            {
                try
                {
                    action(server);
                    return true;
                }
                catch (RemoteStoreException e)
                {
                    Faults.Add(e);
                }
            }
            return false;
        }

        public void Advanced()
        {
            _sinceProgress.Restart();
            _pause = options.FirstPause;
        }

        /// <summary>Waits for the next round, unless there is none.</summary>
        public bool IsHopeless(Func<List<RemoteStoreException>, bool> lasting)
        {
            if (lasting(Faults) || _sinceProgress.Elapsed + _pause > options.RetryFor) return true;
            Thread.Sleep(_pause);
            _pause = _pause * 2 < options.LongestPause ? _pause * 2 : options.LongestPause;
            return false;
        }

        public IOException Failure(string what) => new($"{what}: {Reason}", Faults[^1]);
    }
}
