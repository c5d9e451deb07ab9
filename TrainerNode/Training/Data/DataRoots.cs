using ActorSearch.TrainerNode.Training.Data.Sources;

namespace ActorSearch.TrainerNode.Training.Data;

/// <summary>
/// The folders in which submitted paths must lie (docs/decisions/0018). What counts is the place that a path leads to, links followed. No place outside is
/// looked at to find that out, so that the refusal does not depend on whether anything is there.
/// </summary>
public sealed class DataRoots
{
    /// <summary>As many as Linux follows for one path.</summary>
    private const int MostLinks = 40;

    /// <summary>Longer ones are paths to nothing, and would take time.</summary>
    private const int LongestPath = 4096;

    private const string Whole = "/";

    /// <summary>Default: any path.</summary>
    private readonly ImmutableArray<string> _folders;

    private DataRoots(ImmutableArray<string> folders) => _folders = folders;

    /// <summary>Any path: for commands on one's own machine.</summary>
    public static DataRoots Anywhere { get; } = new(default);

    /// <param name="folders">Relative to the working directory. They need not be there yet, because some are mounted later.</param>
    /// <exception cref="BadInputException">One of them is the whole file system.</exception>
    public static DataRoots Of(IEnumerable<string> folders)
    {
        var paths = folders.Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        ImmutableArray<string> all = [.. paths.Distinct(StringComparer.Ordinal)];
        foreach (var folder in all)
            if (Followed(folder, _ => true) == Whole) throw new BadInputException($"{folder} is the whole file system; give the folders of the data sets");
        return new(all);
    }

    /// <summary>None where any path is taken.</summary>
    public IReadOnlyList<string> Folders => Limit ? _folders : [];

    /// <summary>Those that are no folder at present.</summary>
    public IEnumerable<string> Missing => Folders.Where(folder => !Directory.Exists(folder));

    /// <summary>Whether some paths are refused.</summary>
    internal bool Limit => !_folders.IsDefault;

    /// <summary>What is said of a path that is refused.</summary>
    internal string Outside => $"outside of the data roots ({this}); --data-root adds one";

    public override string ToString() => Limit ? string.Join(", ", _folders) : "any folder";

    /// <returns>The path to open: without links, as far as they can be followed. Null where it leads out of the roots.</returns>
    internal string? Real(string path)
    {
        if (!Limit) return path;
        if (path.Length > LongestPath || path.Contains('\0', StringComparison.Ordinal)) return null;
        // Links on the way to a root belong to the operator, and are followed as well.
        var onTheWay = new HashSet<string>(StringComparer.Ordinal);
        var roots = RealRoots(onTheWay);
        var real = Followed(Path.Combine(Environment.CurrentDirectory, path), place => onTheWay.Contains(place) || AreAbove(roots, place));
        return AreAbove(roots, real) ? real : null;
    }

    /// <inheritdoc cref="Real"/>
    /// <exception cref="BadInputException">It leads out of the roots.</exception>
    internal string Require(DataName name) => Real(name.Path) ?? throw name.Bad($"is {Outside}");

    /// <summary>Whether a place, given without links, lies in a root.</summary>
    internal bool Hold(string place) => !Limit || AreAbove(RealRoots([]), place);

    /// <summary>Asked anew each time: a root may be mounted, or its link changed, while this process runs.</summary>
    private List<string> RealRoots(HashSet<string> visited) =>
        [.. _folders.Select(folder => Followed(folder, place => visited.Add(place) || true)).Where(folder => folder != Whole)];

    private static bool AreAbove(List<string> roots, string place) =>
        roots.Exists(root => place.StartsWith(root, StringComparison.Ordinal) && (place.Length == root.Length || place[root.Length] == '/'));

    /// <summary>An absolute path as the system follows it, folder by folder.</summary>
    /// <param name="mayLook">Whether a place may be asked for its link; where not, it counts as none.</param>
    private static string Followed(string path, Func<string, bool> mayLook)
    {
        var (rest, real, links) = (new Stack<string>(), Whole, 0);
        Add(path);
        while (rest.TryPop(out var part))
        {
            if (part is "" or ".") continue;
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? Whole;
                continue;
            }
            var next = real == Whole ? Whole + part : $"{real}/{part}";
            if (mayLook(next) && links < MostLinks && new FileInfo(next).LinkTarget is { Length: > 0 } target)
            {
                links++;
                if (target[0] == '/') real = Whole;
                Add(target);
            }
            else
            {
                real = next;
            }
        }
        return real;

        void Add(string path)
        {
            var parts = path.Split('/');
            for (var i = parts.Length - 1; i >= 0; i--) rest.Push(parts[i]);
        }
    }
}
