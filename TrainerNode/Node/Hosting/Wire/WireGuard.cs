using Akka.Actor;
using Akka.Event;
using Google.Protobuf;

namespace ActorSearch.TrainerNode.Node.Hosting.Wire;

/// <summary>Decision about a received frame.</summary>
internal enum Verdict
{
    /// <summary>Hand the frame to Akka.</summary>
    Pass,

    /// <summary>Ignore the frame.</summary>
    Drop,

    /// <summary>Close the connection.</summary>
    Close,
}

/// <summary>Judges the frames of one connection. Drops every frame that the peer's certificate does not entitle it to send, whatever the recipient.</summary>
/// <param name="local">Address of this node.</param>
/// <param name="remote">Address of the peer: its node's address if this node opened the connection, else only the address that it connected from.</param>
/// <param name="called">Whether this node opened the connection.</param>
internal sealed class WireGuard(WirePeers peers, WirePeer peer, Address local, Address remote, bool called, ILoggingAdapter log)
{
    /// <summary>The peer's own address, from its handshake; null before the handshake is accepted.</summary>
    public Address? Origin { get; private set; }

    /// <summary>Judges the next frame. Not thread-safe: frames of a connection arrive one after another.</summary>
    public Verdict Judge(ByteString payload)
    {
        try
        {
            var frame = WireFrame.Read(payload);
            if (frame.Origin is { } origin && !Opens(origin))
            {
                Refused(WireRefusals.Printable($"a connection as {origin}, which is not its own address"));
                return Verdict.Close;
            }
            if (frame.Message is not { } message) return Verdict.Pass;
            if (WireRule.Admits(message) && (peer.IsCoordinator || TrainerRule.Admits(frame, Origin))) return Verdict.Pass;
            Refused(WireRefusals.Kind(message.Serializer, message.Manifest));
        }
        // Akka's parsers of paths and addresses do not document which exceptions they throw.
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException or FormatException or ArgumentException or OverflowException)
        {
            Refused("a frame that cannot be read");
        }
        return Verdict.Drop;
    }

    /// <summary>Releases the peer's address when the connection is closed.</summary>
    public void End()
    {
        if (Origin is { } origin) peers.Release(origin);
    }

    private void Refused(string kind)
    {
        if (!WireRefusals.Note(kind)) return;
        var why = peer.IsCoordinator ? "nodes do not exchange such messages" : "nodes do not exchange such messages, or a trainer may not send them";
        log.Warning("refused from {0}: {1}: {2}; further ones are counted but not logged", remote, kind, why);
    }

    private bool Opens(Address origin)
    {
        if (Origin is not null) return origin.Equals(Origin);
        // TrainerRule ignores the protocol of a sender's address, but WirePeers does not. An origin with another protocol would be the same node to the first
        // and a different one to the second.
        if (origin.Protocol != local.Protocol || origin.System != local.System || origin.Equals(local)) return false;
        if ((called && !origin.Equals(remote)) || !peers.Claim(origin, peer)) return false;
        Origin = origin;
        return true;
    }
}
