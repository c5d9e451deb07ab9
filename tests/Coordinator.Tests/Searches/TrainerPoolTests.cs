using System.Collections.Concurrent;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Messages;
using Akka.Actor;
using Akka.TestKit;

namespace ActorSearch.Coordinator.Tests.Searches;

/// <summary>Whose a trainer's name is, in virtual time.</summary>
public sealed class TrainerPoolTests : Akka.TestKit.Xunit.TestKit
{
    private readonly ManualResetEventSlim _goOn = new();
    private readonly IActorRef _pool;
    private readonly TestProbe _second;

    /// <summary>Like a process that was stopped: it does not answer until it goes on.</summary>
    private sealed class Stuck(ManualResetEventSlim goOn) : UntypedActor
    {
        protected override void OnReceive(object message) => goOn.Wait(Patience.Limit);
    }

    /// <summary>A trainer behind a network that loses questions: it keeps what it hears and answers nothing.</summary>
    private sealed class Distant(ActorPath path, IActorRefProvider provider) : MinimalActorRef
    {
        public override ActorPath Path => path;
        public override IActorRefProvider Provider => provider;
        public ConcurrentQueue<object> Heard { get; } = [];
        public IEnumerable<object> Questions => Heard.OfType<Identify>().Select(question => question.MessageId);

        protected override void TellInternal(object message, IActorRef sender) => Heard.Enqueue(message);
    }

    public TrainerPoolTests()
        : base("akka.loglevel = ERROR\nakka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"" + Patience.TestKit, "pool")
    {
        _pool = Sys.ActorOf(Props.Create(() => new TrainerPool(null)));
        _second = CreateTestProbe("second");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private void Register(IActorRef node, string process, IActorRef? sender = null) =>
        _pool.Tell(new RegisterTrainer("t", process, node, SampleSearches.Numerics, 1, []), sender ?? node);

    private void Registered(TestProbe node) => Assert.Equal(_pool, node.ExpectMsg<TrainerRegistered>(cancellationToken: Cancel).Pool);

    /// <summary>What was told to the pool before has been done.</summary>
    private TrainerList Pool()
    {
        _pool.Tell(new ListTrainers(""), TestActor);
        return ExpectMsg<TrainerList>(cancellationToken: Cancel);
    }

    private IActorRef StuckTrainer()
    {
        var goOn = _goOn;
        var first = Sys.ActorOf(Props.Create(() => new Stuck(goOn)));
        Register(first, "p1");
        Pool();
        return first;
    }

    protected override void AfterAll()
    {
        _goOn.Set();
        base.AfterAll();
    }

    [Fact]
    public void A_process_that_answers_keeps_its_name()
    {
        var first = CreateTestProbe("first");
        Register(first, "p1");
        Registered(first);
        // It asks again with its next beat, and is answered again.
        for (var beat = 0; beat < 3; beat++)
        {
            Register(_second, "p2");
            var taken = _second.ExpectMsg<TrainerNameTaken>(cancellationToken: Cancel);
            Assert.Equal(("t", first.Ref.Path.Address.ToString()), (taken.Trainer, taken.Address));
        }
        Register(first, "p1");
        Registered(first);
    }

    [Fact]
    public void A_process_that_beats_while_it_is_asked_keeps_its_name()
    {
        var first = StuckTrainer();
        Register(_second, "p2");
        Register(first, "p1");
        Pool();
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(6));
        Pool();
        _second.ExpectNoMsg(TimeSpan.Zero, Cancel);
    }

    [Fact]
    public void The_name_of_a_process_that_does_not_answer_goes_to_the_next_one()
    {
        StuckTrainer();
        Register(_second, "p2");
        Register(_second, "p2");
        Pool();
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(4));
        Pool();
        _second.ExpectNoMsg(TimeSpan.Zero, Cancel);
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(2));
        Registered(_second);
        Register(_second, "p2");
        Registered(_second);
    }

    /// <summary>One lost message must not cost a live trainer its name.</summary>
    [Fact]
    public void A_process_whose_first_question_was_lost_is_asked_again_and_keeps_its_name()
    {
        var first = new Distant(Sys.DeadLetters.Path.Root / "user" / "distant", ((ExtendedActorSystem)Sys).Provider);
        Register(first, "p1");
        Register(_second, "p2");
        Pool();
        var lost = Assert.Single(first.Questions);
        Register(_second, "p2");
        Pool();
        Assert.Equal([lost, lost], first.Questions);
        // A guess, the question of somebody else, and at last the answer.
        _pool.Tell(new ActorIdentity("t", first), first);
        Pool();
        _second.ExpectNoMsg(TimeSpan.Zero, Cancel);
        _pool.Tell(new ActorIdentity(lost, first), first);
        Assert.Equal("t", _second.ExpectMsg<TrainerNameTaken>(cancellationToken: Cancel).Trainer);
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(6));
        Register(first, "p1");
        Pool();
        Assert.Equal(_pool, Assert.IsType<TrainerRegistered>(first.Heard.Last()).Pool);
        _second.ExpectNoMsg(TimeSpan.Zero, Cancel);
    }

    [Fact]
    public void The_name_of_a_process_that_has_ended_goes_to_the_next_one_at_once()
    {
        var first = StuckTrainer();
        Register(_second, "p2");
        Pool();
        // At once: by way of the system it could still answer before.
        ((IInternalActorRef)first).Stop();
        _goOn.Set();
        Registered(_second);
    }

    [Fact]
    public void Nobody_registers_asks_or_leaves_for_another_one()
    {
        var first = CreateTestProbe("first");
        Register(first, "p1");
        Registered(first);
        Register(first, "p2", _second.Ref);
        Register(_second, "p3", first.Ref);
        _pool.Tell(new TrainerLeaving("t", "p1"), _second.Ref);
        _pool.Tell(new RequestWork(new("t", 0), "p1", first.Ref, SampleSearches.Numerics), _second.Ref);
        Assert.Equal("t", Assert.Single(Pool().Trainers).Trainer);
        Register(first, "p1");
        Registered(first);
        _second.ExpectNoMsg(TimeSpan.Zero, Cancel);
    }
}
