using Akka.Actor;
using Akka.Configuration;
using Akka.Remote.Transport;

namespace ActorSearch.TrainerNode.Node.Hosting.Wire;

/// <summary>The transport of a process that forms a cluster by itself. It provides the address that every member needs, and opens no socket.</summary>
public sealed class ClosedTransport : Transport
{
    private readonly Address _address;

    /// <summary>Akka creates the transport, with the section `akka.remote.closed`.</summary>
    public ClosedTransport(ActorSystem system, Config config)
    {
        (System, Config, SchemeIdentifier, MaximumPayloadBytes) = (system, config, "closed", 128_000);
        _address = new Address(SchemeIdentifier, system.Name, "localhost", 1);
    }

    /// <summary>Settings that override the shipped ones in such a process.</summary>
    public static Config Settings => ConfigurationFactory.ParseString("""
        akka.remote {
          enabled-transports = ["akka.remote.closed"]
          closed {
            transport-class = "ActorSearch.TrainerNode.Node.Hosting.Wire.ClosedTransport, ActorSearch.TrainerNode.Node"
            applied-adapters = []
          }
        }
        """);

    /// <summary>Returns the address; no node can connect to it.</summary>
    public override Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen() =>
        Task.FromResult((_address, new TaskCompletionSource<IAssociationEventListener>()));

    /// <summary>True: there is no other transport.</summary>
    public override bool IsResponsibleFor(Address remote) => true;

    /// <summary>Fails: this process has no peers.</summary>
    /// <exception cref="InvalidAssociationException">Always.</exception>
    public override Task<AssociationHandle> Associate(Address remoteAddress) =>
        Task.FromException<AssociationHandle>(new InvalidAssociationException($"{remoteAddress}: this process does not connect to other nodes"));

    /// <inheritdoc/>
    public override Task<bool> Shutdown() => Task.FromResult(true);
}
