using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using Akka.Remote.Transport;
using Google.Protobuf;

namespace ActorSearch.TrainerNode.Hosting.Wire;

/// <summary>Made by Akka, from `akka.remote.adapters` in cluster.hocon.</summary>
public sealed class GuardedTransportProvider : ITransportAdapterProvider
{
    public Transport Create(Transport wrappedTransport, ExtendedActorSystem system) =>
        new GuardedTransport(wrappedTransport, system.Settings.Setup.Get<WirePeers>().Value, Logging.GetLogger(system, "wire"), system.Settings.Config.GetTimeSpan("akka.remote.dot-netty.tcp.connection-timeout"));
}

/// <summary>
/// Between the sockets and everything that reads messages: what the certificate at the other end of a connection does not entitle to say is dropped here, whichever
/// actor it is for and however that was addressed.
/// </summary>
internal sealed class GuardedTransport(Transport inner, WirePeers peers, ILoggingAdapter log, TimeSpan connectWithin) : Transport
{
    private readonly ConcurrentDictionary<SecureConnection, bool> _opened = new();
    private Address? _local;

    public override string SchemeIdentifier => inner.SchemeIdentifier;

    public override long MaximumPayloadBytes => inner.MaximumPayloadBytes;

    public override async Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen()
    {
        var (address, below) = await inner.Listen().ConfigureAwait(false);
        _local = address;
        var above = new TaskCompletionSource<IAssociationEventListener>();
        _ = above.Task.ContinueWith(listener => below.TrySetResult(new Listener(listener.Result, peers, log)),
            CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return (address, above);
    }

    public override bool IsResponsibleFor(Address remote) => inner.IsResponsibleFor(remote);

    public override async Task<AssociationHandle> Associate(Address remoteAddress)
    {
        if (peers.Certificates is null) return new GuardedHandle(await inner.Associate(remoteAddress).ConfigureAwait(false), peers, log, peers.Of(remoteAddress));
        WirePeer? peer = null;
        var connection = await SecureConnection.OpenAsync(_local!, remoteAddress, peers.Certificates.Calling(remoteAddress.ToString(), log, seen => peer = peers.Entitled(seen)),
            MaximumPayloadBytes, connectWithin).ConfigureAwait(false);
        _opened.TryAdd(connection, true);
        _ = connection.Closed.ContinueWith(_ => _opened.TryRemove(connection, out var _), TaskScheduler.Default);
        return new GuardedHandle(connection, peers, log, peer);
    }

    public override Task<bool> Shutdown()
    {
        foreach (var connection in _opened.Keys) connection.Close();
        return inner.Shutdown();
    }

    public override Task<bool> ManagementCommand(object message) => inner.ManagementCommand(message);

    private sealed class Listener(IAssociationEventListener above, WirePeers peers, ILoggingAdapter log) : IAssociationEventListener
    {
        public void Notify(IAssociationEvent ev) => above.Notify(ev is InboundAssociation inbound ? new InboundAssociation(new GuardedHandle(inbound.Association, peers, log, null)) : ev);
    }
}

/// <summary>One connection.</summary>
internal sealed class GuardedHandle : AssociationHandle, IHandleEventListener
{
    private readonly AssociationHandle _inner;
    private readonly WirePeers _peers;
    private readonly ILoggingAdapter _log;
    private readonly bool _called;
    private IHandleEventListener? _above;
    private WirePeer? _peer;

    /// <summary>The peer's address, as it was called or as it said when it opened the connection.</summary>
    private Address? _origin;

    /// <param name="called">Whom this node called; null: it was called.</param>
    public GuardedHandle(AssociationHandle inner, WirePeers peers, ILoggingAdapter log, WirePeer? called) : base(inner.LocalAddress, inner.RemoteAddress)
    {
        (_inner, _peers, _log, _peer, _called) = (inner, peers, log, called, called is not null);
        ReadHandlerSource.Task.ContinueWith(listener =>
        {
            _above = listener.Result;
            inner.ReadHandlerSource.TrySetResult(this);
        }, CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public override bool Write(ByteString payload) => _inner.Write(payload);

    [Obsolete("Akka's own name for it.")]
    public override void Disassociate() => _inner.Disassociate();

    /// <summary>One after another for a connection.</summary>
    public void Notify(IHandleEvent ev)
    {
        if (ev is Disassociated && _origin is { } origin) _peers.Release(origin);
        if (ev is not InboundPayload { Payload: var payload } || Admits(payload)) _above!.Notify(ev);
    }

    private bool Admits(ByteString payload)
    {
        // TLS has come to its end before the first payload arrives.
        _peer ??= _peers.Of(RemoteAddress);
        try
        {
            var frame = WireFrame.Read(payload);
            if (frame.Origin is { } origin && !Opens(origin))
            {
                Refused($"a connection as {origin}, which is not its own");
#pragma warning disable CS0618 // The one with a reason takes a logger, and this is told here.
                _inner.Disassociate();
#pragma warning restore CS0618
                return false;
            }
            if (frame.Message is not { } message || (WireRule.Admits(message) && (_peer.IsCoordinator || TrainerRule.Admits(frame, _origin)))) return true;
            Refused(WireRefusals.Kind(message.Serializer, message.Manifest));
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException)
        {
            Refused("a frame that cannot be read");
        }
        return false;
    }

    private void Refused(string kind)
    {
        if (WireRefusals.Note(kind))
            _log.Warning("refused from {0}: {1}: {2}; more of the kind are counted only", RemoteAddress, kind, _peer!.IsCoordinator ? "not spoken here" : "not spoken here, or not for a trainer to say");
    }

    /// <summary>A peer that is no coordinator may not have a coordinator's address, nor one at which another certificate is connected.</summary>
    private bool Opens(Address origin)
    {
        if (_origin is not null) return origin.Equals(_origin);
        if (_called && !origin.Equals(RemoteAddress)) return false;
        if (!_peer!.IsCoordinator && _peers.IsSeed(origin)) return false;
        if (!_peers.Claim(origin, _peer)) return false;
        _origin = origin;
        return true;
    }
}
