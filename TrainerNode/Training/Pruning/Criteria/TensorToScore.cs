namespace ActorSearch.TrainerNode.Training.Pruning.Criteria;

/// <summary>A tensor of the parent's network.</summary>
internal readonly ref struct TensorToScore
{
    /// <summary>Its place in the layout.</summary>
    public required int Index { get; init; }

    /// <summary>What draws are made by.</summary>
    public required PruningKey Key { get; init; }

    /// <summary>The kept weights.</summary>
    public required ReadOnlySpan<float> Trained { get; init; }

    /// <summary>What they grew from; empty = 0.</summary>
    public required ReadOnlySpan<float> Reference { get; init; }

    /// <summary>How much the loss depends on each; empty where the criterion does not ask for it.</summary>
    public required ReadOnlySpan<float> Importance { get; init; }
}
