using Akka.Actor;
using Akka.Event;
using Google.Protobuf;

namespace ActorSearch.TrainerNode.Hosting.Wire;

/// <summary>What becomes of a frame.</summary>
internal enum Verdict { Pass, Drop, Close }

/// <summary>Judges the frames of one connection, and drops what the peer's certificate does not entitle it to say, whatever the recipient.</summary>
/// <param name="local">This node.</param>
/// <param name="remote">The other end, as this node knows it.</param>
/// <param name="called">This node opened the connection: then that is the node's address.</param>
internal sealed class WireGuard(WirePeers peers, WirePeer peer, Address local, Address remote, bool called, ILoggingAdapter log)
{
    /// <summary>The address that the peer said is its own, when it opened the association.</summary>
    public Address? Origin { get; private set; }

    /// <summary>One after another for a connection.</summary>
    public Verdict Judge(ByteString payload)
    {
        try
        {
            var frame = WireFrame.Read(payload);
            if (frame.Origin is { } origin && !Opens(origin))
            {
                Refused(WireRefusals.Printable($"a connection as {origin}, which is not its own"));
                return Verdict.Close;
            }
            if (frame.Message is not { } message) return Verdict.Pass;
            if (WireRule.Admits(message) && (peer.IsCoordinator || TrainerRule.Admits(frame, Origin))) return Verdict.Pass;
            Refused(WireRefusals.Kind(message.Serializer, message.Manifest));
        }
        // Akka's readers of paths and addresses throw what they please.
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException or FormatException or ArgumentException or OverflowException)
        {
            Refused("a frame that cannot be read");
        }
        return Verdict.Drop;
    }

    /// <summary>The connection is over.</summary>
    public void End()
    {
        if (Origin is { } origin) peers.Release(origin);
    }

    private void Refused(string kind)
    {
        if (!WireRefusals.Note(kind)) return;
        var why = peer.IsCoordinator ? "not spoken here" : "not spoken here, or not for a trainer to say";
        log.Warning("refused from {0}: {1}: {2}; more of the kind are counted only", remote, kind, why);
    }

    private bool Opens(Address origin)
    {
        if (Origin is not null) return origin.Equals(Origin);
        // By another protocol or system it would be the same node to everybody who reads a sender, but not to those who look for its address here.
        if (origin.Protocol != local.Protocol || origin.System != local.System || origin.Equals(local)) return false;
        if ((called && !origin.Equals(remote)) || !peers.Claim(origin, peer)) return false;
        Origin = origin;
        return true;
    }
}
