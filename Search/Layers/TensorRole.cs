namespace ActorSearch.Search.Layers;

/// <summary>What a tensor of a layer is for.</summary>
public enum TensorRole
{
    /// <summary>Trained; pruned unless its layer is kept.</summary>
    Weight,

    /// <summary>Trained; pruned if `prune.biases` says so.</summary>
    Bias,

    /// <summary>Kept with the weights, but changed by the layer itself, as a running mean is: never trained, never pruned.</summary>
    Buffer,
}
