using System.Reflection;
using System.Text.Json;
using ActorSearch.Search.Specs.Reading;

namespace ActorSearch.Search.Specs.Declaring;

/// <summary>
/// One key of the search file: the member of a record that holds its value, and all that is true of it. Reading, hashes, the rule of what may change and the
/// documentation follow from it.
/// </summary>
/// <param name="Member">Its doc comment is the key's meaning in docs/search-file.md; its initial value is the default.</param>
/// <param name="Name">As the file and the hashes have it: never to be changed.</param>
internal sealed record Key(PropertyInfo Member, string Name, Changes Changes)
{
    /// <summary>Whose number the key sets, where the member holds the numbers of all limits; its doc comment is then the meaning.</summary>
    public ILimit? Limit { get; init; }

    /// <summary>Type and range in the documentation.</summary>
    public string Words { get; init; } = "";

    /// <summary>The value of an item, or null when it is wrong, which is then a problem. Of a key with an example null means a mapping.</summary>
    public Func<Section, YamlItem, string, object?>? Read { get; init; }

    /// <summary>The keys of the member's record, where it is one.</summary>
    public Keys? Inner { get; init; }

    /// <summary>Whether those keys stand beside this record's, without a mapping of their own.</summary>
    public bool Flat { get; init; }

    /// <summary>A mapping in a message, for a key that has one.</summary>
    public string Example { get; init; } = "";

    /// <summary>What is expected where the key is missing; null when it may be.</summary>
    public string? Required { get; init; }

    /// <summary>Where it need not be there all the same.</summary>
    public Func<object, bool>? Unless { get; init; }

    /// <summary>Whether a section without it cannot be read.</summary>
    public bool Decides { get; init; }

    /// <summary>The value when the key is missing or wrong, where it is not the record's own.</summary>
    public Func<object, object?>? Fallback { get; init; }

    /// <summary>Where the key counts; null = everywhere.</summary>
    public Only? Only { get; init; }

    /// <summary>Whether it came after the first release: hashes leave it out at its default.</summary>
    public bool Later { get; init; }

    /// <summary>Whether a search that is there may have a greater one.</summary>
    public bool Grows { get; init; }

    /// <summary>The default in the documentation, where it is not the record's own.</summary>
    public string? Default { get; init; }

    /// <summary>The value that a record has.</summary>
    public object? Of(object owner)
    {
        var value = Member.GetValue(owner);
        return Limit is null ? value : Limits(value).TryGetValue(Limit.Name, out var limit) ? limit : null;
    }

    /// <summary>Gives a record another value.</summary>
    public void Set(object owner, object value) =>
        Member.SetValue(owner, Limit is null ? value : Limits(Member.GetValue(owner)).SetItem(Limit.Name, (double)value));

    private static ImmutableSortedDictionary<string, double> Limits(object? value) => (ImmutableSortedDictionary<string, double>)value!;

    /// <summary>Reads it into a record.</summary>
    /// <returns>Whether what is required is there and right.</returns>
    public bool Fill(Section section, object owner)
    {
        var counts = Only is null || Only.Holds(owner);
        if (Flat)
        {
            if (counts) return Inner!.Fill(section, Of(owner)!);
            foreach (var key in Inner!.All) Refuse(section, key.Name, owner);
            return true;
        }
        if (!counts && Only!.Refused)
        {
            Refuse(section, Name, owner);
            return true;
        }

        var required = Required is not null && Unless?.Invoke(owner) != true;
        var item = required ? section.Require(Name, Required!) : section.Take(Name);
        var right = true;
        var value = item is null ? null : Read?.Invoke(section, item, Name) ?? (Example.Length > 0 ? Mapping(section, item, owner, out right) : null);
        if ((value ?? Fallback?.Invoke(owner)) is { } found) Set(owner, found);
        if (item is not null && !counts) section.Problems.Add(item, section.Full(Name), Only!.Warning(owner), warning: true);
        return right && (value is not null || !required);
    }

    /// <summary>Writes it where it counts, under its name.</summary>
    public void Write(Utf8JsonWriter json, object owner, string fingerprint)
    {
        if (Changes == Changes.Contents)
        {
            json.WriteString("fingerprint", fingerprint);
            return;
        }
        if (Only?.Holds(owner) == false || Of(owner) is not { } value) return;
        if (Later && CanonicalJson.Of(value, Changes) == CanonicalJson.Of(Of(Keys.Of(owner.GetType())!.Blank), Changes)) return;
        if (Flat)
        {
            Inner!.Write(json, value, fingerprint, Changes);
            return;
        }
        json.WritePropertyName(Name);
        CanonicalJson.Write(json, value, fingerprint, Changes);
    }

    private void Refuse(Section section, string name, object owner)
    {
        if (section.Take(name) is not null) section.Refuse(name, Only!.Refusal(owner));
    }

    /// <summary>The record is its owner's before it is read, so that its keys can look at one another.</summary>
    private object? Mapping(Section section, YamlItem item, object owner, out bool right)
    {
        right = false;
        if (section.Sub(item, Name, Example) is not { } inner) return null;
        var record = Inner!.New();
        Set(owner, record);
        right = Inner.Fill(inner, record);
        inner.Done();
        return record;
    }
}
