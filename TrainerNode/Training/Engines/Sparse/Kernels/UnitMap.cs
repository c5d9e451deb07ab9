namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

/// <summary>The values or gradients of one unit; null = none.</summary>
/// <param name="first">The first position.</param>
/// <param name="pitch">Distance between rows in floats.</param>
internal readonly unsafe struct UnitMap(float* first, int pitch)
{
    /// <summary>Whether there is a map.</summary>
    public bool Exists => first is not null;

    /// <summary>The first position of a row.</summary>
    public float* Row(int y) => first + (long)y * pitch;
}
