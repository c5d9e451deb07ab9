using ActorSearch.Messages;
using Akka.Persistence;

namespace ActorSearch.Coordinator.Journal;

/// <summary>Where snapshots go: the table that Akka.Persistence.Sql made and reads.</summary>
internal interface ISnapshotTable : IDisposable
{
    /// <summary>In the place of one with the same number, if there is one.</summary>
    Task WriteAsync(SnapshotMetadata metadata, string manifest, int serializer, Pieces snapshot);
}
