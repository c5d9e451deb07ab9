using System.Globalization;
using System.Security.Cryptography;
using ActorSearch.Search;
using ActorSearch.TrainerNode.Devices;

namespace ActorSearch.TrainerNode.Checkpoints;

/// <summary>
/// A folder of content-addressed files, `ab/abcdef....safetensors`, on a local or shared disk. Safe for several threads and processes.
/// </summary>
public sealed class FolderCheckpointStore : ICheckpointStore
{
    private const string Extension = ".safetensors";

    private readonly string _folder;
    private readonly bool _durable;

    /// <param name="durable">False for a cache, which may lose files: no flush to the disk.</param>
    public FolderCheckpointStore(string folder, bool durable = true) => (_folder, _durable) = (Path.GetFullPath(folder), durable);

    public string Folder => _folder;

    /// <summary>Whether a text is a SHA-256 in 64 lower-case hex digits: the only texts that become part of a path.</summary>
    public static bool IsName(string? text) => text is { Length: 64 } && text.All(char.IsAsciiHexDigitLower);

    public CheckpointRef Write(ReadOnlySpan<byte> content, long step)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        var path = PathOf(sha256);
        if (!Holds(path, content) || !Touch(path)) WriteFile(path, content);
        return new CheckpointRef(sha256, content.Length, step);
    }

    public byte[] Read(CheckpointRef reference)
    {
        var path = PathOf(reference.Sha256);
        byte[] bytes;
        try
        {
            var length = new FileInfo(path).Length;
            if (length != reference.Bytes)
                throw new CheckpointDamagedException(reference, string.Create(CultureInfo.InvariantCulture, $"{length} bytes long instead of {reference.Bytes}"));
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CheckpointDamagedException(reference, "the file is missing");
        }
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == reference.Sha256
            ? bytes
            : throw new CheckpointDamagedException(reference, "the contents do not match the hash");
    }

    public bool Exists(CheckpointRef reference) => Find(reference.Sha256) is { } file && file.Length == reference.Bytes;

    public void Delete(string sha256)
    {
        try
        {
            File.Delete(PathOf(sha256));
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing of that name was ever stored.
        }
    }

    public void Delete(string sha256, DateTimeOffset unlessWrittenSince)
    {
        if (Find(sha256) is { } file && file.LastWriteTimeUtc < unlessWrittenSince.UtcDateTime) Delete(sha256);
    }

    public IReadOnlyCollection<string> WrittenBefore(DateTimeOffset time) => Names(time, after: null).ToList();

    /// <summary>The files that no write has touched since a time, in order of name, from the first after a name on.</summary>
    public IEnumerable<string> Names(DateTimeOffset writtenBefore, string? after)
    {
        if (!Directory.Exists(_folder)) yield break;
        foreach (var folder in Directory.EnumerateDirectories(_folder, "??").Order(StringComparer.Ordinal))
        {
            var files = new DirectoryInfo(folder).EnumerateFiles("*" + Extension)
                .Where(file => IsName(NameOf(file)) && file.LastWriteTimeUtc < writtenBefore.UtcDateTime)
                .Select(NameOf).Where(name => string.CompareOrdinal(name, after) > 0).Order(StringComparer.Ordinal);
            foreach (var name in files) yield return name;
        }
    }

    /// <summary>The file of a name, whatever its contents; null when it is not there.</summary>
    public FileInfo? Find(string sha256) => new FileInfo(PathOf(sha256)) is { Exists: true } file ? file : null;

    /// <summary>Moves a file whose contents were found to have this hash into its place, durably.</summary>
    /// <param name="file">On the same disk.</param>
    public void Adopt(string file, string sha256)
    {
        var path = PathOf(sha256);
        var isNew = MakeFolder(path);
        if (_durable)
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(handle);
        }
        File.Move(file, path, overwrite: true);
        FlushFolders(path, isNew);
    }

    /// <summary>Counts as written now. False when it is gone meanwhile.</summary>
    public bool Touch(string sha256, DateTimeOffset now)
    {
        try
        {
            File.SetLastWriteTimeUtc(PathOf(sha256), now.UtcDateTime);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private bool Touch(string path) => Touch(Path.GetFileNameWithoutExtension(path), DateTimeOffset.UtcNow);

    private static string NameOf(FileInfo file) => Path.GetFileNameWithoutExtension(file.Name);

    // The hash becomes a path: nothing else may get through.
    private string PathOf(string sha256) => IsName(sha256)
        ? Path.Combine(_folder, sha256[..2], sha256 + Extension)
        : throw new ArgumentException($"not a SHA-256 in hex: {sha256}", nameof(sha256));

    /// <summary>Whether the file is there with these very bytes; one that was damaged is written again.</summary>
    private static bool Holds(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            return new FileInfo(path) is { Exists: true } file && file.Length == content.Length && content.SequenceEqual(File.ReadAllBytes(path));
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private void WriteFile(string path, ReadOnlySpan<byte> content)
    {
        var isNew = MakeFolder(path);
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():N}.tmp");
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                file.Write(content);
                if (_durable) file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
        FlushFolders(path, isNew);
    }

    private static bool MakeFolder(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        var isNew = !Directory.Exists(folder);
        Directory.CreateDirectory(folder);
        return isNew;
    }

    private void FlushFolders(string path, bool isNew)
    {
        if (!_durable) return;
        var folder = Path.GetDirectoryName(path)!;
        Posix.FlushFolder(folder);
        if (isNew) Posix.FlushFolder(Path.GetDirectoryName(folder)!);
    }
}
