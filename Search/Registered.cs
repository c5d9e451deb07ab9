#pragma warning disable CA1000 // Each kind of thing has a list of its own.
namespace ActorSearch.Search;

/// <summary>A kind of thing that registers itself: each class that derives from <typeparamref name="T"/> is known by its name.</summary>
public abstract class Registered<T> : INamed where T : Registered<T>
{
    private static readonly ImmutableSortedDictionary<string, T> ByName = Registry.Of<T>();

    /// <summary>All that are known, in order of name.</summary>
    public static IEnumerable<T> All => ByName.Values;

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>The one of a name; null if there is none.</summary>
    public static T? Find(string name) => ByName.GetValueOrDefault(name);

    /// <inheritdoc/>
    public sealed override string ToString() => Name;
}
