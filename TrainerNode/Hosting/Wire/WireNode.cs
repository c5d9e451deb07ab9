using Akka.Actor.Setup;

namespace ActorSearch.TrainerNode.Hosting.Wire;

/// <summary>Where a node listens for others, and by which certificates they prove who they are.</summary>
public sealed class WireNode : Setup
{
    /// <summary>Address or name of this machine; all of its addresses: `0.0.0.0`.</summary>
    public required string Host { get; init; }

    /// <summary>0: any free one.</summary>
    public int Port { get; init; }

    /// <summary>By which others reach it; null: <see cref="Host"/>.</summary>
    public string? PublicHost { get; init; }

    /// <summary>Null: nothing is encrypted, and whoever reaches it is taken for a coordinator.</summary>
    public NodeCertificates? Certificates { get; init; }

    /// <summary>The coordinators: what is certified for the host of one is a coordinator.</summary>
    public IReadOnlyList<HostPort> Seeds { get; init; } = [];

    public static WireNode Of(NodeOptions options, NodeCertificates? certificates) => new()
    {
        Host = options.Host,
        Port = options.Port,
        PublicHost = options.PublicHost,
        Certificates = certificates,
        Seeds = options.Seeds,
    };
}
