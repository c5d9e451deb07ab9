namespace ActorSearch.Search;

/// <summary>Names that mean the same in URLs, file names, addresses and logs, so that nothing in them has to be escaped.</summary>
public static class PlainName
{
    private const int Longest = 100;

    /// <summary>What <see cref="IsPlain"/> demands, as messages say it.</summary>
    public const string Rule = "1 to 100 letters, digits, - _ .";

    /// <summary>Whether a text is such a name.</summary>
    public static bool IsPlain(string name) => name.Length is > 0 and <= Longest && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
