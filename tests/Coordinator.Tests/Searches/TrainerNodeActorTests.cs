using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Actors;
using Akka.Actor;
using Akka.TestKit;

namespace ActorSearch.Coordinator.Tests.Searches;

/// <summary>A trainer with probes as supervisor, pool and search.</summary>
public sealed class TrainerNodeActorTests : Akka.TestKit.Xunit.TestKit
{
    private readonly FileTrainer _table = new(new MemoryStore());
    private readonly TestProbe _supervisor, _pool, _search;

    public TrainerNodeActorTests() : base("akka.loglevel = ERROR" + Patience.TestKit) =>
        (_supervisor, _pool, _search) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IActorRef Start(TimeSpan beat, int slots = 1, Action<string>? outOfMemory = null)
    {
        var options = new TrainerOptions("t", slots, SampleSearches.Numerics, _table.Session) { Beat = beat, OutOfMemory = outOfMemory };
        var supervisor = _supervisor.Ref;
        var node = Sys.ActorOf(Props.Create(() => new TrainerNodeActor(options, supervisor)));
        Assert.Equal(node, _supervisor.ExpectMsg<RegisterTrainer>(cancellationToken: Cancel).Node);
        node.Tell(new TrainerRegistered(_pool.Ref), _pool.Ref);
        for (var i = 0; i < slots; i++) Assert.Equal(new SlotId("t", i), _pool.ExpectMsg<RequestWork>(cancellationToken: Cancel).Slot);
        return node;
    }

    [Fact]
    public void A_registration_is_reported_once_for_each_coordinator()
    {
        var (reports, supervisor) = (new List<string>(), _supervisor.Ref);
        var options = new TrainerOptions("t", 1, SampleSearches.Numerics, _table.Session) { Registered = reports.Add };
        var node = Sys.ActorOf(Props.Create(() => new TrainerNodeActor(options, supervisor)));
        var other = CreateTestProbe();
        foreach (var pool in new[] { _pool, _pool, other })
        {
            node.Tell(new TrainerRegistered(pool.Ref), pool.Ref);
            pool.ExpectMsg<RequestWork>(cancellationToken: Cancel);
        }
        Assert.Equal(["this process", "this process"], reports);
    }

    private static WorkOrder Order()
    {
        var submission = SampleSearches.Submission();
        var state = SearchDecider.Decide(SearchState.Empty, submission).Events.Aggregate(SearchState.Empty, SearchEffects.Apply);
        return ((Granted)SearchDecider.Decide(state, new RequestLease(new SlotId("t", 0), SampleSearches.Numerics, DateTimeOffset.UnixEpoch)).Reply).Order;
    }

    [Fact]
    public void A_result_is_repeated_until_it_is_accepted_while_the_slot_already_asks_for_more()
    {
        var node = Start(TimeSpan.FromMilliseconds(100));
        var order = Order();
        node.Tell(new StartTraining(0, order, _search.Ref));
        var finished = _search.FishForMessage<TrainingFinished>(_ => true, cancellationToken: Cancel);
        Assert.IsType<RunFinished>(finished.Outcome);
        _pool.ExpectMsg<RequestWork>(cancellationToken: Cancel);
        Assert.Equal(finished, _search.ExpectMsg<TrainingFinished>(cancellationToken: Cancel));
        var registered = _supervisor.FishForMessage<RegisterTrainer>(r => !r.Held.IsEmpty, cancellationToken: Cancel);
        Assert.Equal((order.Work, 1), registered.Held[0] is var held ? (held.Work, held.Attempt) : default);

        node.Tell(new ResultAccepted(order.Search, order.Work, order.Attempt));
        _supervisor.FishForMessage<RegisterTrainer>(r => r.Held.IsEmpty, cancellationToken: Cancel);
        _supervisor.ExpectMsg<RegisterTrainer>(cancellationToken: Cancel);
    }

    [Fact]
    public void A_kept_result_goes_to_the_search_that_came_back()
    {
        var node = Start(TimeSpan.FromMinutes(5));
        var order = Order();
        node.Tell(new StartTraining(0, order, _search.Ref));
        var finished = _search.FishForMessage<TrainingFinished>(_ => true, cancellationToken: Cancel);
        var successor = CreateTestProbe();
        node.Tell(new KeepTraining(order.Search, order.Work, order.Attempt, successor.Ref));
        Assert.Equal(finished, successor.ExpectMsg<TrainingFinished>(cancellationToken: Cancel));
    }

