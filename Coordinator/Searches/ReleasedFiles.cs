namespace ActorSearch.Coordinator.Searches;

/// <summary>Files that a search's journal has let go of and that its <see cref="FileKeeper"/> has not been told of.</summary>
internal sealed class ReleasedFiles
{
    private readonly HashSet<string> _files = [];

    /// <summary>Told of every event, replayed ones included: a crash may have come between the event and the deletion.</summary>
    public void Note(ISearchEvent @event)
    {
        if (@event is CheckpointsReleased released) _files.UnionWith(released.Sha256);
    }

    /// <summary>Those that are not referred to again meanwhile.</summary>
    public ImmutableArray<string> Take(SearchState state)
    {
        if (_files.Count == 0) return [];
        ImmutableArray<string> files = [.. _files.Where(sha256 => !state.Files.IsStored(sha256))];
        _files.Clear();
        return files;
    }
}
