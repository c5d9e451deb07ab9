using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace ActorSearch.Coordinator.Hosting;

/// <summary>
/// The other members of the cluster as this coordinator saw them last, in a file. A coordinator that comes back asks them for the
/// cluster, so that it returns to its trainers (which are no seeds) instead of founding another.
/// </summary>
internal sealed class KnownMembers(string file)
{
    public IReadOnlyList<Address> Read() =>
        File.Exists(file) ? [.. File.ReadAllLines(file).Select(line => Address.TryParse(line, out var address) ? address : null).OfType<Address>()] : [];

    public void Write(IEnumerable<Address> members)
    {
        File.WriteAllLines(file + ".tmp", members.Select(member => member.ToString()));
        File.Move(file + ".tmp", file, overwrite: true);
    }
}

/// <summary>Keeps <see cref="KnownMembers"/> up to date while this node is a member itself.</summary>
internal sealed class MemberKeeper : ReceiveActor
{
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly SortedSet<string> _members = new(StringComparer.Ordinal);
    private readonly KnownMembers _known;

    public MemberKeeper(KnownMembers known)
    {
        _known = known;
        Receive<ClusterEvent.MemberUp>(up => Change(_members.Add, up.Member));
        Receive<ClusterEvent.MemberRemoved>(removed => Change(_members.Remove, removed.Member));
        Receive<ClusterEvent.IMemberEvent>(_ => { });
    }

    protected override void PreStart() => _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void Change(Func<string, bool> change, Member member)
    {
        if (member.UniqueAddress.Equals(_cluster.SelfUniqueAddress) || _cluster.IsTerminated || _cluster.SelfMember.Status is not (MemberStatus.Up or MemberStatus.Joining or MemberStatus.WeaklyUp)) return;
        if (!change(member.Address.ToString())) return;
        try
        {
            _known.Write(_members.Select(Address.Parse));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Context.GetLogger().Warning("the members could not be written down: {0}", e.Message);
        }
    }
}
