namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;

/// <summary>`linear`.</summary>
internal sealed class LinearSparse : ConnectionSparse;
