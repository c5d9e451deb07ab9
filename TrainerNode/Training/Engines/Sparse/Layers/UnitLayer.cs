using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

/// <summary>A layer that computes each unit from the same unit of its input, live units for every sample and constant ones once.</summary>
/// <param name="output">The blob whose live or constant units decide which are computed.</param>
internal abstract class UnitLayer(Blob input, Blob output) : ISparseLayer
{
    /// <summary>What the layer reads.</summary>
    protected Blob Input { get; } = input;

    /// <summary>What the layer writes.</summary>
    protected Blob Output { get; } = output;

    /// <summary>The units of a workspace.</summary>
    public int[] Units(Workspace work) => work.Once is null ? Output.Constant : Output.Live;

    /// <inheritdoc/>
    public void Forward(Workspace work, CompressedWeights weights) => Forward(work, Units(work));

    /// <inheritdoc/>
    public void Backward(Workspace work, CompressedWeights weights)
    {
        if (Input.HasPulls) Backward(work, Units(work));
    }

    /// <summary>Computes some of a workspace's units.</summary>
    public void Forward(Workspace work, ReadOnlySpan<int> some)
    {
        if (work.Once is null) Forward<Lane1>(work, some);
        else Forward<Lanes16>(work, some);
    }

    /// <summary>Computes the gradients of what some of a workspace's units are computed from.</summary>
    public void Backward(Workspace work, ReadOnlySpan<int> some)
    {
        if (work.Once is null) Backward<Lane1>(work, some);
        else Backward<Lanes16>(work, some);
    }

    /// <summary>Computes the values of units.</summary>
    protected abstract void Forward<T>(Workspace work, ReadOnlySpan<int> some) where T : struct, ILanes<T>;

    /// <summary>Computes the gradients of the units' inputs.</summary>
    protected abstract void Backward<T>(Workspace work, ReadOnlySpan<int> some) where T : struct, ILanes<T>;
}
