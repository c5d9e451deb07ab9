namespace ActorSearch.TrainerNode.Sparse;

/// <summary>What a channel (of an image) or a feature is under a mask, whatever the weights' values.</summary>
internal enum UnitKind
{
    /// <summary>Nothing comes in and there is no bias: always exactly 0. Weights out of it have gradient 0.</summary>
    Zero,

    /// <summary>Only biases come in: the same for every sample, so it is computed once.</summary>
    Constant,

    /// <summary>The input comes in.</summary>
    Live,
}
