using System.Text;
using ActorSearch.TrainerNode.Training.Files;
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

    public void Write(IEnumerable<Address> members) =>
        WholeFile.Write(file, Encoding.UTF8.GetBytes(string.Concat(members.Select(member => member + Environment.NewLine))), durable: false);
}

/// <summary>Keeps <see cref="KnownMembers"/> up to date while this node is a member itself.</summary>
internal sealed class MemberKeeper : ReceiveActor
{
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly SortedSet<string> _members = new(StringComparer.Ordinal);
    private readonly KnownMembers _known;

    /// <summary>A node that leaves or is removed sees everybody else removed: what it knew before is what it needs when it comes back.</summary>
    private bool _going;

    public MemberKeeper(KnownMembers known)
    {
        _known = known;
        Receive<ClusterEvent.MemberUp>(up => Change(_members.Add, up.Member));
        Receive<ClusterEvent.MemberRemoved>(removed => Change(_members.Remove, removed.Member));
        Receive<ClusterEvent.IMemberEvent>(
            change => _going |= IsSelf(change.Member), change => change is ClusterEvent.MemberLeft or ClusterEvent.MemberExited or ClusterEvent.MemberDowned);
        Receive<ClusterEvent.IMemberEvent>(_ => { });
    }

    protected override void PreStart() => _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private bool IsSelf(Member member) => member.UniqueAddress.Equals(_cluster.SelfUniqueAddress);

    private void Change(Func<string, bool> change, Member member)
    {
        // Its own state as the cluster extension shows it may be older than the event, so it does not decide.
        if (IsSelf(member) || _going || _cluster.IsTerminated || !change(member.Address.ToString())) return;
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
