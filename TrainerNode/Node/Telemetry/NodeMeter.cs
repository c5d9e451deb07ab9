using System.Diagnostics.Metrics;
using ActorSearch.TrainerNode.Node.Hosting;
using ActorSearch.TrainerNode.Node.Hosting.Wire;
using Akka.Cluster;

namespace ActorSearch.TrainerNode.Node.Telemetry;

/// <summary>
/// Publishes the metrics that every process of a cluster has: cluster members, free disk space, refused messages and the expiry of its certificate.
/// </summary>
public sealed class NodeMeter : IDisposable
{
    private static readonly string[] Roles = [NodeHocon.CoordinatorRole, NodeHocon.TrainerRole], Kinds = ["up", "unreachable", "other"];

    private readonly Meter _meter = new(TelemetryServices.Meters + "Node");

    /// <summary>Registers the metrics.</summary>
    /// <param name="cluster">Returns the cluster, or null before the node has joined.</param>
    /// <param name="certificates">Null if nothing is encrypted.</param>
    /// <param name="folders">Folders whose disks are watched, with their names for the label. Empty paths are ignored.</param>
    public NodeMeter(Func<Cluster?> cluster, NodeCertificates? certificates, params IEnumerable<(string Name, string Folder)> folders)
    {
        var watched = folders.Where(folder => folder.Folder.Length > 0).ToArray();
        MetricCatalog.DiskFree.Read(_meter, () =>
            from folder in watched let free = Free(folder.Folder) where free is not null select MetricCatalog.DiskFree.At(free.Value, folder.Name));
        MetricCatalog.Members.Read(_meter, () => cluster() is { IsTerminated: false } joined ? Count(joined.State) : []);
        MetricCatalog.WireRefused.Read(_meter, () => WireRefusals.Count);
        MetricCatalog.CertificateExpiry.Read(_meter, () =>
            certificates is null ? [] : [MetricCatalog.CertificateExpiry.At(certificates.Until.ToUnixTimeSeconds())]);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<double>> Count(ClusterEvent.CurrentClusterState state)
    {
        return from role in Roles
               from kind in Kinds
               select MetricCatalog.Members.At(state.Members.Count(member => member.HasRole(role) && KindOf(member) == kind), role, kind);

        string KindOf(Member member) => state.Unreachable.Contains(member) ? "unreachable" : member.Status == MemberStatus.Up ? "up" : "other";
    }

    /// <summary>Free bytes for this user on a folder's disk; null if the folder does not exist, or its disk does not respond.</summary>
    private static long? Free(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? new DriveInfo(folder).AvailableFreeSpace : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
