using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote.Transport;

namespace ActorSearch.TrainerNode.Node.Hosting.Wire;

/// <summary>
/// Transport of Akka remoting over TCP, with mutual TLS and the frame format of Akka's DotNetty transport. A <see cref="WireGuard"/> judges the frames of each
/// connection before Akka reads them.
/// </summary>
/// <remarks>
/// Replaces Akka's DotNetty transport, which does not expose the peer's certificate, loses data that arrives before it has recorded the end of a handshake,
/// and ends the process when a handshake fails (docs/decisions/0019).
/// </remarks>
public sealed class WireTransport : Transport, IDisposable
{
    /// <summary>Limits of handshakes in progress: in total, and from one address. Further connections are closed at once.</summary>
    private const int MostUnderWay = 1024, MostOfOne = 128;

    /// <summary>
    /// If this node writes nothing for this long to a connection that it opened, Akka has abandoned the connection: Akka opens one only to write.
    /// </summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(3);

    /// <summary>Time after which a connection without an answer is closed; longer than the 15 s that Akka waits for a handshake.</summary>
    private static readonly TimeSpan Unanswered = TimeSpan.FromSeconds(20);

    /// <summary>First byte of a TLS record that carries a handshake (RFC 8446, 5.1).</summary>
    private const byte Handshake = 22;

    private readonly WireNode _node;
    private readonly WirePeers _peers;
    private readonly ILoggingAdapter _log;
    private readonly TimeSpan _limit;
    private readonly ConcurrentDictionary<WireConnection, bool> _open = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener;
    private Address? _local;
    private readonly Dictionary<IPAddress, int> _underWay = [];

    /// <summary>Addresses that could not be reached, each with its reason: Akka tries again every second.</summary>
    private readonly OncePerMinute _unreached = new(1000);

    /// <summary>Reasons of rejections.</summary>
    private readonly OncePerMinute _refused = new(1000);

    /// <summary>Akka creates the transport, with the section `akka.remote.wire`. The other settings are in the actor system's <see cref="WireNode"/>.</summary>
    /// <exception cref="ConfigurationException">The section lacks maximum-frame-size.</exception>
    public WireTransport(ActorSystem system, Config config)
    {
        _node = system.Settings.Setup.Get<WireNode>().Value;
        _listener = _node.Listener!;
        (_peers, _log, _limit) = (new WirePeers(_node.Seeds), Logging.GetLogger(system, "wire"), config.GetTimeSpan("connection-timeout"));
        (System, Config, SchemeIdentifier) = (system, config, _node.Certificates is null ? "tcp" : "ssl.tcp");
        MaximumPayloadBytes = config.GetByteSize("maximum-frame-size", null) ?? throw new ConfigurationException("maximum-frame-size");
    }

    /// <summary>True: there is no other transport.</summary>
    public override bool IsResponsibleFor(Address remote) => true;

    /// <inheritdoc/>
    public override Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen()
    {
        _local = new Address(SchemeIdentifier, System.Name, InAddress(_node.PublicHost ?? _node.Host), ((IPEndPoint)_listener.LocalEndpoint).Port);
        var above = new TaskCompletionSource<IAssociationEventListener>();
        _ = AcceptAsync(above.Task);
        return Task.FromResult((_local, above));
    }

    /// <summary>Connects to a node.</summary>
    /// <exception cref="InvalidAssociationException">The connection or the TLS handshake failed; the message is one line.</exception>
    public override async Task<AssociationHandle> Associate(Address remoteAddress)
    {
        var client = new TcpClient();
        try
        {
            using var late = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            late.CancelAfter(_limit);
            await client.ConnectAsync(remoteAddress.Host.Trim('[', ']'), remoteAddress.Port!.Value, late.Token).ConfigureAwait(false);
            var connection = await OpenAsync(client.Client, remoteAddress, called: true, (certificates, stream) =>
                stream.AuthenticateAsClientAsync(certificates.Calling, late.Token)).ConfigureAwait(false);
            _ = EndIfForgottenAsync(connection);
            return connection;
        }
        catch (Exception e) when (WireConnection.IsEnd(e))
        {
            client.Dispose();
            var reason = e is OperationCanceledException ? $"no answer within {_limit.TotalSeconds:0} s" : e.GetBaseException().Message;
            if (e is AuthenticationException) Refused(remoteAddress.ToString(), reason);
            else if (!_stop.IsCancellationRequested && _unreached.IsDue($"{remoteAddress} {reason}"))
                _log.Warning("{0}:{1} cannot be reached: {2}", remoteAddress.Host, remoteAddress.Port, reason);
            throw new InvalidAssociationException($"{remoteAddress}: {reason}", e);
        }
    }

