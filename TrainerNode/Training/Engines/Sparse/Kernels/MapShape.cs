namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

/// <summary>The rows of a map that a kernel processes. Pitches are distances between rows in floats.</summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Run">Groups of lanes (<see cref="ILanes{T}"/>) in a row.</param>
/// <param name="SourcePitch">Pitch of the buffer that the kernel reads.</param>
/// <param name="TargetPitch">Pitch of the buffer that it writes.</param>
/// <param name="OtherPitch">Pitch of the second buffer that it reads.</param>
internal readonly record struct MapShape(int Rows, int Run, int SourcePitch, int TargetPitch, int OtherPitch);
