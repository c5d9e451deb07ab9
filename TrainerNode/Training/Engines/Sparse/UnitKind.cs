namespace ActorSearch.TrainerNode.Training.Engines.Sparse;

/// <summary>Kind of a unit (a channel of an image, or a feature). It follows from the mask alone, not from the values of weights.</summary>
internal enum UnitKind
{
    /// <summary>Always exactly 0, because the unit has no inputs and no bias. Its outgoing weights have gradient 0.</summary>
    Zero,

    /// <summary>Depends on biases only. The unit has the same value for every sample, so it is computed once.</summary>
    Constant,

    /// <summary>Depends on the network's input.</summary>
    Live,
}
