using ActorSearch.TrainerNode.Data.Sources;

namespace ActorSearch.TrainerNode.Data.Cache;

/// <summary>
/// A folder of decoded images, one file per source and size, named by what it was made from. Any number of processes may use it at once: a file
/// appears whole under its name or not at all, and two that are made at the same time are equal. A full disk or a folder that cannot be written is an
/// <see cref="IOException"/>: the machine is at fault, not the input.
/// </summary>
internal sealed class PixelCache(string folder, Action<string>? say)
{
    public PixelFile Open(IPixelSource source, int? imageSize, CancellationToken cancel)
    {
        var path = Path.Combine(folder, Fingerprints.OfText($"pixels 1 {source.Fingerprint} {imageSize?.ToString() ?? "own"}") + ".pixels");
        try
        {
            if (PixelFile.Open(path) is { } ready) return ready;
            if (File.Exists(path)) say?.Invoke($"{path}: the cached images are damaged and are made again");
            Directory.CreateDirectory(folder);
            RemoveRemains();
            Make(path, source, cancel);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Where a mapped file cannot be replaced, another process has just made it.
            if (Reopened(path) is { } made) return made;
            throw new IOException($"{folder}: the cache of decoded images cannot be used: {failure.Message} (ACTORSEARCH_CACHE names another folder)", failure);
        }
        return PixelFile.Open(path) ?? throw new IOException($"{path}: was written but does not match its hash; the disk or memory is faulty.");
    }

    private static void Make(string path, IPixelSource source, CancellationToken cancel)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var writer = new PixelFileWriter(temporary))
            {
                source.Decode(writer, cancel);
                writer.Complete();
            }
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            if (File.Exists(temporary)) File.Delete(temporary);
        }
    }

    // Unfinished files of processes that were killed; a day is longer than any decoding.
    private void RemoveRemains()
    {
        foreach (var remains in Directory.EnumerateFiles(folder, "*.pixels.*.tmp"))
            if (File.GetLastWriteTimeUtc(remains) < DateTime.UtcNow.AddDays(-1)) File.Delete(remains);
    }

    private static PixelFile? Reopened(string path)
    {
        try
        {
            return PixelFile.Open(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
