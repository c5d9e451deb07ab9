namespace ActorSearch.Search.Figures;

/// <summary>Samples of the costly class.</summary>
public sealed class PositiveCount() : CountMetric("positives", "positives", counts => counts.Positives, 10, ShownIn.Files);
