namespace ActorSearch.Search.Figures;

/// <summary>Negatives that are called negative.</summary>
public sealed class TrueNegativeCount() : CountMetric("tn", "TN", counts => counts.TrueNegatives, 60, ShownIn.Files);
