using Akka.Actor;
using Akka.Cluster;

namespace ActorSearch.TrainerNode.Actors;

/// <summary>
/// Starts the trainer's actor once the other members know this node. One that works before may be known to a single coordinator; when that ends, the others
/// refuse what comes from a stranger, and its work is lost though it did nothing wrong.
/// </summary>
internal sealed class Settling : ReceiveActor
{
    private readonly Cluster _cluster = Cluster.Get(Context.System);

    public Settling(Props trainer, string name)
    {
        Receive<ClusterEvent.IMemberEvent>(change =>
        {
            // Weakly up: somebody is out of reach, so that not everybody can know it yet.
            if (!change.Member.UniqueAddress.Equals(_cluster.SelfUniqueAddress) || change.Member.Status is not (MemberStatus.Up or MemberStatus.WeaklyUp)) return;
            _cluster.Unsubscribe(Self);
            if (Context.Child(name).IsNobody()) Context.ActorOf(trainer, name);
        });
    }

    protected override void PreStart() => _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.MemberUp), typeof(ClusterEvent.MemberWeaklyUp));

    protected override void PostStop() => _cluster.Unsubscribe(Self);
}
