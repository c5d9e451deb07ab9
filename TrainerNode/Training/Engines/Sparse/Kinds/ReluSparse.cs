using System.Runtime.CompilerServices;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;

/// <summary>`relu`, where no layer before it takes it over.</summary>
internal sealed class ReluSparse() : UnitwiseSparse((_, _, input, output) => new ElementLayer<ReluSparse.Relu>(input, output, default))
{
    public readonly unsafe struct Relu : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T value) where T : struct, ILanes<T> => T.Relu(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Pull<T>(T pull, float* values) where T : struct, ILanes<T> => T.Gate(pull, T.Load(values));
    }
}
