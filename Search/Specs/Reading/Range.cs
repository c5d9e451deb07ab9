using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Specs.Reading;

/// <summary>Which numbers a key takes.</summary>
/// <param name="What">In a message.</param>
/// <param name="Interval">In the documentation.</param>
internal sealed record Range(string What, string Interval, Func<double, bool> Holds)
{
    /// <summary>In (0, 1).</summary>
    public static Range Share { get; } = new("a share between 0 and 1 (exclusive), for example 0.5", "(0, 1)", x => x is > 0 and < 1);

    public static Range Above0(double most, string example) =>
        new(Text($"a number above 0 and at most {most}, for example {example}"), $"(0, {Shown(most)}]", x => x > 0 && x <= most);

    public static Range From0(double most, string example) =>
        new(Text($"a number from 0 to {most}, for example {example}"), $"[0, {Shown(most)}]", x => x >= 0 && x <= most);

    public static Range From0Below1(string example) =>
        new($"a number from 0 up to but not including 1, for example {example}", "[0, 1)", x => x is >= 0 and < 1);

    /// <summary>A bound in the documentation: with commas from five digits on, where they cannot be taken for those of an interval.</summary>
    public static string Shown(double most) => most.ToString(most < 10_000 ? "R" : "N0", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