    [Fact]
    public void Stopped_work_is_never_reported_and_its_slot_asks_again()
    {
        _table.Instead = (_, stop) =>
        {
            stop.WaitHandle.WaitOne();
            return new WorkInterrupted(null);
        };
        var node = Start(TimeSpan.FromMinutes(5));
        var order = Order();
        node.Tell(new StartTraining(0, order, _search.Ref));
        _search.ExpectMsg<TrainingProgress>(cancellationToken: Cancel);
        node.Tell(new StopTraining(order.Search, order.Work, order.Attempt, "over"));
        _pool.ExpectMsg<RequestWork>(cancellationToken: Cancel);
        _search.ExpectNoMsg(TimeSpan.FromMilliseconds(100), Cancel);
    }

    [Fact]
    public void A_busy_slot_hands_an_order_back()
    {
        using var release = new ManualResetEventSlim();
        _table.Instead = (_, _) =>
        {
            release.Wait(CancellationToken.None);
            return null;
        };
        var node = Start(TimeSpan.FromMinutes(5));
        var order = Order();
        node.Tell(new StartTraining(0, order, _search.Ref));
        var other = CreateTestProbe();
        node.Tell(new StartTraining(0, order with { Attempt = 9 }, other.Ref));
        Assert.Equal(new WorkInterrupted(null), other.ExpectMsg<TrainingFinished>(cancellationToken: Cancel).Outcome);
        release.Set();
    }

    [Fact]
    public void A_session_that_throws_is_a_failed_attempt()
    {
        _table.Instead = (_, _) => throw new InvalidOperationException("native\ncrash");
        var node = Start(TimeSpan.FromMinutes(5));
        node.Tell(new StartTraining(0, Order(), _search.Ref));
        var failed = Assert.IsType<WorkFailed>(_search.FishForMessage<TrainingFinished>(_ => true, cancellationToken: Cancel).Outcome);
        Assert.Equal((FailureKind.Environment, "InvalidOperationException: native crash"), (failed.Kind, failed.Reason));
    }

    [Fact]
    public void Out_of_memory_it_takes_no_more_work_and_ends_once_that_is_acknowledged()
    {
        _table.Instead = (_, _) => new WorkFailed(FailureKind.DeviceMemory, "too large", null);
        var node = Start(TimeSpan.FromMinutes(5), outOfMemory: TestActor.Tell);
        var order = Order();
        node.Tell(new StartTraining(0, order, _search.Ref));
        Assert.IsType<WorkFailed>(_search.FishForMessage<TrainingFinished>(_ => true, cancellationToken: Cancel).Outcome);
        _pool.ExpectMsg<TrainerLeaving>(cancellationToken: Cancel);
        ExpectNoMsg(TimeSpan.FromMilliseconds(100), Cancel);
        node.Tell(new ResultAccepted(order.Search, order.Work, order.Attempt));
        ExpectMsg("too large", cancellationToken: Cancel);
        _pool.ExpectNoMsg(TimeSpan.FromMilliseconds(50), Cancel);
    }

    [Fact]
    public void Draining_waits_for_the_acknowledgement_of_what_was_saved()
    {
        _table.EpochTime = TimeSpan.FromMinutes(1);
        var node = Start(TimeSpan.FromMinutes(5));
        var order = Order();
        node.Tell(new StartTraining(0, order, _search.Ref));
        _search.ExpectMsg<TrainingProgress>(cancellationToken: Cancel);
        node.Tell(new DrainSlots(), TestActor);
        Assert.IsType<WorkInterrupted>(_search.FishForMessage<TrainingFinished>(_ => true, cancellationToken: Cancel).Outcome);
        _pool.ExpectMsg<TrainerLeaving>(cancellationToken: Cancel);
        ExpectNoMsg(TimeSpan.FromMilliseconds(100), Cancel);
        node.Tell(new ResultAccepted(order.Search, order.Work, order.Attempt));
        ExpectMsg<Drained>(cancellationToken: Cancel);
        _pool.ExpectNoMsg(TimeSpan.FromMilliseconds(50), Cancel);
    }
}
