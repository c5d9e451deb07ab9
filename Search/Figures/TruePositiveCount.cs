namespace ActorSearch.Search.Figures;

/// <summary>Positives that are found.</summary>
public sealed class TruePositiveCount() : CountMetric("tp", "TP", counts => counts.TruePositives, 40, ShownIn.Files);
