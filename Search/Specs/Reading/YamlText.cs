using System.Text;
using System.Text.RegularExpressions;

namespace ActorSearch.Search.Specs.Reading;

/// <summary>Writes a tree as YAML, the same text for the same tree: mappings indented by two, lists and what is in them in brackets.</summary>
internal static partial class YamlText
{
    public static string Write(YamlMap root)
    {
        var text = new StringBuilder();
        Block(root, 0, text);
        return text.ToString();
    }

    private static void Block(YamlMap map, int indent, StringBuilder text)
    {
        foreach (var (key, value) in map.Entries)
        {
            text.Append(' ', indent).Append(Scalar(key)).Append(':');
            if (value is YamlMap { Entries.IsEmpty: false } inner)
            {
                text.Append('\n');
                Block(inner, indent + 2, text);
            }
            else text.Append(' ').Append(Flow(value)).Append('\n');
        }
    }

    private static string Flow(YamlItem item) => item switch
    {
        YamlScalar scalar => Scalar(scalar),
        YamlList list => $"[{string.Join(", ", list.Items.Select(Flow))}]",
        YamlMap map => map.Entries.IsEmpty ? "{}" : $"{{ {string.Join(", ", map.Entries.Select(entry => $"{Scalar(entry.Key)}: {Flow(entry.Value)}"))} }}",
        _ => throw new ArgumentOutOfRangeException(nameof(item)),
    };

    private static string Scalar(YamlScalar scalar)
    {
        if (scalar.IsEmpty) return "null";
        // What is a number or a truth value stays plain; any other text may be quoted without a change of meaning.
        if (scalar.Plain && SafePlain().IsMatch(scalar.Text)) return scalar.Text;
        var quoted = new StringBuilder("\"");
        foreach (var c in scalar.Text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF') quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }

    [GeneratedRegex(@"\A-?[A-Za-z0-9_.+/][A-Za-z0-9_./+-]*\z")]
    private static partial Regex SafePlain();
}
