using System.Text.RegularExpressions;
using System.Xml.Linq;
using ActorSearch.Search.Specs.Declaring;

namespace ActorSearch.Search.Tests.Specs;

/// <summary>The tables of docs/search-file.md, made from the declarations and the doc comments of the members.</summary>
internal static partial class KeyTables
{
    private static readonly Dictionary<string, string> Comments = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "ActorSearch.Search.xml"))
        .Descendants("member")
        .Where(member => member.Element("summary") is not null)
        .ToDictionary(member => (string)member.Attribute("name")!, member => string.Concat(member.Element("summary")!.Nodes()));

    /// <summary>The places of the mappings that the file has: the empty one is the file.</summary>
    public static IEnumerable<(string Place, Keys Keys)> Mappings(Keys keys, string place = "") => keys.All
        .Where(key => key is { Inner: not null, Flat: false } && key.Inner.All.Any(inner => inner.Words.Length > 0 || inner.Inner is not null))
        .SelectMany(key => Mappings(key.Inner!, place.Length == 0 ? key.Name : $"{place}.{key.Name}")).Prepend((place, keys));

    /// <summary>The document with its tables made anew, each between `keys of PLACE` and `end of keys`.</summary>
    public static string Rewrite(string document, Keys keys)
    {
        var mappings = Mappings(keys).ToDictionary(mapping => mapping.Place.Length == 0 ? "the file" : mapping.Place, mapping => mapping.Keys);
        var text = Block().Replace(document, match => mappings.Remove(match.Groups[1].Value, out var found)
            ? $"<!-- keys of {match.Groups[1].Value} -->\n{Table(found)}<!-- end of keys -->"
            : throw new InvalidDataException($"no mapping, or a second table of it: {match.Groups[1].Value}"));
        return mappings.Count == 0 ? text : throw new InvalidDataException($"no table of {string.Join(", ", mappings.Keys)}");
    }

    private static string Table(Keys keys)
    {
        var rows = keys.All
            .SelectMany(key => key.Flat ? key.Inner!.All.Select(inner => (Key: inner, key.Only, Of: key.Inner)) : [(key, key.Only, keys)]).ToList();
        var other = rows.Select(row => row.Only?.Key).OfType<string>().FirstOrDefault();
        string[] head = ["key", $"with `{other}`", "type and range", "default", "meaning", "hash"];
        return string.Concat(rows
            .Select(row => (string[])[$"`{row.Key.Name}`", With(row.Only), row.Key.Words, Default(row.Key, row.Of!), Meaning(row.Key), Hash(row.Key)])
            .Prepend([.. head.Select(_ => "---")]).Prepend(head)
            .Select(cells => other is null ? [cells[0], .. cells[2..]] : cells)
            .Select(cells => cells[0] == "---" ? $"|{string.Join('|', cells)}|\n" : $"| {string.Join(" | ", cells)} |\n"));
    }

    private static string With(Only? only) => only is null ? "all" : string.Join(", ", only.Names.Select(name => $"`{name}`"));

    private static string Default(Key key, Keys keys)
    {
        if (key.Default is { } said) return said;
        if (key.Required is not null) return "required";
        var json = CanonicalJson.Of(key.Of(keys.Blank), key.Changes);
        // A section that has a table of its own.
        if (key.Inner is not null && keys.Record == typeof(SearchSpec) && key.Example.Length > 0) return "see below";
        return json switch
        {
            "[]" or "" => "none",
            ['{', ..] when Kind().Match(json) is { Success: true } kind => $"`{kind.Groups[1].Value}`",
            ['{', .. var inner, '}'] => $"`{{ {inner.Replace("\"", "", StringComparison.Ordinal).Replace(":", ": ", StringComparison.Ordinal)} }}`",
            ['"', .. var text, '"'] => $"`{text}`",
            ['[', ..] => $"`{json.Replace("\"", "", StringComparison.Ordinal)}`",
            _ => json.Replace("E-0", "e-", StringComparison.Ordinal),
        };
    }

    private static string Meaning(Key key)
    {
        var about = key.Limit is { } limit ? $"T:{limit.GetType().FullName}" : $"P:{key.Member.DeclaringType!.FullName}.{key.Member.Name}";
        var text = Comments.GetValueOrDefault(about)
            ?? throw new InvalidDataException($"{about} has no doc comment");
        if (text.AsSpan().IndexOfAny('<', '|') >= 0) throw new InvalidDataException($"the doc comment of {about} is no plain text for a table");
        text = Space().Replace(text, " ").Trim().TrimEnd('.');
        return char.IsLower(text[1]) || text[1] == ' ' ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }

    private static string Hash(Key key) => key.Changes switch
    {
        _ when key.Example.Length > 0 && key.Member.DeclaringType == typeof(SearchSpec) => "see below",
        Changes.Training => "T",
        Changes.Contents => "T, by the contents",
        Changes.Search => "S",
        _ => "-",
    };

    [GeneratedRegex(@"<!-- keys of ([a-z_. ]+) -->\n[^<]*<!-- end of keys -->")]
    private static partial Regex Block();

    [GeneratedRegex(@"\A\{""kind"":""([a-z-]+)")]
    private static partial Regex Kind();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
