namespace ActorSearch.Search.Figures;

/// <summary>Samples of the other class.</summary>
public sealed class NegativeCount() : CountMetric("negatives", "negatives", counts => counts.Negatives, 20, ShownIn.Files);
