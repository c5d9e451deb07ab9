namespace ActorSearch.TrainerNode.Node.Hosting;

/// <summary>
/// What Akka logs of connections that end or cannot be made, several lines a second for each lost node. ActorSearch's own lines report the same once: that an
/// address cannot be reached and why (<see cref="Wire.WireTransport"/>), that a node is removed, and that this node leaves.
/// </summary>
internal static class RemotingNoise
{
    /// <summary>How the texts of Akka 1.5.74 begin. Others, such as of messages that are too large or cannot be serialized, stay warnings and errors.</summary>
    private static readonly string[] OfRemoting =
    [
        "Association with remote system ", "Association to [", "AssociationError [", "Disassociated", "Tried to associate with unreachable remote address ",
    ];

    /// <param name="source">What Akka names as the origin of the line.</param>
    /// <param name="text">Without Akka's prefix.</param>
    public static bool Is(string source, string text)
    {
        if (source.EndsWith("/system/cluster/core/daemon", StringComparison.Ordinal))
            return text.Contains("] - Marking node(s) as UNREACHABLE [", StringComparison.Ordinal);
        return (source.StartsWith("remoting", StringComparison.Ordinal) || source.Contains("/system/endpointManager", StringComparison.Ordinal))
            && Array.Exists(OfRemoting, beginning => text.StartsWith(beginning, StringComparison.Ordinal));
    }
}
