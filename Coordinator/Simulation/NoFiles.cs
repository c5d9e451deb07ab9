using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Stores;

namespace ActorSearch.Coordinator.Simulation;

/// <summary>The store of a simulated search: its tickets are names without files, so that there is nothing to read, and deleting is done at once.</summary>
internal sealed class NoFiles : ICheckpointStore
{
    public void Write(string sha256, Stream content, CancellationToken cancel = default) =>
        throw new NotSupportedException("a simulated search stores no files");

    public Stream Open(CheckpointRef reference, CancellationToken cancel = default) =>
        throw new CheckpointDamagedException(reference, "a simulated search stores no files");

    public StoreEntry? Find(string sha256, CancellationToken cancel = default) => null;

    public IEnumerable<string> List(DateTimeOffset writtenBefore, string after = "", CancellationToken cancel = default) => [];

    public void Delete(string sha256, DateTimeOffset? unlessWrittenSince = null) { }
}
