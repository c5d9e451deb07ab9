using System.Collections.Concurrent;
using ActorSearch.Messages;
using Akka;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using Akka.Persistence.Sql.Snapshot;

namespace ActorSearch.Coordinator.Journal;

/// <summary>
/// The snapshot store of Akka.Persistence.Sql with another way of writing: a search's snapshot, tens of megabytes, is made before its
/// transaction begins, which would keep the journal waiting, and goes out in pieces (docs/decisions/0009).
/// </summary>
public sealed class PieceSnapshotStore : SqlSnapshotStore
{
    /// <summary>Below the time that cluster.hocon gives to the phase.</summary>
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(8);

    private readonly IJournalDatabase _database;
    private readonly ConcurrentDictionary<Task, SnapshotMetadata> _saving = [];

    /// <summary>Akka creates the store, with the section `akka.persistence.snapshot-store.sql`.</summary>
    public PieceSnapshotStore(Config config) : base(config)
    {
        var settings = new SnapshotConfig(config.WithFallback(SqlPersistence.DefaultSnapshotConfiguration));
        _database = IJournalDatabase.Of(settings.ProviderName, settings.ConnectionString);
        var self = Self;
        CoordinatedShutdown.Get(Context.System).AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "snapshots", () => AllSavedAsync(self));
    }

    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot, CancellationToken cancellationToken)
    {
        var saving = Task.Run(() => SaveAsync(metadata, snapshot), cancellationToken);
        _saving.TryAdd(saving, metadata);
        const TaskContinuationOptions here = TaskContinuationOptions.ExecuteSynchronously;
        saving.ContinueWith(done => _saving.TryRemove(done, out _), CancellationToken.None, here, TaskScheduler.Default);
        return saving;
    }

    /// <summary>A snapshot that is still being written keeps the database open.</summary>
    protected override void PostStop()
    {
        base.PostStop();
        _ = Task.WhenAll(_saving.Keys).ContinueWith(_ => _database.Dispose(), TaskScheduler.Default);
    }

    /// <summary>What was asked for is there when the actor system has ended, unless that takes long.</summary>
    private async Task<Done> AllSavedAsync(IActorRef self)
    {
        // What the searches asked for before they ended comes first.
        await Task.WhenAny(self.Ask<ActorIdentity>(new Identify(null), EndWithin)).ConfigureAwait(false);
        await Task.WhenAny(Task.WhenAll(_saving.Keys), Task.Delay(EndWithin)).ConfigureAwait(false);
        return Done.Instance;
    }

    private async Task SaveAsync(SnapshotMetadata metadata, object snapshot)
    {
        var bytes = new Pieces();
        RecordCodec.Journal.Write(snapshot, bytes);
        await _database.WriteAsync(metadata, RecordCodec.ManifestOf(snapshot), bytes).ConfigureAwait(false);
    }
}
