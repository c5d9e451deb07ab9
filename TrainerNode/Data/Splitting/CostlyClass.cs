using ActorSearch.Search;
using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Data.Sources;

namespace ActorSearch.TrainerNode.Data.Splitting;

internal static class CostlyClass
{
    private const int Listed = 20;

    /// <summary>1 where the label is one of `data.positive`, else 0.</summary>
    public static byte[] Of(DataSpec spec, ISampleSource source)
    {
        var counts = source.Labels.CountBy(label => label, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        if (spec.Positive.IsDefaultOrEmpty) throw new BadInputException($"data.positive: empty; expected one or more of the labels {Known(counts)}");
        var positive = spec.Positive.Select(LabelText.Clean).ToHashSet(StringComparer.Ordinal);
        foreach (var label in positive)
            if (!counts.ContainsKey(label)) throw new BadInputException($"data.positive: the label '{label}' does not occur in {source.Name}; its labels are {Known(counts)}");
        if (counts.Count == 1) throw new BadInputException($"{source.Name}: every sample has the label '{counts.Keys.Single()}'; two classes are needed");
        if (positive.Count == counts.Count) throw new BadInputException($"data.positive: names every label of {source.Name} ({Known(counts)}); at least one must be left for the other class");
        return [.. source.Labels.Select(label => positive.Contains(label) ? (byte)1 : (byte)0)];
    }

    private static string Known(Dictionary<string, int> counts) =>
        string.Join(", ", counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(Listed).Select(pair => $"'{pair.Key}' ({pair.Value})"))
        + (counts.Count > Listed ? $" and {counts.Count - Listed} more" : "");
}
