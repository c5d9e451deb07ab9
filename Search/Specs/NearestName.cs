namespace ActorSearch.Search.Specs;

/// <summary>Finds the name that a user probably meant.</summary>
public static class NearestName
{
    /// <summary>
    /// The name with the smallest edit distance, or null when none is near (distance above a third of the length, at least 2); then the first name that
    /// contains the text.
    /// </summary>
    public static string? Of(string text, IReadOnlyCollection<string> names)
    {
        var near = from name in names
                   // No distance is less than the difference in length: a text of a megabyte needs no table.
                   where Math.Abs(text.Length - name.Length) <= Farthest(name)
                   let distance = Distance(Plain(text), Plain(name))
                   where distance <= Farthest(name) && distance < name.Length
                   orderby distance
                   select name;
        return near.FirstOrDefault() ?? (text.Length < 3 ? null : names.FirstOrDefault(name => name.Contains(text, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>"; did you mean `x`?" or nothing.</summary>
    public static string Hint(string text, IReadOnlyCollection<string> names) => Of(text, names) is { } name ? $"; did you mean `{name}`?" : "";

    private static int Farthest(string name) => Math.Max(2, name.Length / 3);

    private static string Plain(string text) => text.Replace('-', '_').ToLowerInvariant();

    /// <summary>Damerau and Levenshtein, with swaps of neighbours (optimal string alignment).</summary>
    internal static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(change, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }
        return d[a.Length, b.Length];
    }
}
