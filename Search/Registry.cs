using System.Collections.Immutable;

namespace ActorSearch.Search;

/// <summary>Kinds of things that register themselves by deriving from a class.</summary>
public static class Registry
{
    /// <summary>One of each class of <typeparamref name="T"/>'s assembly that derives from it, by name.</summary>
    /// <exception cref="ArgumentException">Two have one name.</exception>
    public static ImmutableSortedDictionary<string, T> Of<T>(Func<T, string> name) where T : class =>
        typeof(T).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract)
            .Select(type => (T)Activator.CreateInstance(type)!).ToImmutableSortedDictionary(name, one => one, StringComparer.Ordinal);
}
