namespace ActorSearch.Search.Strategies;

/// <summary>What one level may come to.</summary>
/// <param name="Level">The level; where an estimate stopped early, the last one stands for all from the one before it on.</param>
/// <param name="Candidates">Candidates to train.</param>
/// <param name="Epochs">Epochs these train.</param>
public sealed record LevelEstimate(int Level, int Candidates, long Epochs);
