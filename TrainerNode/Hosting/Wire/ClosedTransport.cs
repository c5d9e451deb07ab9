using Akka.Actor;
using Akka.Configuration;
using Akka.Remote.Transport;

namespace ActorSearch.TrainerNode.Hosting.Wire;

/// <summary>Remoting of a process that is a cluster of its own: it has an address, as every member must, and opens no socket.</summary>
public sealed class ClosedTransport : Transport
{
    private readonly Address _address;

    /// <summary>Made by Akka, from `akka.remote.closed`.</summary>
    public ClosedTransport(ActorSystem system, Config config)
    {
        (System, Config, SchemeIdentifier, MaximumPayloadBytes) = (system, config, "closed", 128_000);
        _address = new Address(SchemeIdentifier, system.Name, "localhost", 1);
    }

    /// <summary>What stands over the shipped settings in such a process.</summary>
    public static Config Settings => ConfigurationFactory.ParseString("""
        akka.remote {
          enabled-transports = ["akka.remote.closed"]
          closed {
            transport-class = "ActorSearch.TrainerNode.Hosting.Wire.ClosedTransport, actorsearch-trainer"
            applied-adapters = []
          }
        }
        """);

    /// <summary>Nobody ever comes.</summary>
    public override Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen() => Task.FromResult((_address, new TaskCompletionSource<IAssociationEventListener>()));

    public override bool IsResponsibleFor(Address remote) => true;

    /// <exception cref="InvalidAssociationException">Always: there is nobody else.</exception>
    public override Task<AssociationHandle> Associate(Address remoteAddress) =>
        Task.FromException<AssociationHandle>(new InvalidAssociationException($"{remoteAddress}: this process talks to no other"));

    public override Task<bool> Shutdown() => Task.FromResult(true);
}
