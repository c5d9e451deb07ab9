using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;

/// <summary>`relu`, where no layer before it takes it over.</summary>
internal sealed class ReluSparse() : UnitwiseSparse((_, _, input, output) => new ElementLayer<ReluSparse.Relu>(input, output, default))
{
    public readonly struct Relu : IElementwise
    {
        public T Of<T>(T value) where T : struct, ILanes<T> => T.Relu(value);

        public T Pull<T>(T pull, T value) where T : struct, ILanes<T> => T.Gate(pull, value);
    }
}
