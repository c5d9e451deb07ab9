using Akka.Actor;
using Akka.Cluster;

namespace ActorSearch.TrainerNode.Node.Hosting.Downing;

/// <summary>Decides which side of a divided cluster stays. Pure.</summary>
internal static class Majority
{
    /// <summary>Whether this node's side stays.</summary>
    /// <param name="coordinators">All coordinators that are members.</param>
    /// <param name="gone">Whether this node has lost a coordinator.</param>
    /// <returns>True on at most one side: the side with more than half of the coordinators, or with exactly half of them, including the lowest address. True if
    /// the cluster has no coordinator.</returns>
    public static bool Stays(IReadOnlyCollection<Address> coordinators, Func<Address, bool> gone)
    {
        var here = coordinators.Count(coordinator => !gone(coordinator));
        return 2 * here > coordinators.Count
            || 2 * here == coordinators.Count && (here == 0 || !gone(coordinators.Min(Member.AddressOrdering)!));
    }

    /// <summary>Whether this node removes the lost ones. Exactly one of the reachable coordinators does: the one with the lowest address.</summary>
    public static bool IsResponsible(Address self, IEnumerable<Address> coordinators, Func<Address, bool> gone) =>
        self.Equals(coordinators.Where(coordinator => !gone(coordinator)).Min(Member.AddressOrdering));
}
