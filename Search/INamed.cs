namespace ActorSearch.Search;

/// <summary>A kind of thing that is known by its name.</summary>
public interface INamed
{
    /// <summary>Its name in files, JSON and hashes: never to be changed.</summary>
    string Name { get; }
}
