namespace ActorSearch.Search;

/// <summary>
/// Text of files and of other machines for a terminal, where some characters are orders: they move the cursor, change the title, or reverse the line.
/// </summary>
public static class PlainText
{
    /// <summary>Every character that is an order becomes a visible one, so that columns stay where they are. Line ends and tabs remain.</summary>
    public static string Of(string text) => text.AsSpan().ContainsAnyExceptInRange(' ', '~') && text.Any(IsOrder) ? string.Concat(text.Select(Of)) : text;

    /// <summary>The same, on one line.</summary>
    public static string OneLine(string text) => Of(text.ReplaceLineEndings(" "));

    /// <summary>One character.</summary>
    public static char Of(char c) => !IsOrder(c) ? c : c < ' ' ? (char)('\u2400' + c) : c == '\x7F' ? '\u2421' : '\uFFFD';

    // Controls, and what changes the direction or the line of those that follow.
    private static bool IsOrder(char c) =>
        c is not ('\n' or '\t') && (char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029');
}
