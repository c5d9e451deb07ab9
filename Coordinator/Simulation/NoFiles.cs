using ActorSearch.Search;
using ActorSearch.TrainerNode.Checkpoints;

namespace ActorSearch.Coordinator.Simulation;

/// <summary>The store of a simulated search: its tickets are names without files, so that there is nothing to read, and deleting is done at once.</summary>
internal sealed class NoFiles : ICheckpointStore
{
    public CheckpointRef Write(ReadOnlySpan<byte> content, long step) => throw new NotSupportedException("a simulated search stores no files");

    public byte[] Read(CheckpointRef reference) => throw new CheckpointDamagedException(reference, "a simulated search stores no files");

    public bool Exists(CheckpointRef reference) => false;

    public void Delete(string sha256) { }
}
