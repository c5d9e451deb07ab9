using System.Collections.Concurrent;
using ActorSearch.TrainerNode.Node.Http;
using ActorSearch.TrainerNode.Training.Http;
using ActorSearch.TrainerNode.Training.Stores.Http;

namespace ActorSearch.Coordinator.Store;

/// <summary>What the peers say of a file that is not here.</summary>
internal enum Fetched { Here, NowhereElse, SomePeerIsAway }

/// <summary>The same files at the other coordinators: copies sent, missing files fetched, deletions passed on. Blocks; runs on threads of its own.</summary>
internal sealed class StoreReplicas : IDisposable
{
    private readonly CheckedFiles _own;
    private readonly UnfinishedUploads _uploads;
    private readonly CheckpointStoreOptions _options;
    private readonly HttpClient _http;
    private readonly Peer[] _peers;
    private readonly ConcurrentDictionary<string, Lazy<Task<string?>>> _copying = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<Fetched>>> _fetching = new();

    public StoreReplicas(CheckedFiles own, UnfinishedUploads uploads, CheckpointStoreOptions options)
    {
        (_own, _uploads, _options) = (own, uploads, options);
        _http = NodeClient.New(options.Token, options.PeerTimeout, options.Handler?.Invoke());
        var peers = options.Peers.IsDefaultOrEmpty ? [] : options.Peers;
        _peers = [.. peers.Select(address => new Peer(new RemoteStore(_http, address, alone: true, options.ChunkBytes), options.PeerPause))];
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Sees to it that as many coordinators as are wanted hold a file that is here.</summary>
    /// <returns>Null when they do, else why not. One answer for all who ask at once.</returns>
    public Task<string?> CopyAsync(string sha256) => Once(_copying, sha256, () => Copy(sha256));

    /// <summary>Gets a file that is not here from a peer that has it, and keeps it.</summary>
    public Task<Fetched> FetchAsync(string sha256) => Once(_fetching, sha256, () => Fetch(sha256));

    /// <summary>Deletes the file at the peers. All are tried.</summary>
    /// <exception cref="IOException">Not at all of them.</exception>
    public void Delete(string sha256, DateTimeOffset? unlessWrittenSince) =>
        RemoteStore.Everywhere(_peers, peer => peer.Ask(store => Done(() => store.Delete(sha256, unlessWrittenSince))));

    /// <summary>Names of the peers' files, in no order.</summary>
    /// <exception cref="IOException">Not all of them could be asked.</exception>
    public IReadOnlyCollection<string> List(DateTimeOffset writtenBefore, string after, CancellationToken cancel)
    {
        var names = new HashSet<string>();
        RemoteStore.Everywhere(_peers, peer => names.UnionWith(peer.Ask(store => store.List(writtenBefore, after, cancel))));
        return names;
    }

    private string? Copy(string sha256)
    {
        var copies = 1;
        var reasons = new List<string>();
        foreach (var peer in _peers)
        {
            if (copies >= _options.Copies) break;
            try
            {
                using var content = (_own.Files.Find(sha256) is { } file ? _own.Open(sha256, file) : null)
                    ?? throw new RemoteStoreException(RemoteFault.Missing, "the file is gone here");
                peer.Ask(store => Done(() => store.Upload(sha256, content, CancellationToken.None)));
                copies++;
            }
            catch (IOException e)
            {
                reasons.Add(e.Message);
            }
        }
        return copies >= _options.Copies ? null : $"held by {copies} of {_options.Copies}: {string.Join("; ", reasons)}";
    }

    private Fetched Fetch(string sha256)
    {
        var away = false;
        foreach (var peer in _peers)
        {
            try
            {
                if (peer.Ask(store => Fetch(store, sha256))) return Fetched.Here;
            }
            catch (RemoteStoreException e)
            {
                away |= e.Fault is not (RemoteFault.Missing or RemoteFault.Damaged);
            }
        }
        return away ? Fetched.SomePeerIsAway : Fetched.NowhereElse;
    }

    /// <exception cref="IOException">This disk is full.</exception>
    private bool Fetch(RemoteStore store, string sha256)
    {
        if (store.Length(sha256, CancellationToken.None) is not { } length) return false;
        if (length > _options.MaxFileBytes) throw store.Failure(RemoteFault.Refused, $"{length} bytes are too many");
        using var right = _uploads.Enter(sha256, length) ?? throw new RemoteStoreException(RemoteFault.Busy, "another upload of this file is in progress");
        try
        {
            using (var file = _uploads.Open(sha256, anew: true)) store.Download(sha256, length, file, checkFirst: false, CancellationToken.None);
            return _own.TakeAsync(sha256, _uploads.Read(sha256)).GetAwaiter().GetResult();
        }
        finally
        {
            _uploads.Forget(sha256);
        }
    }

    private static bool Done(Action action)
    {
        action();
        return true;
    }

    /// <summary>Threads of the pool stay free: they carry heartbeats.</summary>
    private static Task<T> Once<T>(ConcurrentDictionary<string, Lazy<Task<T>>> running, string sha256, Func<T> work) =>
        running.GetOrAdd(sha256, _ => new Lazy<Task<T>>(() => Task.Factory.StartNew(() =>
        {
            try
            {
                return work();
            }
            finally
            {
                running.TryRemove(sha256, out var _);
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))).Value;

    /// <summary>A peer, left in peace for a while after it did not answer.</summary>
    private sealed class Peer(RemoteStore store, TimeSpan pause)
    {
        private long _awayUntil = long.MinValue;

        /// <exception cref="RemoteStoreException"/>
        public T Ask<T>(Func<RemoteStore, T> question)
        {
            if (Environment.TickCount64 < Interlocked.Read(ref _awayUntil))
                throw store.Failure(RemoteFault.Away, "did not answer just now");
            try
            {
                return question(store);
            }
            catch (RemoteStoreException e) when (e.Fault == RemoteFault.Away)
            {
                Interlocked.Exchange(ref _awayUntil, Environment.TickCount64 + (long)pause.TotalMilliseconds);
                throw;
            }
        }
    }
}
