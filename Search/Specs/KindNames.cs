using System.Reflection;
using System.Text.Json.Serialization;

namespace ActorSearch.Search.Specs;

/// <summary>The names of enum values in the search file, read once from the attribute that also names them in JSON.</summary>
public static class KindNames
{
    /// <summary>The value's name in the search file.</summary>
    public static string Name<T>(this T value) where T : struct, Enum => Cache<T>.Names[value];

    /// <summary>All names, in the order declared.</summary>
    public static ImmutableArray<string> All<T>() where T : struct, Enum => Cache<T>.Ordered;

    /// <summary>The value of a name; false when there is none.</summary>
    public static bool TryParse<T>(string name, out T value) where T : struct, Enum => Cache<T>.Values.TryGetValue(name, out value);

    /// <summary>The same for a value whose type is not known.</summary>
    internal static string Of(Enum value) =>
        value.GetType().GetField(value.ToString())!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()!.Name;

    private static class Cache<T> where T : struct, Enum
    {
        public static readonly ImmutableDictionary<T, string> Names = Enum.GetValues<T>().ToImmutableDictionary(value => value, value => Of(value));
        public static readonly ImmutableDictionary<string, T> Values = Names.ToImmutableDictionary(pair => pair.Value, pair => pair.Key);
        public static readonly ImmutableArray<string> Ordered = [.. Enum.GetValues<T>().Select(value => Of(value))];
    }
}
