using System.Reflection;
using System.Text.Json.Serialization;

namespace ActorSearch.Search.Specs;

/// <summary>The names of enum values in the search file, read once from the attribute that also names them in JSON.</summary>
public static class KindNames
{
    /// <summary>The value's name in the search file.</summary>
    public static string Name<T>(this T value) where T : struct, Enum => Cache<T>.Names[value];

    /// <summary>All names, in the order declared.</summary>
    public static IEnumerable<string> All<T>() where T : struct, Enum => Enum.GetValues<T>().Select(kind => kind.Name());

    /// <summary>The value of a name; false when there is none.</summary>
    public static bool TryParse<T>(string name, out T value) where T : struct, Enum =>
        (value = Enum.GetValues<T>().FirstOrDefault(kind => kind.Name() == name)).Name() == name;

    /// <summary>The same for a value whose type is not known.</summary>
    internal static string Of(Enum value) =>
        value.GetType().GetField(value.ToString())!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()!.Name;

    private static class Cache<T> where T : struct, Enum
    {
        public static readonly ImmutableDictionary<T, string> Names = Enum.GetValues<T>().ToImmutableDictionary(value => value, value => Of(value));
    }
}
