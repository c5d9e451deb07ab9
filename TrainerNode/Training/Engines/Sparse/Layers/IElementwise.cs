using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

/// <summary>A function of one number.</summary>
internal interface IElementwise
{
    /// <summary>The function of each number.</summary>
    T Of<T>(T value) where T : struct, ILanes<T>;

    /// <summary>The gradient to each number, from the gradient to the function of it.</summary>
    T Pull<T>(T pull, T value) where T : struct, ILanes<T>;
}
