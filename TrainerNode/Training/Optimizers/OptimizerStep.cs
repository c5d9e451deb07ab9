namespace ActorSearch.TrainerNode.Training.Optimizers;

/// <summary>One step of an optimizer.</summary>
/// <param name="Rate">Learning rate.</param>
/// <param name="Number">From 1: steps since the state was empty, with this one.</param>
internal readonly record struct OptimizerStep(TrainSpec Train, double Rate, long Number);
