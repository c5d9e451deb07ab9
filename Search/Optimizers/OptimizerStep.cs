namespace ActorSearch.Search.Optimizers;

/// <summary>One step of an optimizer.</summary>
/// <param name="Settings">What the search file sets.</param>
/// <param name="Rate">Learning rate.</param>
/// <param name="Number">From 1: steps since the state was empty, with this one.</param>
public readonly record struct OptimizerStep(IOptimizerSettings Settings, double Rate, long Number);
