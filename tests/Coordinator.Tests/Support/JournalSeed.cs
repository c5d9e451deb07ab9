using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Journal;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Node.Hosting;
using ActorSearch.TrainerNode.Training.Runs;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql;

namespace ActorSearch.Coordinator.Tests.Support;

/// <summary>Journals as a coordinator would have written them, without one: many searches in no time.</summary>
internal static class JournalSeed
{
    /// <summary>Settings of a system that uses the folder's journal, through <see cref="WatchedJournal"/>.</summary>
    public static Config Settings(TempFolder folder) => ConfigurationFactory.ParseString("""
            akka { actor.provider = local, loglevel = OFF }
            akka.persistence.journal.sql.class = "ActorSearch.Coordinator.Tests.Support.WatchedJournal, Coordinator.Tests"
            """)
        .WithFallback(ConfigurationFactory.ParseString(Patience.TestKit))
        .WithFallback(JournalOptions.Sqlite(folder.Journal).Hocon)
        .WithFallback(NodeHocon.Shipped)
        .WithFallback(SqlPersistence.DefaultConfiguration);

    /// <summary>The plugin makes its tables.</summary>
    public static async Task CreateAsync(TempFolder folder, CancellationToken cancel)
    {
        JournalFile.Prepare(folder.Journal);
        using var system = ActorSystem.Create("seed", Settings(folder));
        var persistence = Persistence.Instance.Apply(system);
        persistence.JournalFor(null);
        persistence.SnapshotStoreFor(null);
        await Patience.UntilAsync(
            () => folder.Sql("SELECT count(*) FROM sqlite_master WHERE name IN ('journal', 'snapshot')") is 2L, () => "no tables in the journal", cancel);
        await system.Terminate();
    }

    /// <summary>All records of a search that was trained to the end with this store.</summary>
    public static List<ISearchEvent> Finished(MemoryStore store, SubmitSearch submission)
    {
        var (state, trainer) = (SearchState.Empty, new FileTrainer(store));
        var events = new List<ISearchEvent> { new WriterStarted("seed", DateTimeOffset.UnixEpoch) };
        SearchReply Do(ISearchCommand command)
        {
            var decision = SearchDecider.Decide(state, command);
            events.AddRange(decision.Events);
            state = decision.After;
            return decision.Reply;
        }
        Do(submission);
        while (state.Status == SearchStatus.Running)
        {
            var order = ((Granted)Do(new RequestLease(new SlotId("seed", 0), SampleSearches.Numerics, DateTimeOffset.UnixEpoch))).Order;
            var checkpoints = new Checkpoints();
            var outcome = trainer.Run(order, checkpoints, CancellationToken.None);
            foreach (var checkpoint in checkpoints.Saved) Do(new RecordCheckpoint(order.Work, order.Attempt, checkpoint, DateTimeOffset.UnixEpoch));
            Do(new ReportOutcome(order.Work, order.Attempt, outcome, DateTimeOffset.UnixEpoch));
        }
        return events;
    }

    public static SearchState State(IEnumerable<ISearchEvent> events) => events.Aggregate(SearchState.Empty, SearchEffects.Apply);

    /// <summary>The same search under another id.</summary>
    public static IEnumerable<ISearchEvent> As(SearchId id, IEnumerable<ISearchEvent> events) =>
        events.Select(@event => @event is SearchSubmitted submitted ? submitted with { Search = id } : @event);

    /// <summary>What the supervisor has of a search that ended.</summary>
    public static SearchEnded Ended(SearchId id, SearchState state) => new(id, state.Status, SharedFiles.Marks(state.Files), DateTimeOffset.UnixEpoch);

    public static void Write(TempFolder folder, string persistenceId, IEnumerable<object> records) =>
        JournalRows.Write(folder.Journal, [(persistenceId, records)]);

    private sealed class Checkpoints : ISessionObserver
    {
        public List<TrainingCheckpoint> Saved { get; } = [];
        public void Alive(int epoch, int lastEpoch, long samples) { }
        public void EpochDone(EpochPoint point) { }
        public void CheckpointSaved(TrainingCheckpoint checkpoint) => Saved.Add(checkpoint);
    }
}
