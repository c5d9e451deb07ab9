using ActorSearch.Coordinator.Searches;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Node.Hosting;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;

namespace ActorSearch.Coordinator.Tests.Searches;

/// <summary>
/// The protocol between search, pool and trainer, with probes in their places, in virtual time. Every message of the wire goes through the serialiser, as
/// between processes.
/// </summary>
/// <remarks>Akka's own `serialize-messages` fails on Akka's own persistence and cluster messages under strict serialisation.</remarks>
public sealed class SearchActorTests : Akka.TestKit.Xunit.TestKit
{
    private static readonly Config Settings = ConfigurationFactory.ParseString("""
        akka {
          loglevel = ERROR
          actor.provider = local
          actor.serialization-settings.allow-unregistered-types = on
          scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
          persistence.journal.plugin = "akka.persistence.journal.inmem"
          persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
          test { single-expect-default = 5m, default-timeout = 5m }
        }
        """).WithFallback(NodeHocon.Shipped);

    private readonly MemoryStore _store = new();
    private readonly FileTrainer _table;
    private readonly TestProbe _pool, _node;

    public SearchActorTests() : base(Settings, "search")
    {
        _table = new FileTrainer(_store);
        (_pool, _node) = (CreateTestProbe("pool"), CreateTestProbe("node"));
        EchoAtOnce();
    }

