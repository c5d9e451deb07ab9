using Akka.Actor;
using Akka.Cluster;

namespace ActorSearch.TrainerNode.Node.Hosting.Downing;

/// <summary>Decides which side of a divided cluster stays. Pure.</summary>
internal static class Majority
{
    /// <summary>Whether this node's side stays.</summary>
    /// <param name="coordinators">
    /// All coordinators that are members. The other side may have heard more or less of those that join or leave. So these count only where they weaken this
    /// side: not if they are on it, but if they are gone.
    /// </param>
    /// <param name="gone">Whether this node has lost a coordinator.</param>
    /// <returns>True on at most one side: the side with more than half of the coordinators, or with exactly half of them, including the lowest address. True if
    /// the cluster has no coordinator.</returns>
    public static bool Stays(IEnumerable<Sighted> coordinators, Func<Address, bool> gone)
    {
        Address[] counted = [.. coordinators.Where(coordinator => coordinator.Settled || gone(coordinator.Address)).Select(coordinator => coordinator.Address)];
        var here = counted.Count(coordinator => !gone(coordinator));
        return 2 * here > counted.Length || 2 * here == counted.Length && (here == 0 || !gone(counted.Min(Member.AddressOrdering)!));
    }

    /// <summary>Whether this node removes the lost ones. Exactly one of the reachable coordinators does: the one with the lowest address.</summary>
    public static bool IsResponsible(Address self, IEnumerable<Sighted> coordinators, Func<Address, bool> gone) => self.Equals(coordinators
        .Where(coordinator => coordinator.Settled && !gone(coordinator.Address)).Select(coordinator => coordinator.Address).Min(Member.AddressOrdering));
}
