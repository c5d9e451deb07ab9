using System.IO.Enumeration;
using ActorSearch.TrainerNode.Training.Files;

namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>
/// All files below a folder, links followed while they stay in the data roots, within bounds: a folder that a link leads back into has no end.
/// </summary>
internal static class FolderWalk
{
    /// <summary>
    /// Files and folders together. The largest public sets of images have fifteen million files, those that are trained here a few hundred thousand.
    /// </summary>
    public const int MostEntries = 5_000_000;

    /// <summary>Folders within folders.</summary>
    public const int MostDepth = 100;

    /// <param name="visit">Gets each file's path, which begins with that of the folder as it was given; in no order.</param>
    /// <param name="skipUnreadable">Whether folders that may not be read, and links out of the roots, are left out rather than refused.</param>
    /// <exception cref="BadInputException">The folder has no end, too many entries, or cannot be read.</exception>
    public static void Files(string folder, DataRoots roots, Action<string> visit, bool skipUnreadable, CancellationToken cancel, int most = MostEntries)
    {
        DataName name = folder;
        var (above, count) = (new List<(ulong, ulong)>(), 0);
        var options = new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = skipUnreadable };
        name.Read(() => Into(folder));

        int Into(string folder)
        {
            if (above.Count > MostDepth)
                throw name.Bad($"has folders within folders more than {MostDepth} deep; a folder per class, or a labels.csv, was expected");
            // What is listed is the folder that was checked, whatever its path leads to by then.
            using var located = DataFile.Locate(new DataName(folder, name.Path), roots);
            var identity = PosixFile.Facts(located).Identity;
            if (above.Contains(identity))
                throw name.Bad($"has no end: {folder} is a link to a folder that it lies in", "has no end: a link leads to a folder that it lies in");
            above.Add(identity);
            var entries = new FileSystemEnumerable<(string, bool, bool)>(PosixFile.PathThrough(located), (ref entry) =>
                (entry.FileName.ToString(), roots.Limit && entry.Attributes.HasFlag(FileAttributes.ReparsePoint), entry.IsDirectory), options);
            foreach (var (entry, isLink, isFolder) in entries)
            {
                var path = Path.Combine(folder, entry);
                cancel.ThrowIfCancellationRequested();
                if (++count > most) throw name.Bad($"holds more than {most:N0} files and folders; a set of images with fewer was expected");
                if (isLink && roots.Real(path) is null)
                {
                    if (skipUnreadable) continue;
                    throw new DataName(path, name.Path).Bad($"is a link that leads {roots.Outside}", $"a link in it leads {roots.Outside}");
                }
                if (isFolder) Into(path);
                else visit(path);
            }
            above.RemoveAt(above.Count - 1);
            return count;
        }
    }
}
