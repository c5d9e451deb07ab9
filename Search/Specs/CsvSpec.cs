using ActorSearch.Search.Specs.Declaring;
using ActorSearch.Search.Specs.Reading;
using static ActorSearch.Search.Specs.Declaring.Values;

namespace ActorSearch.Search.Specs;

/// <summary>How a CSV file is read.</summary>
public sealed record CsvSpec
{
    internal static KeysOf<CsvSpec> Keys { get; } = new KeysOf<CsvSpec>()
        .Add(c => c.Header, Flag)
        .Add(c => c.Label, Text("`first`, `last`, a position from 0, or a column name", "`first`, `last`, position from 0, or (with a header) a name"))
        .Add(c => c.Drop, Texts("[0]", "a column's name or position", "list of positions from 0 or names (*set*)"))
        .Add(c => c.Missing, Texts("[\"?\", NA]", "a text that stands for a missing value", "list of texts (*set*)"))
        .Add(c => c.Separator, new("one character that is not a letter, digit or quote, or `tab`", ReadSeparator))
        .Holds((section, csv) =>
        {
            const string Without = "names a column, but without `header: true` there are only positions";
            if (csv.Header) return;
            if (csv.Label is not ("first" or "last") && !IsPosition(csv.Label))
                section.Add("label", $"{csv.Label} {Without}: `first`, `last` or a number from 0");
            if (csv.Drop.FirstOrDefault(column => !IsPosition(column)) is { } named)
                section.Add("drop", $"{named} {Without} from 0");
        });

    /// <summary>Whether the first line holds the column names.</summary>
    public bool Header { get; init; }

    /// <summary>The column with the label.</summary>
    public string Label { get; init; } = "last";

    /// <summary>Columns that are not features.</summary>
    public ImmutableArray<string> Drop { get; init; } = [];

    /// <summary>Texts that mark a missing value, see below.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>The separator between values.</summary>
    public char Separator { get; init; } = ',';

    private static bool IsPosition(string column) => int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static object? ReadSeparator(Section data, YamlItem item, string key) => item switch
    {
        YamlScalar { Text: "tab" } => '\t',
        YamlScalar { Text: [var c] } when c is not ('"' or '\r' or '\n') && !char.IsLetterOrDigit(c) && !char.IsSurrogate(c) => c,
        _ => data.Wrong(item, key, "one character between values, for example \";\" or tab"),
    };
}
