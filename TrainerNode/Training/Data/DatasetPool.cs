using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ActorSearch.TrainerNode.Training.Data.Cache;
using ActorSearch.TrainerNode.Training.Data.Sources;
using ActorSearch.TrainerNode.Training.Files;

namespace ActorSearch.TrainerNode.Training.Data;

/// <summary>
/// Hands one open dataset to all slots of a process that ask for the same one. Each asker disposes what it got; the last few used stay open, so that the next
/// run starts at once.
/// </summary>
/// <param name="roots">Where paths may lead.</param>
/// <param name="keep">Data sets that stay open.</param>
/// <param name="mostCached">Bytes that decoded images may have in the cache; null = <see cref="PixelCache.UsualBytes"/>.</param>
public sealed class DatasetPool(DataRoots roots, int keep = 4, long? mostCached = null) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _recent = [];

    /// <summary>That of a command on one's own machine, which takes any path. Coordinators and trainers have their own.</summary>
    public static DatasetPool Shared { get; } = new(DataRoots.Anywhere);

    /// <summary>
    /// As <see cref="Datasets.Open"/>; askers for the same data wait for one load. A change of the files is noticed by their sizes and times.
    /// </summary>
    /// <param name="fingerprint">
    /// The contents that are wanted: where they are open already, the files are not looked at, because there may be many of them, far away. Null: what the
    /// files hold now.
    /// </param>
    /// <exception cref="OperationCanceledException">This asker gave up; the others load the data again.</exception>
    public LoadedDataset Open(
        DataSpec spec, string? cacheFolder = null, Action<string>? say = null, string? fingerprint = null, CancellationToken cancel = default)
    {
        if (spec.Path is { } path) SourcePath.RequireInside(path, roots);
        var asked = $"{JsonSerializer.Serialize(spec)} {CacheFolder.Resolve(cacheFolder)}";
        var stamp = fingerprint is null ? Stamp(spec, cancel) : null;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            if (Find(asked, stamp, out var first) is not { } entry)
            {
                stamp = Stamp(spec, cancel);
                continue;
            }
            try
            {
                if (first) Load(entry, () => Datasets.Open(spec, cacheFolder, say, roots, mostCached, cancel));
                // An asker that gives up stops waiting, even if another one is loading.
                var dataset = entry.Dataset.Task.WaitAsync(cancel).GetAwaiter().GetResult();
                var isWanted = stamp is not null || dataset.Fingerprint == fingerprint;
                var held = isWanted && dataset.TryHold();
                ReleaseIfDropped(entry);
                if (held) return dataset;
                // Closed under us: dropped meanwhile, or disposed once too often by an asker. Either way it must be loaded again.
                if (isWanted) Forget(entry);
                else stamp = Stamp(spec, cancel);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // Another asker loaded it, and gave up.
            }
        }
    }

    /// <summary>On the first asker's thread. A load that fails is forgotten before the others hear of it, so that the next asker tries again.</summary>
    private void Load(Entry entry, Func<LoadedDataset> load)
    {
        try
        {
            entry.Dataset.SetResult(load());
        }
        catch (Exception failure)
        {
            Forget(entry);
            if (failure is OperationCanceledException) entry.Dataset.SetCanceled(CancellationToken.None);
            else entry.Dataset.SetException(failure);
        }
        // Observed here, because there may be no other asker.
        _ = entry.Dataset.Task.Exception;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Entry[] all;
        lock (_lock)
        {
            all = [.. _recent];
            _recent.Clear();
        }
        foreach (var entry in all) ReleaseIfDropped(entry);
    }

    /// <param name="stamp">Null: the newest entry, whatever its files were, and none is made.</param>
    /// <param name="first">Whether this asker is the entry's first and has to load it.</param>
    private Entry? Find(string asked, string? stamp, out bool first)
    {
        Entry? oldest = null;
        Entry? entry;
        lock (_lock)
        {
            entry = _recent.Find(entry => entry.Asked == asked && (stamp is null || entry.Stamp == stamp));
            first = entry is null;
            if (entry is not null) _recent.Remove(entry);
            else if (stamp is not null) entry = new Entry(asked, stamp);
            else return null;
            _recent.Insert(0, entry);
            if (_recent.Count > keep)
            {
                oldest = _recent[^1];
                _recent.RemoveAt(_recent.Count - 1);
            }
        }
        if (oldest is not null) ReleaseIfDropped(oldest);
        return entry;
    }

    private void Forget(Entry entry)
    {
        lock (_lock) _recent.Remove(entry);
    }

    // Gives up the pool's own hold, once. An entry that is dropped while it loads is released by the one who waits for it.
    private void ReleaseIfDropped(Entry entry)
    {
        lock (_lock)
        {
            if (entry.Released || !entry.Dataset.Task.IsCompletedSuccessfully || _recent.Contains(entry)) return;
            entry.Released = true;
        }
        entry.Dataset.Task.Result.Dispose();
    }

    private string Stamp(DataSpec spec, CancellationToken cancel)
    {
        if (spec.Path is not { } path) return "";
        var type = DataFile.TypeOf(path, roots);
        if (type is null) return "missing";
        if (type != FileType.Folder) return Of(path);
        if (!SourceKind.Of(spec).IsFolder) return "a folder";
        // A sum, so that the order in which the system lists them makes no difference; with enough bits to tell any two folders apart.
        UInt128 sum = 0;
        FolderWalk.Files(path, roots, Add, skipUnreadable: true, cancel);
        return $"{sum:X}";

        void Add(string file) => sum += BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(Of(file))));

        static string Of(string file)
        {
            var info = new FileInfo(file);
            return $"{info.FullName} {info.Length} {info.LastWriteTimeUtc.Ticks}";
        }
    }

    private sealed class Entry(string asked, string stamp)
    {
        public string Asked { get; } = asked;
        public string Stamp { get; } = stamp;
        public TaskCompletionSource<LoadedDataset> Dataset { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public bool Released { get; set; }
    }
}
