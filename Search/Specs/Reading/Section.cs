namespace ActorSearch.Search.Specs.Reading;

/// <summary>
/// One mapping of the search file. Each read names its key; <see cref="Done"/> refuses the keys that nothing asked for. A value that is
/// wrong becomes a problem and reads as its default, so that one reading finds all faults.
/// </summary>
/// <param name="search">The specification as far as it has been read.</param>
internal sealed class Section(YamlMap map, string path, Problems problems, SearchSpec? search = null)
{
    private readonly List<string> _known = [];
    private bool _left;

    public Problems Problems { get; } = problems;
    public YamlMap Map { get; } = map;
    public string Path => path;

    /// <summary>The specification as far as it has been read: sections in the order of <see cref="SearchSpec.Keys"/>.</summary>
    public SearchSpec Search => search!;

    public string Full(string key) => path.Length == 0 ? key : $"{path}.{key}";

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

    /// <summary>What the section means is not known: its other keys are not looked at.</summary>
    public void Leave() => _left = true;

    public void Done()
    {
        if (_left) return;
        foreach (var (key, _) in Map.Entries)
        {
            if (_known.Contains(key.Text)) continue;
            var hint = NearestName.Of(key.Text, _known) is { } name ? $"did you mean `{name}`?" : $"expected one of {string.Join(", ", _known)}";
            Problems.Add(key, Full(YamlScalar.Short(key.Text)), $"unknown key; {hint}");
        }
    }

    public Section? Sub(YamlItem item, string key, string example)
    {
        if (item is YamlMap inner) return new Section(inner, Full(key), Problems, search);
        Problems.Add(item, Full(key), $"{item.Shown} is not a mapping, for example {example}");
        return null;
    }

    public int Int(string key, int fallback, int least, int most, int example) =>
        Take(key) is { } item ? (int)(Whole(item, key, least, most, example) ?? fallback) : fallback;

    /// <summary>A problem with a key's value, which is there.</summary>
    public void Add(string key, string message) => Problems.Add(Take(key)!, Full(key), message);

    /// <summary>A value that is not what was expected: a problem, and null.</summary>
    public object? Wrong(YamlItem item, string key, string expected)
    {
        Problems.Add(item, Full(key), $"{item.Shown} is not {expected}");
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
        var names = KindNames.All<T>().Where(name => !except.Any(e => e.Name() == name)).ToList();
        var text = item is YamlScalar { IsEmpty: false } scalar ? scalar.Text : null;
        if (text is not null && names.Contains(text) && KindNames.TryParse<T>(text, out var kind)) return kind;
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
        Wrong(item, key, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}, for example {example}"));
        return null;
    }

    public double? Number(YamlItem item, string key, Range range)
    {
        if (item is YamlScalar { Plain: true } scalar && Parse(scalar) is { } value && range.Holds(value)) return value == 0 ? 0 : value;
        Wrong(item, key, range.What);
        return null;
    }

    /// <summary>The items of a list with at least one.</summary>
    public ImmutableArray<YamlItem> Items(YamlItem item, string key, string example)
    {
        if (item is YamlList { Items.IsEmpty: false } list) return list.Items;
        Problems.Add(item, Full(key), item is YamlList
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
