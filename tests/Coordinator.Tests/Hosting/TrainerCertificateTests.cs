using System.Collections.Concurrent;
using ActorSearch.Messages;
using ActorSearch.Tests;
using ActorSearch.TrainerNode.Node.Hosting;
using ActorSearch.TrainerNode.Node.Hosting.Wire;
using Akka.Actor;
using Akka.Cluster;

namespace ActorSearch.Coordinator.Tests.Hosting;

/// <summary>Who has a trainer's certificate says what trainers say, and nothing else, whichever actor it is for and however that is addressed.</summary>
[Collection("wire")]
public sealed class TrainerCertificateTests : NodeOnTheWire
{
    /// <summary>Where a coordinator has its supervisor of searches.</summary>
    private const string Victim = $"/user/{SupervisorProxy.Name}/victim";

    private static readonly SearchId Search = new("s");

    private readonly ConcurrentQueue<object> _heard = [];

    private sealed class Listener(ConcurrentQueue<object> heard) : UntypedActor
    {
        protected override void OnReceive(object message) => heard.Enqueue(message);
    }

    /// <summary>What it hears, its child does.</summary>
    private sealed class Parent : UntypedActor
    {
        private readonly IActorRef _child;

        public Parent(Props child) => _child = Context.ActorOf(child, "victim");

        protected override void OnReceive(object message) => _child.Forward(message);
    }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var heard = _heard;
        System.ActorOf(Props.Create(() => new Parent(Props.Create(() => new Listener(heard)))), SupervisorProxy.Name);
    }

    [Fact]
    public async Task It_says_what_trainers_say_and_nothing_else()
    {
        await using var stranger = new Stranger(TrainerKeys);
        var (victim, before) = (stranger.Reach(Node.SelfAddress, Victim), WireRefusals.Count);
        var messages = Stranger.NotForTrainers(Search, victim).ToList();
        foreach (var message in messages)
        {
            victim.Tell(message, ActorRefs.NoSender);
            stranger.System.ActorSelection(victim.Path).Tell(message, ActorRefs.NoSender);
        }
        // Its own words, but to Akka's actor above, and by way of a selection.
        stranger.Reach(Node.SelfAddress, $"/user/{SupervisorProxy.Name}").Tell(new TrainerLeaving("above", "p"), ActorRefs.NoSender);
        stranger.System.ActorSelection(victim.Path).Tell(new TrainerLeaving("selected", "p"), ActorRefs.NoSender);
        var last = new TrainerLeaving("t", "p");
        victim.Tell(last, ActorRefs.NoSender);
        await Patience.UntilAsync(() => !_heard.IsEmpty, () => "nothing is heard", Cancel);
        Assert.Equal(last, Assert.Single(_heard));
        Assert.Equal(before + (2 * messages.Count) + 2, WireRefusals.Count);
    }

    [Fact]
    public async Task A_coordinator_says_everything_but_what_belongs_into_the_journal()
    {
        await using var other = new Stranger(CoordinatorKeys);
        var victim = other.Reach(Node.SelfAddress, Victim);
        foreach (var message in Stranger.NotForTrainers(Search, victim)) victim.Tell(message, ActorRefs.NoSender);
        victim.Tell(new TrainerLeaving("t", "p"), ActorRefs.NoSender);
        await Patience.UntilAsync(() => _heard.OfType<TrainerLeaving>().Any(), () => "nothing is heard", Cancel);
        Assert.Equal(
            [.. Stranger.NotForTrainers(Search, victim).Where(message => message is IWireMessage).Select(message => message.GetType()), typeof(TrainerLeaving)],
            _heard.Select(message => message.GetType()));
    }

    [Fact]
    public async Task It_speaks_for_nobody_else()
    {
        await using var stranger = new Stranger(TrainerKeys);
        var victim = stranger.Reach(Node.SelfAddress, Victim);
        victim.Tell(new TrainerLeaving("as another", "p"), stranger.Reach(new Address("akka.ssl.tcp", "actorsearch", "127.0.0.1", 1), "/user/trainer-t"));
        victim.Tell(new TrainerLeaving("as the coordinator", "p"), stranger.Reach(Node.SelfAddress, Victim));
        var own = stranger.System.ActorOf(Props.Create(() => new Listener(new ConcurrentQueue<object>())), "own");
        victim.Tell(new TrainerLeaving("as itself", "p"), own);
        await Patience.UntilAsync(() => !_heard.IsEmpty, () => "nothing is heard", Cancel);
        Assert.Equal(new TrainerLeaving("as itself", "p"), Assert.Single(_heard));
    }

    [Fact]
    public async Task It_joins_as_a_trainer_and_removes_nobody()
    {
        await using (var coordinator = new Stranger(TrainerKeys, "coordinator"))
        {
            var before = WireRefusals.Count;
            Akka.Cluster.Cluster.Get(coordinator.System).Join(Node.SelfAddress);
            await Patience.UntilAsync(() => WireRefusals.Count > before, () => "it is not refused", Cancel);
            Assert.Single(Node.State.Members);
        }
        await using var stranger = new Stranger(TrainerKeys);
        var cluster = Akka.Cluster.Cluster.Get(stranger.System);
        await cluster.JoinAsync(Node.SelfAddress, Cancel);
        await Patience.UntilAsync(() => Node.State.Members.Count == 2, () => "it is let in", Cancel);
        var daemon = stranger.System.ActorSelection($"{Node.SelfAddress}/system/cluster/core/daemon");
        var count = WireRefusals.Count;
        daemon.Tell(Command("Down", Node.SelfAddress));
        daemon.Tell(Command("Leave", Node.SelfAddress));
        await Patience.UntilAsync(() => WireRefusals.Count >= count + 2, () => $"{WireRefusals.Count - count} refused", Cancel);
        Assert.All(Node.State.Members, member => Assert.Equal(MemberStatus.Up, member.Status));
        // It leaves by a word to itself.
        await cluster.LeaveAsync(Cancel);
        await Patience.UntilAsync(() => Node.State.Members.Count == 1, () => "it has left", Cancel);

        static object Command(string name, Address node) =>
            Activator.CreateInstance(typeof(Akka.Cluster.Cluster).Assembly.GetType($"Akka.Cluster.ClusterUserAction+{name}", throwOnError: true)!, node)!;
    }

    [Fact]
    public async Task It_has_no_address_of_a_coordinator()
    {
        await using var stranger = new Stranger(TrainerKeys, claims: ("127.0.0.1", Node.SelfAddress.Port!.Value));
        var before = WireRefusals.Count;

        // To itself, as it believes: another name of the same machine leads to the coordinator.
        var itself = new Address(Node.SelfAddress.Protocol, Node.SelfAddress.System, "localhost", Node.SelfAddress.Port);
        stranger.Reach(itself, Victim).Tell(new TrainerLeaving("t", "p"), ActorRefs.NoSender);
        await Patience.UntilAsync(() => WireRefusals.Count > before, () => "it is not refused", Cancel);
        Assert.Empty(_heard);
    }
}
