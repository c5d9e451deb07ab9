using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql.Journal;

namespace ActorSearch.Coordinator.Tests.Support;

/// <summary>Reads as the program's journal does (<see cref="Journal.BatchJournal"/> differs in writing), notes who reads, and may let a reader wait.</summary>
public sealed class WatchedJournal(Config config) : SqlWriteJournal(config)
{
    private static readonly ConcurrentDictionary<string, Watch> Watches = new();

    private readonly Watch _watch = Of(config.GetString("connection-string"));

    /// <summary>Of the journal with this connection, whatever process or system reads it.</summary>
    public static Watch Of(string connection) => Watches.GetOrAdd(connection, _ => new Watch());

    public override async Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback)
    {
        _watch.Read.Enqueue(persistenceId);
        if (_watch.Gates.TryGetValue(persistenceId, out var gate)) await gate.Task;
        await base.ReplayMessagesAsync(context, persistenceId, fromSequenceNr, toSequenceNr, max, recoveryCallback);
    }

    public sealed class Watch
    {
        /// <summary>Whose events were read, in order.</summary>
        public ConcurrentQueue<string> Read { get; } = new();

        /// <summary>Whose reader waits for what.</summary>
        public ConcurrentDictionary<string, TaskCompletionSource> Gates { get; } = new();
    }
}
