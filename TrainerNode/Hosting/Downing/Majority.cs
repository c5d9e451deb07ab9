using Akka.Actor;

namespace ActorSearch.TrainerNode.Hosting.Downing;

/// <summary>Which side of a divided cluster stays. Pure.</summary>
internal static class Majority
{
    /// <param name="coordinators">All that are members.</param>
    /// <param name="gone">Whoever this node does not reach.</param>
    /// <returns>True on one side at most: the one with more than half of the coordinators, or with half of them and the lowest address. True where there are none to miss.</returns>
    public static bool Stays(IReadOnlyCollection<Address> coordinators, Func<Address, bool> gone)
    {
        var here = coordinators.Count(coordinator => !gone(coordinator));
        return 2 * here > coordinators.Count || 2 * here == coordinators.Count && (here == 0 || !gone(coordinators.Min(Akka.Cluster.Member.AddressOrdering)!));
    }

    /// <summary>The one coordinator, of those that are reached, that removes the others.</summary>
    public static bool IsResponsible(Address self, IEnumerable<Address> coordinators, Func<Address, bool> gone) =>
        self.Equals(coordinators.Where(coordinator => !gone(coordinator)).Min(Akka.Cluster.Member.AddressOrdering));
}
