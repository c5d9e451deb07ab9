using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ActorSearch.Search.Specs.Reading;

/// <summary>
/// Builds the tree from YamlDotNet's events. Its own document model is not used because that takes equal nodes for the same one and
/// stops at the first repeated key.
/// </summary>
internal sealed class YamlTree
{
    private const int MostNodes = 100_000, MostDepth = 50;

    private readonly Scanner _scanner;
    private readonly Parser _parser;
    private readonly Problems _problems;
    private readonly string? _override;
    private readonly Dictionary<AnchorName, YamlItem> _anchors = [];

    private YamlTree(string text, string? set, Problems problems)
    {
        _scanner = new Scanner(new StringReader(text));
        _parser = new Parser(_scanner);
        (_override, _problems) = (set, problems);
    }

    /// <summary>The one document in the text; null when there is none, or when it is not YAML, which is then a problem.</summary>
    /// <param name="set">The override that the text is the value of.</param>
    public static YamlItem? Parse(string text, string? set, Problems problems)
    {
        text = text.TrimStart('\uFEFF');
        var tree = new YamlTree(text, set, problems);
        try
        {
            return tree.Document();
        }
        catch (YamlException e)
        {
            tree.NotYaml(e.Start, OneLine(e.Message), text);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException)
        {
            // YamlDotNet's scanner throws these, without a place, for some texts: a `:` or a bracket where no value can be, a bad escape.
            tree.NotYaml(tree._scanner.CurrentPosition, "a bracket, brace, comma or colon is missing or too many before this", text);
        }
        return null;
    }

    private void NotYaml(Mark at, string why, string text)
    {
        var (line, column) = ((int)at.Line, (int)at.Column);
        if (why.Contains("tab", StringComparison.Ordinal))
        {
            // YamlDotNet gives the place where the mapping began.
            var lines = text.Split('\n');
            var tabbed = Array.FindIndex(lines, line - 1, l => l.TakeWhile(char.IsWhiteSpace).Contains('\t'));
            if (tabbed >= 0) (line, column, why) = (tabbed + 1, lines[tabbed].IndexOf('\t', StringComparison.Ordinal) + 1, "a tab; indent with spaces");
        }
        _problems.Add(new Place(line, column, _override), "", $"not valid YAML: {why}");
    }

    private YamlItem? Document()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _)) return null;
        _parser.Consume<DocumentStart>();
        var root = Item(0, "");
        _parser.Consume<DocumentEnd>();
        if (_parser.TryConsume<DocumentStart>(out var second))
            throw new SemanticErrorException(second.Start, second.End, "a second document begins here; a search file is one document");
        return root;
    }

    private YamlItem Item(int depth, string path)
    {
        var start = _parser.Current ?? (_parser.MoveNext() ? _parser.Current! : throw new SemanticErrorException("the document ends too early"));
        if (depth > MostDepth) throw new SemanticErrorException(start.Start, start.End, $"nested deeper than {MostDepth} levels");
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return _anchors.TryGetValue(alias.Value, out var meant)
                ? meant
                : throw new SemanticErrorException(alias.Start, alias.End, $"no anchor &{alias.Value} before this");
        }

        var at = new Place((int)start.Start.Line, (int)start.Start.Column, _override);
        YamlItem item;
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            item = new YamlScalar(scalar.Value, scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty, at);
        }
        else if (_parser.TryConsume<SequenceStart>(out _))
        {
            var items = ImmutableArray.CreateBuilder<YamlItem>();
            while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(Item(depth + 1, path));
            item = new YamlList(items.ToImmutable(), at);
        }
        else
        {
            _parser.Consume<MappingStart>();
            item = new YamlMap(Entries(depth, path), at);
        }
        if (item.Size > MostNodes) throw new SemanticErrorException(start.Start, start.End, $"more than {MostNodes} values, aliases included");
        if (start is NodeEvent { Anchor.IsEmpty: false } node) _anchors[node.Anchor] = item;
        return item;
    }

    private ImmutableArray<(YamlScalar, YamlItem)> Entries(int depth, string path)
    {
        var entries = ImmutableArray.CreateBuilder<(YamlScalar Key, YamlItem Value)>();
        var names = new Dictionary<string, YamlScalar>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = Item(depth + 1, path);
            var full = path + (path.Length > 0 ? "." : "") + YamlScalar.Short((key as YamlScalar)?.Text ?? "");
            var value = Item(depth + 1, full);
            if (key is not YamlScalar name) _problems.Add(key, path, $"a key must be a plain name, not {key.Shown}");
            else if (names.TryGetValue(name.Text, out var first))
                _problems.Add(name, full, $"repeated; this key is already on line {first.At.Line}");
            else
            {
                names.Add(name.Text, name);
                entries.Add((name, value));
            }
        }
        return entries.ToImmutable();
    }

    private static string OneLine(string message)
    {
        var line = message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
        return line.Length > 0 ? char.ToLowerInvariant(line[0]) + line[1..] : "unreadable";
    }
}
