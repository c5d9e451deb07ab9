using ActorSearch.TrainerNode.Training.Data.Sources;

namespace ActorSearch.TrainerNode.Training.Data.Splitting;

internal static class CostlyClass
{
    private const int Listed = 20;
    private const string OneMore = "at least one must be left for the other class";

    /// <summary>1 where the label is one of `data.positive`, else 0.</summary>
    public static byte[] Of(DataSpec spec, ISampleSource source)
    {
        var counts = source.Labels.CountBy(label => label, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        if (spec.Positive.IsDefaultOrEmpty)
            throw Bad($"data.positive: empty; expected one or more of the labels {Known(counts)}", "data.positive: empty; expected one or more of the labels");
        var positive = spec.Positive.Select(LabelText.Clean).ToHashSet(StringComparer.Ordinal);
        foreach (var label in positive)
        {
            if (counts.ContainsKey(label)) continue;
            var absent = $"data.positive: the label '{label}' does not occur in {source.Name}";
            throw Bad($"{absent}; its labels are {Known(counts)}", $"{absent}; `actorsearch data FILE` lists its labels where the data is");
        }
        if (counts.Count == 1)
        {
            throw Bad($"{source.Name}: every sample has the label '{counts.Keys.Single()}'; two classes are needed",
                $"{source.Name}: every sample has the same label; two classes are needed");
        }
        if (positive.Count == counts.Count)
        {
            throw Bad($"data.positive: names every label of {source.Name} ({Known(counts)}); {OneMore}",
                $"data.positive: names every label of {source.Name}; {OneMore}");
        }
        return [.. source.Labels.Select(label => positive.Contains(label) ? (byte)1 : (byte)0)];
    }

    private static BadInputException Bad(string message, string withoutContent) => new(message) { WithoutContent = withoutContent };

    private static string Known(Dictionary<string, int> counts) =>
        string.Join(", ", counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(Listed).Select(pair => $"'{pair.Key}' ({pair.Value})"))
        + (counts.Count > Listed ? $" and {counts.Count - Listed} more" : "");
}
