using System.Text;
using ActorSearch.TrainerNode.Training.Data.Sources;
using ActorSearch.TrainerNode.Training.Files;

namespace ActorSearch.TrainerNode.Training.Data.Cache;

/// <summary>
/// A folder of decoded images, one file per source and size, named by what it was made from. Any number of processes may use it at once: a file
/// appears whole under its name or not at all, and two that are made at the same time are equal. The files used least recently are removed for new ones.
/// Where the disk is full or the folder cannot be written, the images are held in memory if they are few.
/// </summary>
/// <param name="most">Bytes that its files may have together; never more than half of what the disk has for them, so that others find room.</param>
internal sealed class PixelCache(string folder, Action<string>? say, long most = PixelCache.UsualBytes)
{
    /// <summary>A million colour images of 146 x 146.</summary>
    public const long UsualBytes = 1L << 36;

    private const string Type = ".pixels";

    /// <summary>Bytes that one set may have in memory.</summary>
    public long MostInMemory { get; init; } = Math.Min(1L << 30, MemoryShare.Bytes);

    public PixelFile Open(PixelSource source, int? imageSize, CancellationToken cancel)
    {
        var name = $"pixels 1 {source.Fingerprint} {imageSize?.ToString() ?? "own"}";
        var path = Path.Combine(folder, ContentHash.Of(Encoding.UTF8.GetBytes(name)) + Type);
        try
        {
            if (Used(path, cancel) is { } ready) return ready;
            if (File.Exists(path)) say?.Invoke($"{path}: the cached images are damaged and are made again");
            OwnFolder.Make(folder);
            RemoveRemains();
            Make(path, source, cancel);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Where a mapped file cannot be replaced, another process has just made it.
            return Optional.Try(() => PixelFile.Open(path, cancel)) ?? InMemory(source, failure, cancel);
        }
        return PixelFile.Open(path, cancel) ?? throw new IOException($"{path}: was written but does not match its hash; the disk or memory is faulty.");
    }

    private void Make(string path, PixelSource source, CancellationToken cancel)
    {
        using var file = new WholeFile(path);
        using var writer = new PixelFileWriter(file.Content, sampleSize => MakeRoom(source, sampleSize));
        source.Decode(writer, cancel);
        writer.Complete();
        file.Complete();
    }

    /// <summary>Before anything is decoded: a small file of zeros may stand for more than the disk holds.</summary>
    private void MakeRoom(PixelSource source, int sampleSize)
    {
        var needed = PixelHeader.Size + (long)source.Labels.Count * sampleSize;
        if (needed > most)
        {
            throw new BadInputException(
                $"{source.Name}: has {needed:N0} bytes of images once decoded; at most {most:N0} were expected (data.image_size, or images-gb of the node)");
        }
        var files = new DirectoryInfo(folder).GetFiles($"*{Type}*").Select(file => (File: file, Bytes: BytesOf(file))).ToList();
        var held = files.Sum(file => file.Bytes);
        var limit = Math.Min(most, (held + new DriveInfo(folder).AvailableFreeSpace) / 2);
        if (needed > limit) throw new IOException($"{needed:N0} bytes of images do not fit into half of what the disk has free");
        foreach (var (file, bytes) in files.Where(file => file.File.Extension == Type).OrderBy(file => file.File.LastWriteTimeUtc))
        {
            if (held + needed <= limit) return;
            // A process that has it open keeps it.
            file.Delete();
            held -= bytes;
        }
    }

    private PixelFile InMemory(PixelSource source, Exception failure, CancellationToken cancel)
    {
        var why = $"{folder}: the cache of decoded images cannot be used: {failure.Message}";
        using var memory = new MemoryStream();
        using var writer = new PixelFileWriter(memory, sampleSize =>
        {
            var bytes = (long)source.Labels.Count * sampleSize;
            if (bytes > MostInMemory)
                throw new CacheException($"{why} (ACTORSEARCH_CACHE names another folder; for memory alone, {bytes:N0} bytes are too many)", failure);
            memory.Capacity = PixelHeader.Size + (int)bytes;
        });
        source.Decode(writer, cancel);
        say?.Invoke($"{why}; the images are held in memory (ACTORSEARCH_CACHE names another folder)");
        return new PixelFile(writer.Complete(), memory.GetBuffer());
    }

    /// <summary>Opened, and noted as used.</summary>
    private static PixelFile? Used(string path, CancellationToken cancel)
    {
        if (PixelFile.Open(path, cancel) is not { } file) return null;
        // Read-only, or removed by another process meanwhile: good enough to be read.
        Optional.Try(() => File.SetLastWriteTimeUtc(path, DateTime.UtcNow));
        return file;
    }

    // Unfinished files of processes that were killed; a day is longer than any decoding.
    private void RemoveRemains()
    {
        foreach (var remains in Directory.EnumerateFiles(folder, $"*{Type}.*.tmp"))
            if (File.GetLastWriteTimeUtc(remains) < DateTime.UtcNow.AddDays(-1)) File.Delete(remains);
    }

    private static long BytesOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0; // another process has removed it
        }
    }
}
