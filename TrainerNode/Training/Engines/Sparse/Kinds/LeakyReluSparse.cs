using System.Runtime.CompilerServices;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kinds;

/// <summary>`leaky-relu`.</summary>
internal sealed class LeakyReluSparse() : UnitwiseSparse(
    (spec, _, input, output) => new ElementLayer<LeakyReluSparse.LeakyRelu>(input, output, new LeakyRelu((float)spec.Rate)))
{
    public readonly unsafe struct LeakyRelu(float slope) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Of<T>(T value) where T : struct, ILanes<T> =>
            T.MultiplyAdd(T.Relu(T.Multiply(value, T.All(-1))), T.All(-slope), T.Relu(value));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public T Pull<T>(T pull, float* values) where T : struct, ILanes<T>
        {
            var value = T.Load(values);
            return T.MultiplyAdd(T.Where(T.Relu(value), T.All(0), pull), T.All(slope), T.Gate(pull, value));
        }
    }
}
