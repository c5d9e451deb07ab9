namespace ActorSearch.Search.Specs.Declaring;

/// <summary>Keys that count with some values of another key of their mapping only.</summary>
/// <param name="Key">The other key.</param>
/// <param name="Refused">Whether the file must not have them elsewhere; otherwise they are read and a warning says that they do nothing.</param>
/// <param name="Names">The values, as the file has them.</param>
/// <param name="Name">The name of a record's value.</param>
internal sealed record Only(string Key, bool Refused, string[] Names, Func<object, string> Name)
{
    public static Only With<T, TKind>(string key, Func<T, TKind> kind, bool refused, params TKind[] kinds) where TKind : struct, Enum =>
        new(key, refused, [.. kinds.Select(k => k.Name())], owner => kind((T)owner).Name());

    public bool Holds(object owner) => Names.Contains(Name(owner));

    public string Refusal(object owner) => $"does not belong to {Key} {Name(owner)}, but to {string.Join(", ", Names)}";

    public string Warning(object owner) => $"has no effect with {Key} {Name(owner)}";
}
