using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Journal;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Node.Hosting;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Sql;

namespace ActorSearch.Coordinator.Tests.Hosting;

/// <summary>Two writers of one search: the one that recovered last wins, the former one cannot write any more.</summary>
public sealed class WriterFencingTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<ActorSystem> _systems = [];

    public void Dispose()
    {
        foreach (var system in _systems) system.Terminate().Wait(Patience.Limit);
        _folder.Dispose();
    }

    [Fact]
    public async Task A_former_writer_that_wakes_up_is_refused_by_the_journal()
    {
        var cancel = TestContext.Current.CancellationToken;
        var submission = SampleSearches.Submission();
        var submit = new Submit(SampleSearches.Id, submission.Spec, submission.SpecHash, submission.TrainingHash, submission.DataFingerprint);
        var former = Start(out var inbox);
        Assert.Null((await former.Ask<OperatorReply>(submit, Patience.Limit, cancel)).Refusal);

        var present = Start(out _);
        // A command, even one that changes nothing, is answered only once its writer has written; a query may come earlier.
        Assert.Equal(SearchStatus.Running, (await present.Ask<OperatorReply>(new Resume(SampleSearches.Id), Patience.Limit, cancel)).Status);
        former.Tell(new Pause(SampleSearches.Id, "too late"), ActorRefs.NoSender);

        Assert.Equal(former, (await inbox.ReceiveAsync(Patience.Limit)) is Terminated ended ? ended.ActorRef : null);
        Assert.Null((await present.Ask<OperatorReply>(new Pause(SampleSearches.Id, "now"), Patience.Limit, cancel)).Refusal);
        Assert.Equal("now", JournalFile.Peek(_folder.Journal).PauseReason);
    }

    private IActorRef Start(out Inbox inbox)
    {
        var config = ConfigurationFactory.ParseString("akka { actor.provider = local, loglevel = OFF }")
            .WithFallback(JournalOptions.Sqlite(_folder.Journal).Hocon)
            .WithFallback(NodeHocon.Shipped)
            .WithFallback(SqlPersistence.DefaultConfiguration);
        var system = ActorSystem.Create("writer", config);
        _systems.Add(system);
        inbox = Inbox.Create(system);
        var settings = new SearchSettings(new MemoryStore(), new SearchViews());
        var pool = ActorRefs.Nobody;
        var search = system.ActorOf(Props.Create(() => new SearchActor(SampleSearches.Id, settings, pool, false)));
        inbox.Watch(search);
        return search;
    }
}
