namespace ActorSearch.Coordinator.Searches;

/// <summary>What all searches of one store refer to. Nothing may be deleted before every one of them has reported its files.</summary>
internal sealed class SharedFiles
{
    /// <summary>Digits of a file's name by which an ended search names it: two files that share them by chance are not to be expected.</summary>
    public const int MarkDigits = 16;

    private readonly Dictionary<SearchId, (FileIndex Files, bool RootInTraining)?> _searches = [];
    private readonly Dictionary<SearchId, ImmutableArray<ulong>> _ended = [];

    /// <summary>How many ended searches keep a file.</summary>
    private readonly Dictionary<ulong, int> _kept = [];

    public int Searches => _searches.Count + _ended.Count;

    /// <summary>Every search that exists has reported its files.</summary>
    public bool IsComplete => _searches.Values.All(reported => reported is not null);

    /// <summary>
    /// A root run stores weights for rewinding long before its result says so: until then only its checkpoints, which coordinators do not read,
    /// refer to them.
    /// </summary>
    public bool SomeRootIsInTraining => _searches.Values.Any(reported => reported is null or { RootInTraining: true });

    /// <summary>The files that are there, as <see cref="End"/> takes them.</summary>
    public static ImmutableArray<string> Marks(FileIndex files) =>
        [.. files.Uses.Where(file => file.Value.Stored).Select(file => Beginning(file.Key)).Order(StringComparer.Ordinal)];

    /// <summary>The search exists, and what it refers to is not known (any more).</summary>
    public void Expect(SearchId search)
    {
        Forget(search);
        _searches[search] = null;
    }

    public void Set(SearchId search, FileIndex files, bool rootInTraining)
    {
        Forget(search);
        _searches[search] = (files, rootInTraining);
    }

    /// <summary>
    /// The search has ended and keeps these files, without an actor that would report them. Damaged files are not among them: it makes them again when it
    /// needs them.
    /// </summary>
    public void End(SearchId search, ImmutableArray<string> marks)
    {
        Forget(search);
        ImmutableArray<ulong> files = [.. marks.Select(Mark)];
        _ended.Add(search, files);
        foreach (var file in files) _kept[file] = _kept.GetValueOrDefault(file) + 1;
    }

    /// <summary>Some search counts on the file being there.</summary>
    public bool IsStored(string sha256) => Any(sha256, files => files.IsStored(sha256));

    /// <summary>Some search refers to the file, there or not.</summary>
    public bool IsUsed(string sha256) => Any(sha256, files => files.IsUsed(sha256));

    /// <summary>An ended search keeps the file, or that cannot be excluded of another search.</summary>
    private bool Any(string sha256, Func<FileIndex, bool> has) =>
        _kept.ContainsKey(Mark(sha256)) || _searches.Values.Any(reported => reported is null || has(reported.Value.Files));

    private static string Beginning(string name) => name[..Math.Min(name.Length, MarkDigits)];

    /// <summary>What is no name of a file (a trainer may report anything) is 0.</summary>
    private static ulong Mark(string name) =>
        ulong.TryParse(Beginning(name), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var mark) ? mark : 0;

    private void Forget(SearchId search)
    {
        _searches.Remove(search);
        if (!_ended.Remove(search, out var files)) return;
        foreach (var file in files)
            if (--_kept[file] == 0) _kept.Remove(file);
    }
}
