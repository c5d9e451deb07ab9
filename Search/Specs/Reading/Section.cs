using System.Collections.Immutable;
using System.Globalization;

namespace ActorSearch.Search.Specs.Reading;

/// <summary>
/// One mapping of the search file. Each read names its key; <see cref="Done"/> refuses the keys that nothing asked for. A value that is
/// wrong becomes a problem and reads as its default, so that one reading finds all faults.
/// </summary>
internal sealed class Section(YamlMap map, string path, Problems problems)
{
    private readonly List<string> _known = [];

    public Problems Problems { get; } = problems;
    public YamlMap Map { get; } = map;

    public string Full(string key) => path.Length == 0 ? key : $"{path}.{key}";

    public bool Has(string key) => Map.Find(key) is not null;

    /// <summary>The key's value, or null; the key is known from now on.</summary>
    public YamlItem? Take(string key)
    {
        if (!_known.Contains(key)) _known.Add(key);
        return Map.Find(key);
    }

    public YamlItem? Require(string key, string expected)
    {
        var item = Take(key);
        if (item is null) Problems.Add(Map, Full(key), $"missing; expected {expected}");
        return item;
    }

    /// <summary>A problem with the key itself rather than its value.</summary>
    public void Refuse(string key, string message) => Problems.Add(Map.Entries.First(entry => entry.Key.Text == key).Key, Full(key), message);

    public void Done()
    {
        foreach (var (key, _) in Map.Entries)
        {
            if (_known.Contains(key.Text)) continue;
            var hint = NearestName.Of(key.Text, _known) is { } name ? $"did you mean `{name}`?" : $"expected one of {string.Join(", ", _known)}";
            Problems.Add(key, Full(YamlScalar.Short(key.Text)), $"unknown key; {hint}");
        }
    }

    public Section? Sub(string key, string example) => Take(key) is { } item ? Sub(item, key, example) : null;

    public Section? Sub(YamlItem item, string key, string example)
    {
        if (item is YamlMap inner) return new Section(inner, Full(key), Problems);
        Problems.Add(item, Full(key), $"{item.Shown} is not a mapping, for example {example}");
        return null;
    }

    public int Int(string key, int fallback, int least, int most, int example) => Take(key) is { } item ? (int)(Whole(item, key, least, most, example) ?? fallback) : fallback;

    public long Long(string key, long fallback, long least, long most, long example) => Take(key) is { } item ? Whole(item, key, least, most, example) ?? fallback : fallback;

    public double Number(string key, double fallback, Range range) => Take(key) is { } item ? Number(item, key, range) ?? fallback : fallback;

    public bool Bool(string key, bool fallback)
    {
        if (Take(key) is not { } item) return fallback;
        if (item is YamlScalar { Plain: true, Text: "true" or "false" } scalar) return scalar.Text == "true";
        Problems.Add(item, Full(key), $"{item.Shown} is not true or false");
        return fallback;
    }

    public string? Text(YamlItem item, string key, string expected)
    {
        if (item is YamlScalar { IsEmpty: false } scalar && !string.IsNullOrWhiteSpace(scalar.Text)) return scalar.Text;
        Problems.Add(item, Full(key), $"{item.Shown} is not {expected}");
        return null;
    }

    public T Kind<T>(string key, T fallback) where T : struct, Enum => Take(key) is { } item ? Kind<T>(item, key) ?? fallback : fallback;

    public T? Kind<T>(YamlItem item, string key, params T[] except) where T : struct, Enum
    {
        var names = KindNames.All<T>().Where(name => !except.Any(e => e.Name() == name)).ToList();
        if (item is YamlScalar { IsEmpty: false } scalar)
        {
            if (names.Contains(scalar.Text) && KindNames.TryParse<T>(scalar.Text, out var kind)) return kind;
            Problems.Add(item, Full(key), $"{item.Shown} is not one of {string.Join(", ", names)}{NearestName.Hint(scalar.Text, names)}");
        }
        else Problems.Add(item, Full(key), $"{item.Shown} is not one of {string.Join(", ", names)}");
        return null;
    }

    /// <summary>A list with at least one item, read one by one; those that are wrong are left out (and are problems).</summary>
    public ImmutableArray<T> List<T>(YamlItem item, string key, string example, Func<YamlItem, T?> read) where T : struct =>
        [.. Items(item, key, example).Select(read).OfType<T>()];

    /// <summary>The same for a set: repeated items are refused, and the order is <typeparamref name="T"/>'s own.</summary>
    public ImmutableArray<T> Set<T>(YamlItem item, string key, string example, Func<YamlItem, T?> read) where T : struct, IComparable<T>
    {
        // A set of its own: to look through the list for each of its items takes seconds for a hundred thousand.
        var found = new HashSet<T>();
        foreach (var entry in Items(item, key, example))
        {
            if (read(entry) is { } value && !found.Add(value)) Problems.Add(entry, Full(key), $"{entry.Shown} is in the list twice");
        }
        return [.. found.Order()];
    }

    /// <summary>A set of texts in ordinal order.</summary>
    public ImmutableArray<string> Texts(YamlItem item, string key, string example, string expected)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var entry in Items(item, key, example))
            if (Text(entry, key, expected) is { } text && !found.Add(text)) Problems.Add(entry, Full(key), $"{entry.Shown} is in the list twice");
        return [.. found];
    }

    public long? Whole(YamlItem item, string key, long least, long most, long example)
    {
        if (item is YamlScalar { Plain: true } scalar)
        {
            if (long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            {
                if (value >= least && value <= most) return value;
            }
            else if (Parse(scalar) is { } real && Math.Abs(real) < 1L << 53 && real == Math.Truncate(real) && real >= least && real <= most) return (long)real;
        }
        Problems.Add(item, Full(key), $"{item.Shown} is not a whole number from {least} to {most}, for example {example}");
        return null;
    }

    public double? Number(YamlItem item, string key, Range range)
    {
        if (item is YamlScalar { Plain: true } scalar && Parse(scalar) is { } value && range.Holds(value)) return value == 0 ? 0 : value;
        Problems.Add(item, Full(key), $"{item.Shown} is not {range.What}");
        return null;
    }

    private ImmutableArray<YamlItem> Items(YamlItem item, string key, string example)
    {
        if (item is YamlList { Items.IsEmpty: false } list) return list.Items;
        Problems.Add(item, Full(key), item is YamlList ? $"the list is empty; expected at least one value, for example {example}" : $"{item.Shown} is not a list, for example {example}");
        return [];
    }

    /// <summary>A finite number; "NaN" and "Infinity", which .NET would take, are none.</summary>
    private static double? Parse(YamlScalar scalar) =>
        double.TryParse(scalar.Text, NumberStyles.Float & ~(NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite), CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
}
