using System.Collections.Concurrent;
using ActorSearch.Coordinator.Telemetry;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using Akka.Persistence.Sql.Journal;
using Akka.Persistence.Sql.Journal.Dao;
using Akka.Persistence.Sql.Journal.Types;

namespace ActorSearch.Coordinator.Journal;

/// <summary>
/// The journal of Akka.Persistence.Sql with another way of writing: the same rows in the same tables, but each write is one
/// transaction of its own through a prepared statement or a COPY, instead of SQL text made row by row (docs/decisions/0009). Tables,
/// recovery and everything else are the plugin's.
/// </summary>
public sealed class BatchJournal : SqlWriteJournal
{
    private readonly ByteArrayJournalSerializer _serializer;
    private readonly IJournalDatabase _database;

    /// <summary>The write in flight of each persistence id, which recovery has to wait for.</summary>
    private readonly ConcurrentDictionary<string, Task> _writing = [];

    /// <summary>Akka creates the journal, with the section `akka.persistence.journal.sql`.</summary>
    /// <exception cref="ConfigurationException">A setting is not one that this journal needs.</exception>
    public BatchJournal(Config config) : base(config)
    {
        var settings = new JournalConfig(config.WithFallback(SqlPersistence.DefaultJournalConfiguration));
        if (!settings.TableConfig.EventJournalTable.UseWriterUuidColumn) throw new ConfigurationException("the journal needs use-writer-uuid-column");
        _serializer = new(settings, Context.System.Serialization, settings.PluginConfig.TagSeparator, Guid.NewGuid().ToString("N"));
        _database = IJournalDatabase.Of(settings.ProviderName, settings.ConnectionString);
    }

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var writes = messages.ToList();
        var (id, now) = (writes[0].PersistenceId, DateTime.UtcNow.Ticks);
        // Not on the actor's turn: a commit waits for the disk.
        var write = Task.Run(() => WriteAsync(writes, now));
        _writing[id] = write;
        const TaskContinuationOptions here = TaskContinuationOptions.ExecuteSynchronously;
        write.ContinueWith(done => _writing.TryRemove(KeyValuePair.Create(id, (Task)done)), CancellationToken.None, here, TaskScheduler.Default);
        return write;
    }

    public override async Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken)
    {
        if (_writing.TryGetValue(persistenceId, out var write)) await write.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await base.ReadHighestSequenceNrAsync(persistenceId, fromSequenceNr, cancellationToken).ConfigureAwait(false);
    }

    protected override void PostStop()
    {
        base.PostStop();
        _database.Dispose();
    }

    /// <returns>Why a write was rejected, each; nothing where none was.</returns>
    private async Task<IImmutableList<Exception>> WriteAsync(List<AtomicWrite> writes, long now)
    {
        var serialized = _serializer.Serialize(writes, now);
        var rows = serialized.Where(write => write.IsSuccess).SelectMany(write => write.Success.Value).ToList();
        if (rows.Exists(row => row.TagArray.Length > 0)) throw new NotSupportedException("this journal writes no tags");
        if (rows.Count > 0) await JournalMeter.WriteAsync(rows.Count, () => _database.WriteAsync(rows)).ConfigureAwait(false);
        return serialized.TrueForAll(write => write.IsSuccess) ? null! : [.. serialized.Select(write => write.Failure.HasValue ? write.Failure.Value : null!)];
    }
}