    private void EchoAtOnce()
    {
        _pool.IgnoreMessages(message => message is Echo);
        _pool.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            if (message is Echo) sender.Tell(message, _pool.Ref);
            return AutoPilot.KeepRunning;
        }));
    }

    private void Send(IActorRef to, object message, IActorRef sender) => to.Tell(message is IWireMessage wire ? Wired(wire) : message, sender);

    private T Wired<T>(T message) where T : notnull
    {
        var serializer = (ActorSearchSerializer)Sys.Serialization.FindSerializerFor(message);
        return (T)serializer.FromBinary(serializer.ToBinary(message), serializer.Manifest(message));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TestScheduler Time => (TestScheduler)Sys.Scheduler;

    /// <summary>A lease of 60 s is checked every 15 s.</summary>
    private void Checks(int count)
    {
        for (var i = 0; i < count; i++) Time.Advance(TimeSpan.FromSeconds(15));
    }

    private SearchSettings Process(int snapshotEvery = 1000, Action<string>? fenced = null) =>
        new(_store, new SearchViews()) { SnapshotEvery = snapshotEvery, Fenced = fenced ?? (_ => { }) };

    private IActorRef Start(SearchSettings? process = null)
    {
        var search = Create(process ?? Process());
        Assert.Equal(search, _pool.FishForMessage<SearchStarted>(_ => true, cancellationToken: Cancel).Actor);
        return search;
    }

    private IActorRef Create(SearchSettings process)
    {
        var pool = _pool.Ref;
        return Sys.ActorOf(Props.Create(() => new SearchActor(SampleSearches.Id, process, pool, false)));
    }

    private IActorRef StartSubmitted(int candidates = 6, SearchSettings? process = null)
    {
        var search = Start(process);
        var submission = SampleSearches.Submission(SampleSearches.Spec(candidates));
        Send(search, new Submit(SampleSearches.Id, submission.Spec, submission.SpecHash, submission.TrainingHash, submission.DataFingerprint), TestActor);
        Assert.Equal(new OperatorReply(SampleSearches.Id, null, SearchStatus.Running), ExpectMsg<OperatorReply>(cancellationToken: Cancel));
        Assert.Equal(1, _pool.ExpectMsg<SlotsWanted>(cancellationToken: Cancel).Count);
        return search;
    }

    private static SlotOffered Offer(TestProbe node, int slot = 0, string process = "p1") =>
        new(new SlotId("t", slot), process, node.Ref, SampleSearches.Numerics);

    private WorkOrder Grant(IActorRef search, int slot = 0)
    {
        Send(search, Offer(_node, slot), _pool.Ref);
        return Wired(_node.ExpectMsg<StartTraining>(cancellationToken: Cancel)).Order;
    }

    private TrainingFinished Finish(WorkOrder order) =>
        new(order.Search, new SlotId("t", 0), order.Work, order.Attempt, _table.Run(order, new Ignore(), CancellationToken.None));

    private RegisterTrainer Registration(string process, params HeldWork[] held) => new("t", process, _node.Ref, SampleSearches.Numerics, 1, [.. held]);

    [Fact]
    public void A_result_is_accepted_once_and_its_repetition_is_acknowledged_again()
    {
        var search = StartSubmitted();
        var finished = Finish(Grant(search));
        Send(search, finished, _node.Ref);
        _node.ExpectMsg(new ResultAccepted(SampleSearches.Id, finished.Work, 1), cancellationToken: Cancel);
        Assert.True(_pool.ExpectMsg<SlotsWanted>(cancellationToken: Cancel).Count > 0);
        Send(search, finished, _node.Ref);
        _node.ExpectMsg(new ResultAccepted(SampleSearches.Id, finished.Work, 1), cancellationToken: Cancel);
    }

    [Fact]
    public void A_result_waits_for_the_offer_of_its_slot_and_goes_out_with_the_next_lease()
    {
        var search = StartSubmitted(candidates: 2);
        _pool.SetAutoPilot(AutoPilot.NoAutoPilot);
        _pool.IgnoreNoMessages();
        var finished = Finish(Grant(search));
        Send(search, finished, _node.Ref);
        _pool.ExpectMsg<Echo>(cancellationToken: Cancel);
        _node.ExpectNoMsg(TimeSpan.FromMilliseconds(100), Cancel);

        // The offer decides both: of one write the acknowledgement and the next order come in that order, without an echo.
        Send(search, Offer(_node), _pool.Ref);
        _node.ExpectMsg(new ResultAccepted(SampleSearches.Id, finished.Work, 1), cancellationToken: Cancel);
        Assert.NotEqual(finished.Work, Wired(_node.ExpectMsg<StartTraining>(cancellationToken: Cancel)).Order.Work);
    }

    [Fact]
    public void A_result_whose_echo_is_lost_is_written_all_the_same()
    {
        var search = StartSubmitted();
        _pool.SetAutoPilot(AutoPilot.NoAutoPilot);
        var finished = Finish(Grant(search));
        Send(search, finished, _node.Ref);
        _node.ExpectNoMsg(TimeSpan.FromMilliseconds(100), Cancel);
        Time.Advance(TimeSpan.FromSeconds(1));
        _node.ExpectMsg(new ResultAccepted(SampleSearches.Id, finished.Work, 1), cancellationToken: Cancel);
    }

    [Fact]
    public void A_silent_lease_ends_and_the_late_result_of_the_old_attempt_is_refused()
    {
        var search = StartSubmitted();
        var first = Grant(search);
        Checks(3);
        Send(search, new TrainingProgress(SampleSearches.Id, new SlotId("t", 0), first.Work, 1, 0, 3, 10, 1, null, null), _node.Ref);
        Send(search, new GetSearch(SampleSearches.Id), TestActor);
        ExpectMsg<OperatorReply>(cancellationToken: Cancel);
        Checks(4);
        _node.ExpectNoMsg(TimeSpan.FromMilliseconds(100), Cancel);

        Checks(1);
        Assert.Equal(1, _node.ExpectMsg<StopTraining>(cancellationToken: Cancel).Attempt);
        Assert.Equal(1, _pool.ExpectMsg<SlotsWanted>(cancellationToken: Cancel).Count);

        var second = Grant(search, 1);
        Assert.Equal((first.Work, 2), (second.Work, second.Attempt));
        Send(search, Finish(first), _node.Ref);
        Assert.Equal(1, _node.ExpectMsg<StopTraining>(cancellationToken: Cancel).Attempt);
        Send(search, Finish(second), _node.Ref);
        Assert.Equal(2, _node.ExpectMsg<ResultAccepted>(cancellationToken: Cancel).Attempt);
    }

    private IActorRef Restart(IActorRef search, SearchSettings? process = null)
    {
        Stop(search);
        return Start(process);
    }

    private void Stop(IActorRef search)
    {
        Watch(search);
        Sys.Stop(search);
        ExpectTerminated(search, cancellationToken: Cancel);
    }

    private void Train(IActorRef search, int runs)
    {
        for (var i = 0; i < runs; i++)
        {
            Send(search, Finish(Grant(search)), _node.Ref);
            _node.ExpectMsg<ResultAccepted>(cancellationToken: Cancel);
        }
    }

    /// <summary>A suspended process wakes up, its write fails for another reason than the new writer, and its actor is started again.</summary>
    [Theory]
    [InlineData(1000)]
    [InlineData(1)] // what shows the other one is behind the other one's snapshot
    public void A_process_that_another_one_followed_does_not_take_its_search_back(int snapshotEvery)
    {
        var first = Process(snapshotEvery, TestActor.Tell);
        var search = StartSubmitted(process: first);
        Train(search, 1);
        search = Restart(search, first); // its own start is no other one's
        Train(search, 1);

        var second = Process(snapshotEvery, what => throw new InvalidOperationException(what));
        search = Restart(search, second);
        Train(search, 2);
        Stop(search);

        var late = Watch(Create(first));
        ExpectMsg($"search {SampleSearches.Id}", cancellationToken: Cancel);
        ExpectTerminated(late, cancellationToken: Cancel);
        Train(Start(second), 2);
    }

    [Fact]
    public void After_a_restart_a_lease_is_kept_where_its_trainer_still_has_it()
    {
        var search = StartSubmitted();
        var order = Grant(search);
        var again = Restart(search);
        Send(again, Registration("p1", new HeldWork(0, SampleSearches.Id, order.Work, order.Attempt)), _pool.Ref);
        Assert.Equal(again, Wired(_node.ExpectMsg<KeepTraining>(cancellationToken: Cancel)).Reports);
        Send(again, Finish(order), _node.Ref);
        Assert.Equal(1, _node.ExpectMsg<ResultAccepted>(cancellationToken: Cancel).Attempt);
    }

    [Fact]
    public void After_a_restart_a_lease_ends_at_once_where_its_trainer_does_not_have_it()
    {
        var search = StartSubmitted();
        var order = Grant(search);
        var again = Restart(search);
        Send(again, Registration("p2"), _pool.Ref);
        Assert.Equal(1, _pool.ExpectMsg<SlotsWanted>(cancellationToken: Cancel).Count);
        Assert.Equal((order.Work, 2), (Grant(again) is var next ? next.Work : default, 2));
    }

    [Fact]
    public void A_lease_of_this_process_is_kept_while_the_order_may_be_on_its_way_and_ends_with_the_process()
    {
        var search = StartSubmitted();
        var order = Grant(search);
        Send(search, Registration("p1"), _pool.Ref);
        Send(search, new GetSearch(SampleSearches.Id), TestActor);
        ExpectMsg<OperatorReply>(cancellationToken: Cancel);
        _pool.ExpectNoMsg(TimeSpan.FromMilliseconds(100), Cancel);

        Send(search, new TrainerGone("t", "p1"), _pool.Ref);
        Assert.Equal(1, _pool.ExpectMsg<SlotsWanted>(cancellationToken: Cancel).Count);
        Assert.Equal(order.Work, _node.ExpectMsg<StopTraining>(cancellationToken: Cancel).Work);
    }

    [Fact]
    public void Work_that_nobody_leased_is_stopped()
    {
        var search = StartSubmitted();
        var stray = WorkId.Train(new RunId(new CandidateId("unknown"), 0));
        Send(search, Registration("p1", new HeldWork(0, SampleSearches.Id, stray, 4)), _pool.Ref);
        Assert.Equal((stray, 4), _node.ExpectMsg<StopTraining>(cancellationToken: Cancel) is var stop ? (stop.Work, stop.Attempt) : default);
        Send(search, new TrainingProgress(SampleSearches.Id, new SlotId("t", 0), stray, 4, 0, 3, 10, 1, null, null), _node.Ref);
        Assert.Equal(stray, _node.ExpectMsg<StopTraining>(cancellationToken: Cancel).Work);
    }

    [Fact]
    public void A_paused_search_takes_its_work_back_and_grants_none_until_it_is_resumed()
    {
        var search = StartSubmitted();
        var order = Grant(search);
        Send(search, new Pause(SampleSearches.Id, "lunch"), TestActor);
        Assert.Equal(SearchStatus.Paused, ExpectMsg<OperatorReply>(cancellationToken: Cancel).Status);
        _node.ExpectMsg(new HandBack(SampleSearches.Id, order.Work, 1), cancellationToken: Cancel);
        var checkpoint = new TrainingCheckpoint(_store.Write([.. "half way"u8], 1), 1, 0);
        Send(search, new TrainingFinished(SampleSearches.Id, new SlotId("t", 0), order.Work, 1, new WorkInterrupted(checkpoint)), _node.Ref);
        _node.ExpectMsg<ResultAccepted>(cancellationToken: Cancel);
        Send(search, Offer(_node), _pool.Ref);
        Assert.False(_pool.FishForMessage<SlotReturned>(_ => true, cancellationToken: Cancel).Never);

        Send(search, new Resume(SampleSearches.Id), TestActor);
        ExpectMsg<OperatorReply>(cancellationToken: Cancel);
        var next = Grant(search);
        Assert.Equal((order.Work, 2, checkpoint), (next.Work, next.Attempt, next.ResumeFrom[0]));
    }

    [Fact]
    public void A_cancelled_search_stops_what_runs()
    {
        var search = StartSubmitted();
        var order = Grant(search);
        Send(search, new Cancel(SampleSearches.Id), TestActor);
        Assert.Equal(order.Work, _node.ExpectMsg<StopTraining>(cancellationToken: Cancel).Work);
        Assert.Equal(SearchStatus.Cancelled, ExpectMsg<OperatorReply>(cancellationToken: Cancel).Status);
    }

    [Fact]
    public void A_failed_attempt_waits_for_its_time_and_is_then_wanted_again()
    {
        var search = StartSubmitted();
        var order = Grant(search);
        var failed = new WorkFailed(FailureKind.Environment, "disk full", null);
        Send(search, new TrainingFinished(SampleSearches.Id, new SlotId("t", 0), order.Work, 1, failed), _node.Ref);
        _node.ExpectMsg<ResultAccepted>(cancellationToken: Cancel);
        _pool.ExpectNoMsg(TimeSpan.FromMilliseconds(100), Cancel);
        Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(1, _pool.ExpectMsg<SlotsWanted>(cancellationToken: Cancel).Count);
        Assert.Equal(2, Grant(search).Attempt);
    }

    [Fact]
    public void A_slot_of_other_numerics_is_returned_for_good()
    {
        var search = StartSubmitted();
        Send(search, Finish(Grant(search)), _node.Ref);
        _node.ExpectMsg<ResultAccepted>(cancellationToken: Cancel);
        Send(search, new SlotOffered(new SlotId("other", 0), "p", _node.Ref, new Numerics("table 2", "avx512")), _pool.Ref);
        Assert.True(_pool.FishForMessage<SlotReturned>(_ => true, cancellationToken: Cancel).Never);
    }

    [Fact]
    public void From_a_snapshot_the_search_goes_on_as_from_all_its_events()
    {
        const int every = 8;
        var search = StartSubmitted(10, Process(every));
        Train(search, 4);
        var again = Restart(search, Process(every));
        for (var status = SearchStatus.Running; status == SearchStatus.Running;)
        {
            Send(again, Offer(_node), _pool.Ref);
            Send(again, Finish(Wired(_node.ExpectMsg<StartTraining>(cancellationToken: Cancel)).Order), _node.Ref);
            _node.ExpectMsg<ResultAccepted>(cancellationToken: Cancel);
            Send(again, new GetSearch(SampleSearches.Id), TestActor);
            status = ExpectMsg<OperatorReply>(cancellationToken: Cancel).Status;
        }
        var reference = SampleSearches.Reference(SampleSearches.Submission(SampleSearches.Spec(10)));
        Assert.Equal(reference.Plan.Count * 3, _table.Epochs.Count);
    }

    private sealed class Ignore : TrainerNode.Training.Runs.ISessionObserver
    {
        public void Alive(int epoch, int lastEpoch, long samples) { }
        public void EpochDone(EpochPoint point) { }
        public void CheckpointSaved(TrainingCheckpoint checkpoint) { }
    }
}
