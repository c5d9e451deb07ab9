using System.Text;
using ActorSearch.TrainerNode.Training.Files;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace ActorSearch.Coordinator.Hosting;

/// <summary>
/// Keeps the other members of the cluster in a file while this node is a member itself. A coordinator that comes back asks them for the cluster, so that it
/// returns to its trainers (which are no seeds) instead of founding another.
/// </summary>
internal sealed class MemberKeeper : ReceiveActor
{
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly SortedSet<string> _members = new(StringComparer.Ordinal);
    private readonly string _file;

    /// <summary>A node that leaves or is removed sees all others removed: what it knew before is what it needs when it comes back.</summary>
    private bool _going;

    public MemberKeeper(string file)
    {
        _file = file;
        Receive<ClusterEvent.MemberUp>(up => Change(_members.Add, up.Member));
        Receive<ClusterEvent.MemberRemoved>(removed => Change(_members.Remove, removed.Member));
        Receive<ClusterEvent.IMemberEvent>(change =>
            _going |= change is ClusterEvent.MemberLeft or ClusterEvent.MemberExited or ClusterEvent.MemberDowned && IsSelf(change.Member));
    }

    /// <summary>The members that the file lists.</summary>
    public static IEnumerable<Address> Read(string file) => File.Exists(file)
        ? File.ReadAllLines(file).Select(line => Address.TryParse(line, out var address) ? address : null).OfType<Address>()
        : [];

    protected override void PreStart() =>
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private bool IsSelf(Member member) => member.UniqueAddress.Equals(_cluster.SelfUniqueAddress);

    private void Change(Func<string, bool> change, Member member)
    {
        // Its own state as the cluster extension shows it may be older than the event, so it does not decide.
        if (IsSelf(member) || _going || _cluster.IsTerminated || !change(member.Address.ToString())) return;
        try
        {
            WholeFile.Write(_file, Encoding.UTF8.GetBytes(string.Concat(_members.Select(address => address + Environment.NewLine))), durable: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Context.GetLogger().Warning("the members could not be written down: {0}", e.Message);
        }
    }
}
