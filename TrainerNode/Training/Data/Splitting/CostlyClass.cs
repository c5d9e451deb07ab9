using ActorSearch.TrainerNode.Training.Data.Sources;

namespace ActorSearch.TrainerNode.Training.Data.Splitting;

internal static class CostlyClass
{
    /// <summary>1 where the label is one of `data.positive`, else 0.</summary>
    public static byte[] Of(DataSpec spec, SampleSource source)
    {
        const string empty = "empty; expected one or more of the labels", oneClass = "two classes are needed";
        const string oneMore = "at least one must be left for the other class";
        DataName setting = "data.positive", name = source.Name;
        var counts = source.LabelCounts();
        if (spec.Positive.IsDefaultOrEmpty) throw setting.Bad($"{empty} {Known()}", empty);
        var labels = counts.Select(count => count.Label).ToHashSet(StringComparer.Ordinal);
        var positive = spec.Positive.Select(LabelText.Clean).ToHashSet(StringComparer.Ordinal);
        foreach (var label in positive)
        {
            if (labels.Contains(label)) continue;
            var absent = $"the label '{label}' does not occur in {source.Name}";
            throw setting.Bad($"{absent}; its labels are {Known()}", $"{absent}; `actorsearch data FILE` lists its labels where the data is");
        }
        if (labels.Count == 1)
            throw name.Bad($"every sample has the label '{counts[0].Label}'; {oneClass}", $"every sample has the same label; {oneClass}");
        if (positive.Count == labels.Count)
            throw setting.Bad($"names every label of {source.Name} ({Known()}); {oneMore}", $"names every label of {source.Name}; {oneMore}");
        return [.. source.Labels.Select(label => positive.Contains(label) ? (byte)1 : (byte)0)];

        string Known() => LabelText.List([.. counts.Select(count => $"'{count.Label}' ({count.Samples})")]);
    }
}
