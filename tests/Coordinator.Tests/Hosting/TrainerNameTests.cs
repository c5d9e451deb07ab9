using System.Collections.Concurrent;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Messages;
using ActorSearch.Tests;
using ActorSearch.TrainerNode.Actors;
using ActorSearch.TrainerNode.Node.Hosting;
using Akka.Actor;
using Akka.Cluster;

namespace ActorSearch.Coordinator.Tests.Hosting;

/// <summary>Whose a trainer's name is when the pool has heard of no trainer yet, as after a failover.</summary>
[Collection("wire")]
public sealed class TrainerNameTests : NodeOnTheWire
{
    /// <summary>Has one child, and is nothing else.</summary>
    private sealed class Parent : UntypedActor
    {
        public Parent(Props child, string name) => Context.ActorOf(child, name);

        protected override void OnReceive(object message)
        {
        }
    }

    /// <summary>Says what it is told to say, as itself, and keeps what it hears.</summary>
    private sealed class Trainer(ConcurrentQueue<object> heard) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is (IActorRef pool, string process)) pool.Tell(new RegisterTrainer("t", process, Self, SampleSearches.Numerics, 1, []));
            else heard.Enqueue(message);
        }
    }

    [Fact]
    public async Task It_is_that_of_the_trainer_that_joined_under_it_first_until_that_is_gone()
    {
        System.ActorOf(Props.Create(() => new Parent(Props.Create(() => new TrainerPool(null)), "pool")), SupervisorProxy.Name);
        var (first, firstHeard) = await JoinedAsync();
        var (second, secondHeard) = await JoinedAsync();
        await using (second)
        {
            await using (first)
            {
                Register(second, "p2");
                await Patience.UntilAsync(() => !secondHeard.IsEmpty, () => "the second one hears nothing", Cancel);
                var taken = Assert.IsType<TrainerNameTaken>(Assert.Single(secondHeard));
                Assert.Equal(("t", Cluster.Get(first.System).SelfAddress.ToString()), (taken.Trainer, taken.Address));
                Register(first, "p1");
                await Patience.UntilAsync(() => !firstHeard.IsEmpty, () => "the first one hears nothing", Cancel);
                Assert.IsType<TrainerRegistered>(Assert.Single(firstHeard));
            }
            await Patience.UntilAsync(() =>
            {
                Register(second, "p2");
                return secondHeard.OfType<TrainerRegistered>().Any();
            }, () => "the name is not free", Cancel);
        }
    }

    private void Register(Stranger trainer, string process) =>
        trainer.System.ActorSelection(TrainerStart.PathOf("t")).Tell((trainer.Reach(Node.SelfAddress, $"/user/{SupervisorProxy.Name}/pool"), process));

    private async Task<(Stranger, ConcurrentQueue<object>)> JoinedAsync()
    {
        var heard = new ConcurrentQueue<object>();
        var trainer = new Stranger(TrainerKeys, $"trainer, {NodeHocon.NameRole("t")}");
        var path = TrainerStart.PathOf("t").Split('/');
        trainer.System.ActorOf(Props.Create(() => new Parent(Props.Create(() => new Trainer(heard)), path[3])), path[2]);
        await Cluster.Get(trainer.System).JoinAsync(Node.SelfAddress, Cancel);
        var own = Cluster.Get(trainer.System).SelfAddress;
        await Patience.UntilAsync(
            () => Node.State.Members.Any(member => member.Address.Equals(own) && member.Status == MemberStatus.Up), () => "it has not joined", Cancel);
        return (trainer, heard);
    }
}
