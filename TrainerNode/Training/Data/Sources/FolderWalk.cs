using System.IO.Enumeration;
using ActorSearch.TrainerNode.Training.Files;

namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>
/// All files below a folder, links followed while they stay in the data roots, within bounds: a folder that a link leads back into has no end.
/// </summary>
internal sealed class FolderWalk
{
    /// <summary>
    /// Files and folders together. The largest public sets of images have fifteen million files, those that are trained here a few hundred thousand.
    /// </summary>
    public const int MostEntries = 5_000_000;

    /// <summary>Folders within folders.</summary>
    public const int MostDepth = 100;

    private readonly DataName _name;
    private readonly DataRoots _roots;
    private readonly Action<string> _visit;
    private readonly int _most;
    private readonly CancellationToken _cancel;
    private readonly bool _skipUnreadable;
    private readonly EnumerationOptions _options;
    private readonly List<(ulong, ulong)> _above = [];
    private int _entries;

    private FolderWalk(string folder, DataRoots roots, Action<string> visit, bool skipUnreadable, int most, CancellationToken cancel)
    {
        (_name, _roots, _visit, _skipUnreadable, _most, _cancel) = (new DataName(folder), roots, visit, skipUnreadable, most, cancel);
        _options = new() { AttributesToSkip = 0, IgnoreInaccessible = skipUnreadable };
    }

    /// <param name="visit">Gets each file's path, which begins with that of the folder as it was given; in no order.</param>
    /// <param name="skipUnreadable">Whether folders that may not be read, and links out of the roots, are left out rather than refused.</param>
    /// <exception cref="BadInputException">The folder has no end, too many entries, or cannot be read.</exception>
    public static void Files(string folder, DataRoots roots, Action<string> visit, bool skipUnreadable, CancellationToken cancel, int most = MostEntries)
    {
        var walk = new FolderWalk(folder, roots, visit, skipUnreadable, most, cancel);
        try
        {
            walk.Into(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw walk._name.Unreadable(failure);
        }
    }

    private void Into(string folder)
    {
        if (_above.Count > MostDepth)
            throw _name.Bad($"has folders within folders more than {MostDepth} deep; a folder per class, or a labels.csv, was expected");
        // What is listed is the folder that was checked, whatever its path leads to by then.
        using var located = OperatingSystem.IsLinux() ? DataFile.Locate(new DataName(folder, _name.Path), _roots) : null;
        if (located is not null)
        {
            var identity = PosixFile.Facts(located).Identity;
            if (_above.Contains(identity))
                throw _name.Bad($"has no end: {folder} is a link to a folder that it lies in", "has no end: a link leads to a folder that it lies in");
            _above.Add(identity);
        }
        var entries = new FileSystemEnumerable<(string, bool, bool)>(located is null ? folder : PosixFile.PathThrough(located), (ref entry) =>
            (entry.FileName.ToString(), _roots.Limit && entry.Attributes.HasFlag(FileAttributes.ReparsePoint), entry.IsDirectory), _options);
        foreach (var (name, isLink, isFolder) in entries)
        {
            var path = Path.Combine(folder, name);
            _cancel.ThrowIfCancellationRequested();
            if (++_entries > _most)
                throw _name.Bad(string.Create(CultureInfo.InvariantCulture, $"holds more than {_most:N0} files and folders; a set of images with fewer was expected"));
            if (isLink && _roots.Real(path) is null)
            {
                if (_skipUnreadable) continue;
                throw new DataName(path, _name.Path).Bad($"is a link that leads {_roots.Outside}", $"a link in it leads {_roots.Outside}");
            }
            if (isFolder) Into(path);
            else _visit(path);
        }
        if (_above.Count > 0) _above.RemoveAt(_above.Count - 1);
    }
}
