using System.Text;

namespace ActorSearch.Coordinator.Reading.Results;

/// <summary>Rows of CSV (RFC 4180) that a spreadsheet takes for what they are.</summary>
internal static class CsvText
{
    public static void Row(StringBuilder text, IEnumerable<string> fields) => text.AppendJoin(',', fields.Select(Field)).Append('\n');

    /// <summary>
    /// Quoted where it must be. Text that a spreadsheet would take for a formula, such as the name of a folder, gets an apostrophe before it; numbers do not.
    /// </summary>
    public static string Field(string field)
    {
        if (field.Length > 1 && field[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && !IsNumber(field)) field = "'" + field;
        return field.AsSpan().IndexOfAny(",\"\n\r") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static bool IsNumber(string field) =>
        field is "-inf"
        || double.TryParse(field, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out _);
}
