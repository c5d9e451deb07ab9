using static System.FormattableString;

namespace ActorSearch.Search.Specs.Reading;

/// <summary>
/// One mapping of the search file. Each read names its key; <see cref="Done"/> refuses the keys that nothing asked for. A value that is
/// wrong becomes a problem and reads as its default, so that one reading finds all faults.
/// </summary>
/// <param name="Map">The mapping.</param>
/// <param name="Path">Its place in the file.</param>
/// <param name="Problems">Where faults are gathered.</param>
/// <param name="Search">The specification as far as it has been read: sections in the order of <see cref="SearchSpec.Keys"/>.</param>
internal sealed record Section(YamlMap Map, string Path, Problems Problems, SearchSpec Search)
{
    private readonly List<string> _known = [];
    private bool _left;

    public string Full(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    /// <summary>The key's value, or null; the key is known from now on.</summary>
    public YamlItem? Take(string key)
    {
        if (!_known.Contains(key)) _known.Add(key);
        return Map.Find(key);
    }

    public YamlItem? Require(string key, string expected)
    {
        var item = Take(key);
        if (item is null) Fault(Map, key, $"missing; expected {expected}");
        return item;
    }

    /// <summary>A problem with the key itself rather than its value.</summary>
    public void Refuse(string key, string message) => Fault(Map.Entries.First(entry => entry.Key.Text == key).Key, key, message);

    /// <summary>What the section means is not known: its other keys are not looked at.</summary>
    public void Leave() => _left = true;

    public void Done()
    {
        if (_left) return;
        foreach (var (key, _) in Map.Entries)
        {
            if (_known.Contains(key.Text)) continue;
            var hint = NearestName.Of(key.Text, _known) is { } name ? $"did you mean `{name}`?" : $"expected one of {string.Join(", ", _known)}";
            Fault(key, YamlScalar.Short(key.Text), $"unknown key; {hint}");
        }
    }

    public Section? Sub(YamlItem item, string key, string example)
    {
        if (item is YamlMap inner) return new Section(inner, Full(key), Problems, Search);
        Wrong(item, key, $"a mapping, for example {example}");
        return null;
    }

    /// <summary>A problem with the section as a whole.</summary>
    public void Fault(string message) => Problems.Add(Map, Path, message);

    /// <summary>A problem with an item at a key.</summary>
    public void Fault(YamlItem item, string key, string message) => Problems.Add(item, Full(key), message);

    /// <summary>A problem with a key's value, which is there.</summary>
    public void Add(string key, string message) => Fault(Take(key)!, key, message);

    /// <summary>A value that is not what was expected: a problem, and null.</summary>
    public object? Wrong(YamlItem item, string key, string expected)
    {
        Fault(item, key, $"{item.Shown} is not {expected}");
        return null;
    }

    public string? Text(YamlItem item, string key, string expected)
    {
        if (item is YamlScalar { IsEmpty: false } scalar && !string.IsNullOrWhiteSpace(scalar.Text)) return scalar.Text;
        Wrong(item, key, expected);
        return null;
    }

    public T? Kind<T>(YamlItem item, string key, params T[] except) where T : struct, Enum
    {
        var name = OneOf(item, key, [.. KindNames.All<T>().Except(except.Select(kind => kind.Name()))]);
        return name is not null && KindNames.TryParse<T>(name, out var kind) ? kind : null;
    }

    public string? OneOf(YamlItem item, string key, IReadOnlyCollection<string> names)
    {
        var text = item is YamlScalar { IsEmpty: false } scalar ? scalar.Text : null;
        if (text is not null && names.Contains(text)) return text;
        Wrong(item, key, $"one of {string.Join(", ", names)}{(text is null ? "" : NearestName.Hint(text, names))}");
        return null;
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
        Wrong(item, key, Invariant($"a whole number from {least} to {most}, for example {example}"));
        return null;
    }

    public double? Number(YamlItem item, string key, string expected, Func<double, bool> holds)
    {
        if (item is YamlScalar { Plain: true } scalar && Parse(scalar) is { } value && holds(value)) return value == 0 ? 0 : value;
        Wrong(item, key, expected);
        return null;
    }

    /// <summary>The items of a list with at least one.</summary>
    public ImmutableArray<YamlItem> Items(YamlItem item, string key, string example)
    {
        if (item is YamlList { Items.IsEmpty: false } list) return list.Items;
        Fault(item, key, item is YamlList
            ? $"the list is empty; expected at least one value, for example {example}"
            : $"{item.Shown} is not a list, for example {example}");
        return [];
    }

    /// <summary>A finite number; "NaN" and "Infinity", which .NET would take, are none.</summary>
    private static double? Parse(YamlScalar scalar)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(scalar.Text, Style, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
    }
}
