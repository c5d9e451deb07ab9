namespace ActorSearch.TrainerNode.Torch.Kinds;

/// <summary>A layer that a machine has to compute right before it may use the layer's kind.</summary>
/// <param name="Samples">Size of the batch.</param>
/// <param name="Input">Shape of a sample.</param>
internal sealed record TorchCase(int Samples, ImmutableArray<int> Input, int Size = 0, int Kernel = 0, int Stride = 1, int Padding = 0);
