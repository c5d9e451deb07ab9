using ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;

/// <summary>`relu`, where no layer before it takes it over.</summary>
internal sealed class ReluSparse() : UnitwiseSparse((_, _, input, output) => new ElementLayer(input, output, relu: true));
