using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace ActorSearch.TrainerNode.Node.Hosting.Downing;

/// <summary>
/// Removes lost nodes from the cluster, or this node if it is on the smaller side of a division. The cluster reports a member as unreachable as soon as one
/// node cannot reach it, and a node whose network has just recovered reports all others for a while. This actor therefore asks each reported member itself, and
/// treats it as lost only if it does not answer this node either.
/// </summary>
internal sealed class Lookout : ReceiveActor, IWithTimers
{
    private sealed record Tick : INoSerializationVerificationNeeded { public static Tick Instance { get; } = new(); }

    private readonly Cluster _cluster;
    private readonly Outlook _outlook;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    /// <summary>Subscribes to the cluster's events when it starts.</summary>
    /// <param name="after">How long a member that is reported unreachable may stay silent before this node treats it as lost.</param>
    public Lookout(Cluster cluster, TimeSpan after)
    {
        _cluster = cluster;
        _outlook = new Outlook(
            new Sighted(cluster.SelfAddress, cluster.SelfUniqueAddress.Uid, cluster.SelfRoles.Contains(NodeHocon.CoordinatorRole)), after);
        Receive<ClusterEvent.UnreachableMember>(message => _outlook.Unreachable(See(message.Member), Now));
        Receive<ClusterEvent.ReachableMember>(message => _outlook.Reachable(See(message.Member).Key));
        Receive<ClusterEvent.MemberRemoved>(message => _outlook.Reachable(See(message.Member).Key));
        Receive<ClusterEvent.IClusterDomainEvent>(_ => { });
        Receive<ActorIdentity>(message =>
        {
            // An answer without a subject comes from this system's dead letters or from another incarnation of the member.
            if (message is { Subject: not null, MessageId: string key }) _outlook.Answered(key, Sender.Path.Address, Now);
        });
        Receive<Tick>(_ => Look());
    }

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    private static TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    protected override void PreStart()
    {
        // The other nodes send their questions to this child. A later process at the same address has no child of this name, so it cannot answer for this one.
        Context.ActorOf(Props.Empty, Incarnation(_cluster.SelfUniqueAddress.Uid));
        _cluster.Subscribe(
            Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IReachabilityEvent), typeof(ClusterEvent.MemberRemoved));
        Timers.StartPeriodicTimer("look", Tick.Instance, Outlook.Every);
    }

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void Look()
    {
        List<Sighted> coordinators =
        [
            .. _cluster.State.Members
                .Where(member => member.HasRole(NodeHocon.CoordinatorRole) && !member.UniqueAddress.Equals(_cluster.SelfUniqueAddress)
                    && member.Status is MemberStatus.Joining or MemberStatus.WeaklyUp or MemberStatus.Up or MemberStatus.Leaving)
                .Select(See),
        ];
        foreach (var member in _outlook.ToAsk(coordinators, Now))
            Context.ActorSelection(new RootActorPath(member.Address) / Self.Path.Elements / Incarnation(member.Uid)).Tell(new Identify(member.Key));
        var orphaned = !_cluster.State.Members.Any(member =>
            member.HasRole(NodeHocon.CoordinatorRole) && member.Status is not (MemberStatus.Down or MemberStatus.Removed));
        var verdict = _outlook.Decide(coordinators, _cluster.SelfMember.Status == MemberStatus.Up, orphaned, Now);
        if (verdict.Leave)
        {
            _log.Warning(orphaned
                ? "the cluster has no coordinator, and cannot admit one while members do not reach each other: this node leaves the cluster"
                : "most coordinators are out of reach: this node leaves the cluster");
            _cluster.Down(_cluster.SelfAddress);
            Timers.CancelAll();
            return;
        }
        foreach (var member in verdict.Remove)
        {
            _log.Warning("{0} does not respond: this node removes it from the cluster", member.Address);
            _cluster.Down(member.Address);
        }
    }

    private static string Incarnation(int uid) => uid.ToString(CultureInfo.InvariantCulture);

    private static Sighted See(Member member) =>
        new(member.Address, member.UniqueAddress.Uid, member.HasRole(NodeHocon.CoordinatorRole), member.Status == MemberStatus.Up);
}
