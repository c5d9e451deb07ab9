using ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;

/// <summary>`max-pool`.</summary>
internal sealed class MaxPoolSparse() : UnitwiseSparse((spec, _, input, output) => new MaxPoolLayer(spec, input, output));
