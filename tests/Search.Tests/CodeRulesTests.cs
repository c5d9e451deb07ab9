using System.Text.RegularExpressions;
using Xunit;

namespace ActorSearch.Search.Tests;

/// <summary>
/// Rules for all production code. Files that break one today are listed in Golden/rules.txt with how often: a new fault fails, and so does a line of the list
/// that is out of date, so the list only shrinks. `ACTORSEARCH_WRITE_RULES=1` takes out what is mended; `=all` also puts in what is new, for files that moved.
/// </summary>
public sealed partial class CodeRulesTests
{
    private static readonly string List = Checkout.PathOf("tests", "Search.Tests", "Golden", "rules.txt");

    [Fact]
    public void Production_code_keeps_the_rules_but_for_the_files_listed()
    {
        var found = Sources().SelectMany(file => Faults(file.Path, file.Text)).ToDictionary(fault => (fault.Rule, fault.Path), fault => fault.Count);
        var wanted = Environment.GetEnvironmentVariable("ACTORSEARCH_WRITE_RULES");
        var listed = Listed();
        if (wanted is not null)
        {
            var kept = found.Select(fault => (fault.Key, Count: wanted == "all" ? fault.Value : Math.Min(fault.Value, listed.GetValueOrDefault(fault.Key))));
            File.WriteAllLines(List, kept.Where(fault => fault.Count > 0)
                .Select(fault => $"{fault.Key.Rule} {fault.Count} {fault.Key.Path}").Order(StringComparer.Ordinal));
            listed = Listed();
        }
        var wrong = found.Keys.Union(listed.Keys).Where(key => found.GetValueOrDefault(key) != listed.GetValueOrDefault(key))
            .Select(key => $"{key.Path}: {key.Rule}, {found.GetValueOrDefault(key)} instead of {listed.GetValueOrDefault(key)}")
            .Order(StringComparer.Ordinal).ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("Search/A/B.cs", "namespace ActorSearch.Search.A;\n\n/// <summary>B.</summary>\npublic sealed class B;\n")]
    [InlineData("Search/A/B.cs", "namespace ActorSearch.Search;\n\ninternal sealed class B;\n", "namespace")]
    [InlineData("Search/A/B.cs", "namespace ActorSearch.Search.A;\n\ninternal sealed class B;\n\ninternal enum C;\n", "types")]
    [InlineData("Search/A/B.cs", "namespace ActorSearch.Search.A;\n\npublic record struct B;\n", "undocumented")]
    [InlineData("Search/A/B.cs", "namespace ActorSearch.Search.A;\n\n/// <summary>B.</summary>\npublic class B\n{\n    public int C;\n}\n", "undocumented")]
    [InlineData("Search/A/B.cs", "namespace ActorSearch.Search.A;\n\n/// <summary>B.</summary>\npublic class B\n{\n    public override int C => 1;\n}\n")]
    [InlineData("Search/A/B.cs", "namespace ActorSearch.Search.A;\n\n/// <summary>B.</summary>\n[Flags]\npublic enum B;\n")]
    [InlineData("Search/A/B.cs", "namespace ActorSearch.Search.A;\n\ninternal class B\n{\n    public int C { get; }\n}\n")]
    public void A_fault_is_found(string path, string text, params string[] rules) =>
        Assert.Equal(rules, Faults(path, text).Select(fault => fault.Rule));

    private static Dictionary<(string Rule, string Path), int> Listed() =>
        File.ReadAllLines(List).Select(line => line.Split(' '))
            .ToDictionary(parts => (parts[0], parts[2]), parts => int.Parse(parts[1], CultureInfo.InvariantCulture));

    private static IEnumerable<(string Path, string Text)> Sources()
    {
        var root = Checkout.PathOf();
        foreach (var project in new[] { "Search", "Messages", "TrainerNode", "Coordinator" })
        {
            foreach (var path in Directory.EnumerateFiles(Path.Combine(root, project), "*.cs", SearchOption.AllDirectories))
            {
                var place = Path.GetRelativePath(root, path).Replace('\\', '/');
                if (!place.Split('/').Any(folder => folder is "obj" or "bin")) yield return (place, File.ReadAllText(path));
            }
        }
    }

    private static IEnumerable<(string Rule, string Path, int Count)> Faults(string path, string text)
    {
        var lines = text.Split('\n');
        var folder = "ActorSearch." + path[..path.LastIndexOf('/')].Replace('/', '.');
        var space = lines.FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal));
        // A program of top-level statements has no namespace.
        if (space is not null && space != $"namespace {folder};") yield return ("namespace", path, 1);
        var types = lines.Count(line => TypeAtMargin().IsMatch(line));
        if (types > 1) yield return ("types", path, types);
        var undocumented = Undocumented(lines);
        if (undocumented > 0) yield return ("undocumented", path, undocumented);
    }

    /// <summary>Public types, and members of public types, with no doc comment above them or their attributes. What overrides has its base's.</summary>
    private static int Undocumented(string[] lines)
    {
        var (count, visible, documented) = (0, false, false);
        foreach (var line in lines)
        {
            var code = line.TrimStart();
            var type = TypeAtMargin().IsMatch(line);
            if (type) visible = line.StartsWith("public", StringComparison.Ordinal);
            var member = line.StartsWith("    public ", StringComparison.Ordinal) && !line.Contains(" override ", StringComparison.Ordinal);
            if (visible && (type || member) && !documented) count++;
            documented = code.StartsWith("///", StringComparison.Ordinal) || (documented && code.StartsWith('['));
        }
        return count;
    }

    private const string Modifiers = "public|internal|file|sealed|static|abstract|partial|readonly|unsafe";

    [GeneratedRegex($@"^(?:(?:{Modifiers}) )*(?:record struct|record|class|struct|interface|enum|delegate) \w")]
    private static partial Regex TypeAtMargin();
}
