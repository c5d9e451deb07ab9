using System.Collections.Concurrent;

namespace ActorSearch.Coordinator.Store;

/// <summary>
/// Files that are not whole yet, in a local folder. How far an upload is, is the length of its file, so it
/// survives a restart; what was lost with the power shows in the hash. One upload a file at a time.
/// </summary>
internal sealed class UnfinishedUploads(string folder, CheckpointStoreOptions options)
{
    /// <summary>Those that are being written, with the bytes that each will have.</summary>
    private readonly ConcurrentDictionary<string, long> _busy = new();

    /// <summary>The right to write an upload; null while another has it.</summary>
    /// <param name="total">Bytes that it will have.</param>
    public IDisposable? Enter(string sha256, long total) => _busy.TryAdd(sha256, total) ? new Leaving(this, sha256) : null;

    /// <summary>Bytes that are here.</summary>
    public long Length(string sha256) => new FileInfo(PathOf(sha256)) is { Exists: true } file ? file.Length : 0;

    /// <summary>Opens the upload to write on at its end, or from the start. What is written counts at once: there is no buffer.</summary>
    public FileStream Open(string sha256, bool anew)
    {
        Directory.CreateDirectory(folder);
        var mode = anew ? FileMode.Create : FileMode.OpenOrCreate;
        var file = new FileStream(PathOf(sha256), mode, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: true);
        file.Seek(0, SeekOrigin.End);
        return file;
    }

    /// <summary>Opens what is here, to read it; null when nothing is.</summary>
    public FileStream? Read(string sha256) => File.Exists(PathOf(sha256)) ? File.OpenRead(PathOf(sha256)) : null;

    /// <summary>Deletes what is here.</summary>
    public void Forget(string sha256)
    {
        if (Directory.Exists(folder)) File.Delete(PathOf(sha256));
    }

    /// <summary>Whether all that are being written will fit beside what others have begun. Forgets what no client has continued for long.</summary>
    public bool HaveRoom(DateTime now)
    {
        var begun = 0L;
        foreach (var file in Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles() : [])
        {
            var sha256 = Path.GetFileNameWithoutExtension(file.Name);
            if (now - file.LastWriteTimeUtc > options.ForgetUploadsAfter && Enter(sha256, 0) is { } right)
            {
                using (right) file.Delete();
            }
            else if (!_busy.ContainsKey(sha256))
            {
                begun += file.Exists ? file.Length : 0;
            }
        }
        return begun + _busy.Values.Sum() <= options.MaxUnfinishedBytes;
    }

    private string PathOf(string sha256) => Path.Combine(folder, sha256 + ".part");

    private sealed class Leaving(UnfinishedUploads uploads, string sha256) : IDisposable
    {
        public void Dispose() => uploads._busy.TryRemove(sha256, out _);
    }
}
