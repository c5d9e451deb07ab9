using ActorSearch.Search.Specs.Reading;
using static System.FormattableString;

namespace ActorSearch.Search.Specs.Declaring;

/// <summary>The kinds of values that several keys have.</summary>
internal static class Values
{
    /// <summary>What <see cref="Share"/> expects, in a message.</summary>
    public const string ShareExpected = "a share between 0 and 1 (exclusive), for example 0.5";

    public static Value<bool> Flag { get; } = new("true, false", (section, item, key) =>
        item is YamlScalar { Plain: true, Text: "true" or "false" } scalar ? scalar.Text == "true" : section.Wrong(item, key, "true or false"));

    /// <summary>In (0, 1).</summary>
    public static Value<double> Share { get; } = Number(ShareExpected, "(0, 1)", x => x is > 0 and < 1);

    public static Value<int> Whole(int least, int most, int example) =>
        new($"{Shown(least)} to {Shown(most)}", (section, item, key) => (int?)section.Whole(item, key, least, most, example));

    public static Value<long> Long(long least, long most, long example) =>
        new(most == long.MaxValue ? $"integer, {least} or more" : $"{least} to {Shown(most)}",
            (section, item, key) => section.Whole(item, key, least, most, example));

    /// <summary>In (0, 1].</summary>
    public static Value<double> ShareOrAll(string example) =>
        Number($"a share above 0 and at most 1, for example {example}", "(0, 1]", x => x is > 0 and <= 1);

    /// <summary>In (0, most].</summary>
    public static Value<double> Above0(double most, string example) =>
        Number(Invariant($"a number above 0 and at most {most}, for example {example}"), $"(0, {Shown(most)}]", x => x > 0 && x <= most);

    /// <summary>In [0, most].</summary>
    public static Value<double> From0(double most, string example) =>
        Number(Invariant($"a number from 0 to {most}, for example {example}"), $"[0, {Shown(most)}]", x => x >= 0 && x <= most);

    /// <summary>In [0, 1).</summary>
    public static Value<double> From0Below1(string example) =>
        Number($"a number from 0 up to but not including 1, for example {example}", "[0, 1)", x => x is >= 0 and < 1);

    /// <summary>One of the names of an enumeration.</summary>
    public static Value<T> OneOf<T>() where T : struct, Enum =>
        new(string.Join(", ", KindNames.All<T>().Select(name => $"`{name}`")), (section, item, key) => section.Kind<T>(item, key));

    /// <summary>One of those that are registered.</summary>
    /// <param name="standard">Named first.</param>
    public static Value<T> OneOf<T>(T standard) where T : Registered<T>
    {
        var names = Registered<T>.All.Select(one => one.Name).OrderBy(name => name != standard.Name).ToList();
        return new(string.Join(", ", names.Select(name => $"`{name}`")),
            (section, item, key) => section.OneOf(item, key, names) is { } name ? Registered<T>.Find(name) : null);
    }

    public static Value<string> Text(string expected, string words) => new(words, (section, item, key) => section.Text(item, key, expected));

    /// <summary>Texts in ordinal order, none twice.</summary>
    public static Value<ImmutableArray<string>> Texts(string example, string expected, string words) =>
        Set(Text(expected, ""), example, StringComparer.Ordinal) with { Words = words };

    /// <summary>At least one value, in an order of their own, none twice. Those that are wrong are left out.</summary>
    public static Value<ImmutableArray<T>> Set<T>(Value<T> value, string example, IComparer<T>? order = null) =>
        new($"list of {value.Words} (*set*)", (section, item, key) =>
        {
            // A set of its own: to look through the list for each of its items takes seconds for a hundred thousand.
            var found = new HashSet<T>();
            foreach (var entry in section.Items(item, key, example))
                if (value.Read(section, entry, key) is T one && !found.Add(one))
                    section.Fault(entry, key, $"{entry.Shown} is in the list twice");
            return found.Order(order).ToImmutableArray();
        });

    /// <summary>At least one value, in the order of the file. Those that are wrong are left out.</summary>
    public static Value<ImmutableArray<T>> List<T>(Value<T> value, string example) => new($"list of {value.Words}", (section, item, key) =>
        section.Items(item, key, example).Select(entry => value.Read(section, entry, key)).OfType<T>().ToImmutableArray());

    /// <summary>The same value for a member that may be null.</summary>
    public static Value<T?> Maybe<T>(this Value<T> value) where T : struct => new(value.Words, value.Read);

    private static Value<double> Number(string expected, string interval, Func<double, bool> holds) =>
        new(interval, (section, item, key) => section.Number(item, key, expected, holds));

    /// <summary>A bound in the documentation: with commas from five digits on, where they cannot be taken for those of an interval.</summary>
    private static string Shown(double most) => most.ToString(most < 10_000 ? "R" : "N0", CultureInfo.InvariantCulture);
}
