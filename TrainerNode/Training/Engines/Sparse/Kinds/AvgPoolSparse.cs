using ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;

/// <summary>`avg-pool`.</summary>
internal class AvgPoolSparse() : UnitwiseSparse((spec, _, input, output) => new AveragePoolLayer(spec, input, output));
