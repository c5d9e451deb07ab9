using Akka.Actor;
using Akka.Cluster;

namespace ActorSearch.TrainerNode.Actors;

/// <summary>
/// Starts the trainer's actor once the other members know this node. A trainer that starts earlier may be known to a single coordinator. If that coordinator
/// stops, the others reject the trainer's messages as a stranger's, and its work is lost.
/// </summary>
internal sealed class Settling : ReceiveActor
{
    private readonly Cluster _cluster = Cluster.Get(Context.System);

    /// <summary>Subscribes to the cluster's events when it starts.</summary>
    /// <param name="trainer">The actor to start.</param>
    /// <param name="name">The name of that actor.</param>
    public Settling(Props trainer, string name)
    {
        Receive<ClusterEvent.IMemberEvent>(change =>
        {
            // A node becomes weakly up while a member is unreachable: not all members can know it then, but it has to work all the same.
            var isSelf = change.Member.UniqueAddress.Equals(_cluster.SelfUniqueAddress);
            if (!isSelf || change.Member.Status is not (MemberStatus.Up or MemberStatus.WeaklyUp)) return;
            _cluster.Unsubscribe(Self);
            if (Context.Child(name).IsNobody()) Context.ActorOf(trainer, name);
        });
    }

    protected override void PreStart() => _cluster.Subscribe(
        Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.MemberUp), typeof(ClusterEvent.MemberWeaklyUp));

    protected override void PostStop() => _cluster.Unsubscribe(Self);
}
