namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

/// <summary>One layer, for the samples of a part of a batch or for the units that are computed once.</summary>
internal interface ISparseLayer
{
    /// <summary>Takes what room it needs besides its output, in a workspace that is being made.</summary>
    void Open(Workspace work) { }

    void Forward(Workspace work, CompressedWeights weights);

    /// <summary>Gradients of the layer's weights (added to what is there) and of what came in.</summary>
    void Backward(Workspace work, CompressedWeights weights);
}
