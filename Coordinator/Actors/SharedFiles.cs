using ActorSearch.Search;

namespace ActorSearch.Coordinator.Actors;

/// <summary>What all searches of one store refer to. Nothing may be deleted before every one of them has told.</summary>
internal sealed class SharedFiles
{
    private readonly Dictionary<SearchId, (FileIndex Files, bool RootInTraining)?> _searches = [];

    public int Searches => _searches.Count;

    /// <summary>Every search that exists has told.</summary>
    public bool IsComplete => _searches.Values.All(told => told is not null);

    /// <summary>
    /// A root run stores weights for rewinding long before its result says so: until then only its checkpoints, which nobody here reads,
    /// refer to them.
    /// </summary>
    public bool SomeRootIsInTraining => _searches.Values.Any(told => told is null or { RootInTraining: true });

    /// <summary>The search exists, and what it refers to is not known (any more).</summary>
    public void Expect(SearchId search) => _searches[search] = null;

    public void Set(SearchId search, FileIndex files, bool rootInTraining) => _searches[search] = (files, rootInTraining);

    /// <summary>Some search counts on the file being there.</summary>
    public bool IsStored(string sha256) => _searches.Values.Any(told => told is null || told.Value.Files.IsStored(sha256));

    /// <summary>Some search refers to the file, there or not.</summary>
    public bool IsUsed(string sha256) => _searches.Values.Any(told => told is null || told.Value.Files.IsUsed(sha256));
}
