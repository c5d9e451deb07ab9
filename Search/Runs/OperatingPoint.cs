namespace ActorSearch.Search.Runs;

/// <summary>A threshold on the logit and what it misses and wrongly calls.</summary>
public readonly record struct OperatingPoint(float ThresholdLogit, int FalseNegatives, int FalsePositives);