    /// <summary>Stops listening, and closes every connection after its queued frames are sent.</summary>
    public override async Task<bool> Shutdown()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Stop();
        foreach (var connection in _open.Keys) connection.End();
        await Task.WhenAll(_open.Keys.Select(connection => connection.Closed)).ConfigureAwait(false);
        Dispose();
        return true;
    }

    /// <summary>Releases the listening socket; connections stay open.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        _stop.Dispose();
    }

    /// <summary>
    /// Closes an abandoned connection and all others with the same peer. Akka can stop an endpoint while its connection is being opened, because the process
    /// that had the peer's address before was removed from the cluster. The connection then stays open, but Akka does not read it. The peer keeps using it and
    /// ignores any other connection, so both sides have to start with new ones.
    /// </summary>
    private async Task EndIfForgottenAsync(WireConnection connection)
    {
        // Akka abandons a handshake after 15 s and ignores later answers.
        if (await Task.WhenAny(connection.Answered, Task.Delay(Unanswered)).ConfigureAwait(false) != connection.Answered) connection.End();
        await Task.Delay(Forgotten).ConfigureAwait(false);
        if (connection.Carries || connection.Closed.IsCompleted || connection.Origin is not { } peer) return;
        foreach (var other in _open.Keys.Where(other => peer.Equals(other.Origin))) other.End();
    }

    private async Task AcceptAsync(Task<IAssociationEventListener> ready)
    {
        var above = await ready.ConfigureAwait(false);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _ = LetInAsync(await _listener.AcceptSocketAsync(_stop.Token).ConfigureAwait(false), above);
            }
            catch (SocketException e) when (!_stop.IsCancellationRequested)
            {
                // The process is out of descriptors. Waiting peers are accepted once other connections have closed.
                _log.Warning("cannot accept connections at the moment: {0}", e.Message);
                await Task.Delay(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private async Task LetInAsync(Socket socket, IAssociationEventListener above)
    {
        var (peer, end) = ("", new IPEndPoint(IPAddress.None, 0));
        try
        {
            end = (IPEndPoint)socket.RemoteEndPoint!;
            peer = end.ToString();
            if (!Begins(end.Address)) throw new OperationCanceledException();
            using var late = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            late.CancelAfter(_limit);
            if (_node.Certificates is not null && await IsPlainAsync(socket, late.Token).ConfigureAwait(false))
                throw new AuthenticationException("it does not encrypt (it was given no cert and ca)");
            var connection = await OpenAsync(socket, new Address(SchemeIdentifier, System.Name, InAddress(end.Address.ToString()), end.Port), called: false,
                (certificates, stream) => stream.AuthenticateAsServerAsync(certificates.Called, late.Token)).ConfigureAwait(false);
            above.Notify(new InboundAssociation(connection));
        }
        catch (Exception e) when (WireConnection.IsEnd(e))
        {
            socket.Dispose();
            // Other failures, such as a port scan, are not logged.
            if (e is AuthenticationException) Refused(peer, e.GetBaseException().Message);
        }
        finally
        {
            Ends(end.Address);
        }
    }

    /// <summary>Logs a rejected peer, at most once a minute for each reason.</summary>
    private void Refused(string peer, string fault)
    {
        if (_refused.IsDue(fault)) _log.Warning("refused {0}: {1}", peer, fault);
    }

    private bool Begins(IPAddress address)
    {
        lock (_underWay)
        {
            var own = _underWay[address] = _underWay.GetValueOrDefault(address) + 1;
            return own <= MostOfOne && _underWay.Values.Sum() <= MostUnderWay;
        }
    }

    private void Ends(IPAddress address)
    {
        lock (_underWay)
            if (_underWay.GetValueOrDefault(address) is var own && own > 1) _underWay[address] = own - 1;
            else _underWay.Remove(address);
    }

    /// <summary>
    /// Whether the peer's first byte, which stays unread, does not start a TLS handshake. False if the peer closes the connection without sending one.
    /// </summary>
    private static async Task<bool> IsPlainAsync(Socket socket, CancellationToken cancel)
    {
        var first = new byte[1];
        return await socket.ReceiveAsync(first, SocketFlags.Peek, cancel).ConfigureAwait(false) == 1 && first[0] != Handshake;
    }

    /// <param name="agree">Performs the TLS handshake, as client or as server.</param>
    private async Task<WireConnection> OpenAsync(
        Socket socket, Address remote, bool called, Func<NodeCertificates, SslStream, Task> agree)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        WirePeer peer;
        if (_node.Certificates is { } certificates)
        {
            var secure = new SslStream(stream);
            stream = secure;
            try
            {
                await agree(certificates, secure).ConfigureAwait(false);
                peer = secure.RemoteCertificate is X509Certificate2 shown
                    ? WirePeer.Of(shown, _node.Seeds)
                    : throw new AuthenticationException("it shows no certificate");
            }
            catch
            {
                await secure.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        else
        {
            peer = WirePeer.Unknown;
        }
        var connection = new WireConnection(_local!, remote, socket, stream, new WireGuard(_peers, peer, _local!, remote, called, _log), MaximumPayloadBytes);
        _open.TryAdd(connection, true);
        _ = connection.Closed.ContinueWith(_ => _open.TryRemove(connection, out var _), TaskScheduler.Default);
        return connection;
    }

    /// <summary>A host in the form that Akka's addresses need: IPv6 in brackets.</summary>
    private static string InAddress(string host) =>
        IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : host;
}
