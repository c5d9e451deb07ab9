using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ActorSearch.Search.Specs.Reading;

/// <summary>Reads `name`, `search`, `resources` and `report`.</summary>
internal static partial class SearchSectionReader
{
    public const int MostLevels = 1000;

    private const double MostCheckpointSeconds = 7 * 24 * 3600;

    public static string? Name(Section root)
    {
        const string Expected = "a name for the search, for example cracks";
        if (root.Require("name", Expected) is not { } item || root.Text(item, "name", Expected) is not { } name) return null;
        // It becomes a folder's name.
        if (name.Length <= 100 && name[0] != '.' && name.Trim() == name && !name.Any(c => char.IsControl(c) || "/\\:*?\"<>|".Contains(c, StringComparison.Ordinal))) return name;
        root.Problems.Add(item, "name", $"{item.Shown} cannot be a folder's name: at most 100 characters, no / \\ : * ? \" < > |, no dot at the start, no space at the ends");
        return null;
    }

    public static StrategySpec Search(Section root, int epochs)
    {
        if (root.Sub("search", "{ strategy: pareto-beam, max_level: 7 }") is not { } search) return new StrategySpec();
        var replicates = search.Int("replicates", 1, 1, 1000, 3);
        var spec = new StrategySpec
        {
            Strategy = search.Kind("strategy", StrategyKind.ParetoBeam),
            Width = search.Int("width", 8, 1, 1_000_000, 8),
            MaxLevel = search.Int("max_level", 7, 0, MostLevels, 7),
            MaxCandidates = search.Int("max_candidates", 200, 1, 10_000_000, 200),
            MaxEpochs = search.Take("max_epochs") is { } most ? search.Whole(most, "max_epochs", 1, 1_000_000_000_000, 5000) : null,
            Replicates = replicates,
            Seed = search.Long("seed", 1, 0, long.MaxValue, 7),
        };
        if (spec.MaxEpochs < (long)epochs * replicates)
        {
            search.Problems.Add(search.Take("max_epochs")!, search.Full("max_epochs"),
                $"{spec.MaxEpochs} is less than the root alone needs: {epochs} epochs x {replicates} {(replicates == 1 ? "replicate" : "replicates")}");
        }
        search.Done();
        return spec;
    }

    public static ResourcesSpec Resources(Section root)
    {
        if (root.Sub("resources", "{ slots: auto, checkpoint: 60s }") is not { } resources) return new ResourcesSpec();
        var spec = new ResourcesSpec
        {
            Slots = Slots(resources),
            CheckpointSeconds = Checkpoint(resources),
            Weight = resources.Number("weight", 1, Range.Above0(1000, "2")),
            Mixed = resources.Bool("mixed", false),
            Vector = resources.Kind("vector", VectorLevel.Auto),
        };
        resources.Done();
        return spec;
    }

    public static ReportSpec Report(Section root)
    {
        switch (root.Take("report"))
        {
            case null:
                return new ReportSpec();
            case YamlList list:
                var places = list.Items.OfType<YamlScalar>().ToLookup(item => item.Text, StringComparer.Ordinal);
                return new ReportSpec
                {
                    Kind = ReportKind.List,
                    Candidates = [.. root.Texts(list, "report", "[4f1c09ab]", "a candidate's id").Where(id => IsId(root, places, id))],
                };
            case YamlScalar { IsEmpty: false } item:
                return new ReportSpec { Kind = root.Kind(item, "report", ReportKind.List) ?? ReportKind.Front };
            case var item:
                root.Problems.Add(item, "report", $"{item.Shown} is not front, all, or a list of candidates' ids");
                return new ReportSpec();
        }
    }

    private static bool IsId(Section root, ILookup<string, YamlScalar> places, string id)
    {
        if (CandidateText().IsMatch(id)) return true;
        root.Problems.Add(places[id].First(), "report",
            $"{YamlScalar.Short(id)} is not a candidate's id or its beginning: 1 to 16 digits 0-9 and a-f");
        return false;
    }

    private static int? Slots(Section resources)
    {
        if (resources.Take("slots") is not { } item || item is YamlScalar { Text: "auto" }) return null;
        if (item is YamlScalar { Plain: true } scalar && int.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var slots) && slots is >= 1 and <= 1024) return slots;
        resources.Problems.Add(item, resources.Full("slots"), $"{item.Shown} is not auto or a whole number from 1 to 1024, for example 2");
        return null;
    }

    private static double Checkpoint(Section resources)
    {
        if (resources.Take("checkpoint") is not { } item) return new ResourcesSpec().CheckpointSeconds;
        if (item is YamlScalar scalar && Duration().Match(scalar.Text) is { Success: true } match)
        {
            var unit = match.Groups[2].Value switch { "m" => 60, "h" => 3600, _ => 1 };
            var seconds = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * unit;
            if (seconds <= MostCheckpointSeconds) return seconds;
        }
        resources.Problems.Add(item, resources.Full("checkpoint"), $"{item.Shown} is not a time up to 7 days: seconds, 60s, 2m or 1h");
        return new ResourcesSpec().CheckpointSeconds;
    }

    [GeneratedRegex(@"\A([0-9]{1,9}(?:\.[0-9]{1,6})?)(s|m|h)?\z")]
    private static partial Regex Duration();

    [GeneratedRegex(@"\A[0-9a-f]{1,16}\z")]
    private static partial Regex CandidateText();
}
