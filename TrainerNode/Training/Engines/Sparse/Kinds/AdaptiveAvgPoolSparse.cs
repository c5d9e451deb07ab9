namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;

/// <summary>`adaptive-avg-pool`: without a kernel the layer's windows are adaptive.</summary>
internal sealed class AdaptiveAvgPoolSparse : AvgPoolSparse;
