using System.Reflection;
using System.Text.Json;
using ActorSearch.Search.Specs.Reading;

namespace ActorSearch.Search.Specs.Declaring;

/// <summary>The keys of a record of the specification, in the order of the documentation and of hashes: later ones go to the end.</summary>
internal abstract class Keys(Type record)
{
    private protected readonly List<Key> Declared = [];
    private object? _blank;

    /// <summary>All of them.</summary>
    public IReadOnlyList<Key> All => Declared;

    /// <summary>Whose members the keys are.</summary>
    public Type Record => record;

    /// <summary>A record as it is without any key.</summary>
    public object Blank => _blank ??= New();

    /// <summary>The members that no key declares, or more than one: none of a complete declaration.</summary>
    public IEnumerable<string> Undeclared => record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(member => member.CanWrite && Declared.Where(key => key.Member == member).ToList() is not ([_] or [{ Limit: not null }, ..]))
        .Select(member => member.Name);

    private protected Action<Section, object>? Check { get; set; }

    /// <summary>Those of a type that has a static member `Keys`; null when it has none.</summary>
    public static Keys? Of(Type type) => type.GetProperty("Keys", BindingFlags.NonPublic | BindingFlags.Static)?.GetValue(null) as Keys;

    /// <summary>A record to fill.</summary>
    public object New() => Activator.CreateInstance(record)!;

    /// <summary>Reads the keys into a record, which is complete afterwards.</summary>
    /// <returns>Whether what is required is there and right.</returns>
    public bool Fill(Section section, object owner)
    {
        var right = true;
        foreach (var key in Declared)
        {
            if (key.Fill(section, owner)) continue;
            right = false;
            if (!key.Decides) continue;
            section.Leave();
            return false;
        }
        if (right) Check?.Invoke(section, owner);
        return right;
    }

    /// <summary>Writes the keys that a change makes as much void as is said.</summary>
    public void Write(Utf8JsonWriter json, object owner, string fingerprint, Changes changes)
    {
        foreach (var key in Declared)
            if (key.Changes == changes || (key.Changes == Changes.Contents && changes == Changes.Training)) key.Write(json, owner, fingerprint);
    }

    /// <summary>The keys whose values differ between two records, with the place of each in the file.</summary>
    public IEnumerable<(string Place, Key Key, object? Old, object? New)> Differences(object old, object now, string at = "")
    {
        foreach (var key in Declared)
        {
            var (before, after, place) = (key.Of(old), key.Of(now), key.Flat ? at : at + key.Name);
            if (key.Inner is { } inner && before is not null && after is not null)
            {
                foreach (var difference in inner.Differences(before, after, key.Flat ? at : place + ".")) yield return difference;
            }
            else if (CanonicalJson.Of(before, key.Changes) != CanonicalJson.Of(after, key.Changes)) yield return (place, key, before, after);
        }
    }
}
