namespace ActorSearch.TrainerNode.Sparse.Kernels;

/// <summary>The rows of a map that a kernel walks, all in floats but the first two.</summary>
/// <param name="Rows">Rows to walk.</param>
/// <param name="Run">Lanes in a row: positions x lanes of a position.</param>
/// <param name="SourcePitch">From a row to the next where the kernel reads.</param>
/// <param name="TargetPitch">From a row to the next where it writes.</param>
/// <param name="OtherPitch">From a row to the next in the second buffer.</param>
internal readonly record struct MapShape(int Rows, int Run, int SourcePitch, int TargetPitch, int OtherPitch);
