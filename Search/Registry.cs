using System.Reflection;

namespace ActorSearch.Search;

/// <summary>Kinds of things that register themselves by deriving from a class.</summary>
public static class Registry
{
    private static ImmutableHashSet<Assembly> _included = [];

    /// <summary>Takes the kinds of another assembly as well. Call it before any kind is looked up: each list is made once.</summary>
    public static void Include(Assembly assembly) => _included = _included.Add(assembly);

    /// <summary>One of each class that is a <typeparamref name="T"/>, of its assembly and of those included, by name.</summary>
    /// <exception cref="ArgumentException">Two have one name.</exception>
    internal static ImmutableSortedDictionary<string, T> Of<T>() where T : class, INamed =>
        _included.Add(typeof(T).Assembly).SelectMany(assembly => assembly.GetTypes()).Where(type => type.IsAssignableTo(typeof(T)) && !type.IsAbstract)
            .Select(type => (T)Activator.CreateInstance(type)!).ToImmutableSortedDictionary(one => one.Name, one => one, StringComparer.Ordinal);
}
