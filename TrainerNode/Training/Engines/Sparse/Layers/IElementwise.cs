using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

/// <summary>A function of one number. Implementations are structs whose methods are inlined into the loops of <see cref="ElementLayer{TFunction}"/>.</summary>
internal unsafe interface IElementwise
{
    /// <summary>The function of each number.</summary>
    T Of<T>(T value) where T : struct, ILanes<T>;

    /// <summary>The gradient to each number, from the gradient to the function of it.</summary>
    /// <param name="values">Where the numbers are: a function that does not need them does not read them.</param>
    T Pull<T>(T pull, float* values) where T : struct, ILanes<T>;
}
