using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace ActorSearch.TrainerNode.Hosting.Downing;

/// <summary>
/// Removes nodes that are gone, or this one when it is on the smaller side. What the cluster calls unreachable is what somebody does not reach; a node whose
/// network just came back says so of everybody for a while. So this one asks for itself: gone is who is called unreachable and does not answer here either.
/// </summary>
internal sealed class Lookout : ReceiveActor, IWithTimers
{
    private sealed record Tick : INoSerializationVerificationNeeded { public static Tick Instance { get; } = new(); }

    private readonly Cluster _cluster;
    private readonly Outlook _outlook;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    /// <param name="after">How long a node that is called unreachable may leave this one without an answer.</param>
    public Lookout(Cluster cluster, TimeSpan after)
    {
        _cluster = cluster;
        _outlook = new Outlook(cluster.SelfAddress, cluster.SelfRoles.Contains(NodeHocon.CoordinatorRole), after);
        Receive<ClusterEvent.UnreachableMember>(message => _outlook.Unreachable(See(message.Member), Now));
        Receive<ClusterEvent.ReachableMember>(message => _outlook.Reachable(See(message.Member).Key));
        Receive<ClusterEvent.MemberRemoved>(message => _outlook.Reachable(See(message.Member).Key));
        Receive<ClusterEvent.IClusterDomainEvent>(_ => { });
        Receive<ActorIdentity>(message =>
        {
            // Without a subject, this system's own dead letters or another incarnation answered.
            if (message is { Subject: not null, MessageId: string key }) _outlook.Answered(key, Sender.Path.Address, Now);
        });
        Receive<Tick>(_ => Look());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    protected override void PreStart()
    {
        // What the others ask for: a process that came after this one at its address has none of that name, and so cannot answer for it.
        Context.ActorOf(Props.Empty, Incarnation(_cluster.SelfUniqueAddress.Uid));
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IReachabilityEvent), typeof(ClusterEvent.MemberRemoved));
        Timers.StartPeriodicTimer("look", Tick.Instance, Outlook.Every);
    }

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void Look()
    {
        List<Sighted> coordinators =
        [
            .. _cluster.State.Members
                .Where(member => member.HasRole(NodeHocon.CoordinatorRole) && member.Status is MemberStatus.Up or MemberStatus.Leaving && !member.UniqueAddress.Equals(_cluster.SelfUniqueAddress))
                .Select(See),
        ];
        foreach (var member in _outlook.ToAsk(coordinators, Now)) Context.ActorSelection(new RootActorPath(member.Address) / Self.Path.Elements / Incarnation(member.Uid)).Tell(new Identify(member.Key));
        var orphaned = !_cluster.State.Members.Any(member =>
            member.HasRole(NodeHocon.CoordinatorRole) && member.Status is not (MemberStatus.Down or MemberStatus.Removed));
        var verdict = _outlook.Decide(coordinators, orphaned, Now);
        if (verdict.Leave)
        {
            _log.Warning(orphaned
                ? "no coordinator is a member, and none is admitted while members do not reach each other: this node leaves the cluster"
                : "most coordinators are out of reach: this node leaves the cluster");
            _cluster.Down(_cluster.SelfAddress);
            Timers.CancelAll();
            return;
        }
        foreach (var member in verdict.Remove)
        {
            _log.Warning("{0} does not answer and is removed from the cluster", member.Address);
            _cluster.Down(member.Address);
        }
    }

    private static string Incarnation(int uid) => uid.ToString(CultureInfo.InvariantCulture);

    private static Sighted See(Member member) => new(member.Address, member.UniqueAddress.Uid, member.HasRole(NodeHocon.CoordinatorRole));
}
