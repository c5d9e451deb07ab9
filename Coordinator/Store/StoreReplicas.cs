using System.Collections.Concurrent;
using ActorSearch.TrainerNode.Training.Stores.Http;

namespace ActorSearch.Coordinator.Store;

/// <summary>The same files at the other coordinators: copies sent, missing files fetched, deletions passed on. Blocks; runs on threads of its own.</summary>
/// <param name="http">Disposed with the replicas.</param>
internal sealed class StoreReplicas(CheckedFiles own, UnfinishedUploads uploads, CheckpointStoreOptions options, HttpClient http) : IDisposable
{
    private readonly Peer[] _peers =
        [.. options.Peers.Select(address => new Peer(new RemoteStore(http, address, alone: true, options.ChunkBytes), options.PeerPause))];

    private readonly ConcurrentDictionary<string, Lazy<Task<string?>>> _copying = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<bool>>> _fetching = new();

    public void Dispose() => http.Dispose();

    /// <summary>Copies a file that is here until as many coordinators as required hold it.</summary>
    /// <returns>Null when they do, else why not. Simultaneous calls share one copy.</returns>
    public Task<string?> CopyAsync(string sha256) => Once(_copying, sha256, () => Copy(sha256));

    /// <summary>Gets a file that is not here from a peer that has it, and keeps it.</summary>
    /// <returns>False: it is not here, and a peer that may have it does not respond.</returns>
    public Task<bool> FetchAsync(string sha256) => Once(_fetching, sha256, () => Fetch(sha256));

    /// <summary>Deletes the file at the peers. All are tried.</summary>
    /// <exception cref="IOException">Not at all of them.</exception>
    public void Delete(string sha256, DateTimeOffset? unlessWrittenSince) =>
        RemoteStore.Everywhere(_peers, peer => peer.Ask(store => store.Delete(sha256, unlessWrittenSince)));

    /// <summary>Names of the peers' files, in no order.</summary>
    /// <exception cref="IOException">Not all of them could be asked.</exception>
    public IReadOnlyCollection<string> List(DateTimeOffset writtenBefore, string after, CancellationToken cancel)
    {
        var names = new HashSet<string>();
        RemoteStore.Everywhere(_peers, peer => peer.Ask(store => names.UnionWith(store.List(writtenBefore, after, cancel))));
        return names;
    }

    private string? Copy(string sha256)
    {
        var copies = 1;
        var reasons = new List<string>();
        foreach (var peer in _peers)
        {
            if (copies >= options.Copies) break;
            try
            {
                using var content = (own.Files.Find(sha256) is { } file ? own.Open(sha256, file) : null)
                    ?? throw new RemoteStoreException(RemoteFault.Missing, "the file is gone here");
                peer.Ask(store => store.Upload(sha256, content, CancellationToken.None));
                copies++;
            }
            catch (IOException e)
            {
                reasons.Add(e.Message);
            }
        }
        return copies >= options.Copies ? null : $"held by {copies} of {options.Copies}: {string.Join("; ", reasons)}";
    }

    private bool Fetch(string sha256)
    {
        var away = false;
        foreach (var peer in _peers)
        {
            try
            {
                var isHere = false;
                peer.Ask(store => isHere = Fetch(store, sha256));
                if (isHere) return true;
            }
            catch (RemoteStoreException e)
            {
                away |= e.Fault is not (RemoteFault.Missing or RemoteFault.Damaged);
            }
        }
        return !away;
    }

    /// <exception cref="IOException">This disk is full.</exception>
    private bool Fetch(RemoteStore store, string sha256)
    {
        if (store.Length(sha256, CancellationToken.None) is not { } length) return false;
        if (length > options.MaxFileBytes) throw store.Failure(RemoteFault.Refused, $"{length} bytes are too many");
        using var right = uploads.Enter(sha256, length) ?? throw new RemoteStoreException(RemoteFault.Busy, "another upload of this file is in progress");
        try
        {
            using (var file = uploads.Open(sha256, anew: true)) store.Download(sha256, length, file, checkFirst: false, CancellationToken.None);
            return own.TakeAsync(sha256, uploads.Read(sha256)).GetAwaiter().GetResult();
        }
        finally
        {
            uploads.Forget(sha256);
        }
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

    /// <summary>A peer, which is not asked for a while after it did not respond.</summary>
    private sealed class Peer(RemoteStore store, TimeSpan pause)
    {
        private long _awayUntil = long.MinValue;

        /// <exception cref="RemoteStoreException"/>
        public void Ask(Action<RemoteStore> question)
        {
            if (Environment.TickCount64 < Interlocked.Read(ref _awayUntil))
                throw store.Failure(RemoteFault.Away, "did not answer just now");
            try
            {
                question(store);
            }
            catch (RemoteStoreException e) when (e.Fault == RemoteFault.Away)
            {
                Interlocked.Exchange(ref _awayUntil, Environment.TickCount64 + (long)pause.TotalMilliseconds);
                throw;
            }
        }
    }
}
