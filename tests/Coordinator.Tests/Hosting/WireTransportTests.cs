using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ActorSearch.Messages;
using ActorSearch.Tests;
using ActorSearch.TrainerNode.Node.Hosting;
using ActorSearch.TrainerNode.Node.Hosting.Wire;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorSearch.Coordinator.Tests.Hosting;

/// <summary>Sockets of remoting, with whatever comes to them.</summary>
[Collection("wire")]
public sealed class WireTransportTests : NodeOnTheWire
{
    /// <summary>No protocol buffers; with its length before it.</summary>
    private static readonly byte[] Nonsense = [3, 0, 0, 0, 255, 255, 255];

    private readonly ConcurrentQueue<string> _said = [];

    private sealed class Reader(ConcurrentQueue<string> said) : UntypedActor
    {
        protected override void OnReceive(object message) => said.Enqueue($"{((LogEvent)message).Message}");
    }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var said = _said;
        System.EventStream.Subscribe(System.ActorOf(Props.Create(() => new Reader(said))), typeof(Warning));
    }

    /// <summary>Akka tries again every second, and its own lines are for debugging.</summary>
    [Fact]
    public async Task A_node_that_cannot_be_reached_is_named_once_with_the_reason()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        var address = new Address("akka.ssl.tcp", System.Name, "127.0.0.1", port);
        var nothing = System.ActorSelection(new RootActorPath(address) / "user" / "nothing");
        await Patience.UntilAsync(() =>
        {
            // While it does not try again, what is sent is dropped.
            nothing.Tell(new TrainerLeaving("t", "p"), ActorRefs.NoSender);
            return _said.Count(line => line.StartsWith("Tried to associate", StringComparison.Ordinal)) > 1;
        }, () => string.Join('\n', _said), Cancel);
        var named = Assert.Single(_said, line => line.Contains("cannot be reached", StringComparison.Ordinal));
        Assert.StartsWith($"127.0.0.1:{port} cannot be reached: Connection refused", named, StringComparison.Ordinal);
    }

    /// <summary>With TLS 1.3 it arrives together with the end of the handshake.</summary>
    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Nothing_that_comes_right_behind_the_handshake_is_lost(SslProtocols version)
    {
        const int connections = 40;
        var before = WireRefusals.Count;
        for (var i = 0; i < connections; i++)
        {
            using var socket = await ConnectAsync();
            await using var tls = await HandshakeAsync(socket, TrainerKeys, version);
            await tls.WriteAsync(Nonsense, Cancel);
            await Patience.UntilAsync(() => WireRefusals.Count == before + i + 1, () => $"{WireRefusals.Count - before} of {i + 1}", Cancel);
        }
    }

    [Fact]
    public async Task Who_does_not_encrypt_is_told_of_in_one_line_and_who_only_looks_in_none()
    {
        using (await ConnectAsync()) { }
        using var socket = await ConnectAsync();
        await socket.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), Cancel);
        await IsClosedAsync(new NetworkStream(socket));
        await Patience.UntilAsync(() => !_said.IsEmpty, () => "nothing is said", Cancel);
        Assert.Equal($"refused {socket.LocalEndPoint}: it does not encrypt (it was given no cert and ca)", Assert.Single(_said));
    }

    [Fact]
    public async Task Who_shows_no_certificate_or_one_of_another_authority_is_not_let_in()
    {
        using var authority = CertificateAuthority.New("another", DateTimeOffset.UtcNow.AddDays(2));
        var foreign = TrainerKeys + ".foreign.pem";
        await File.WriteAllTextAsync(foreign, authority.Issue("trainer", ["127.0.0.1"], DateTimeOffset.UtcNow.AddDays(2)), Cancel);
        var before = WireRefusals.Count;
        foreach (var (keys, reason) in new[] { (null, "it shows no certificate"), (foreign, "the authority did not sign CN=trainer") })
            foreach (var version in new[] { SslProtocols.Tls12, SslProtocols.Tls13 })
            {
                using var socket = await ConnectAsync();
                try
                {
                    // With TLS 1.3 a client is done before the server has seen its certificate.
                    await using var tls = await HandshakeAsync(socket, keys, version);
                    await tls.WriteAsync(Nonsense, Cancel);
                    await IsClosedAsync(tls);
                }
                catch (Exception e) when (e is IOException or AuthenticationException)
                {
                    // Refused before the end of the handshake.
                }
                await Patience.UntilAsync(
                    () => _said.Any(line => line.StartsWith("refused 127.0.0.1:", StringComparison.Ordinal) && line.EndsWith(reason, StringComparison.Ordinal)),
                    () => string.Join('\n', _said), Cancel);
            }
        Assert.Equal(before, WireRefusals.Count); // what they wrote was not read
        Assert.Equal(2, _said.Count); // once a minute for each reason
    }

    /// <summary>More than are let in at one time.</summary>
    [Fact]
    public async Task Connections_that_say_nothing_are_closed_and_keep_nobody_out()
    {
        var silent = new List<Socket>();
        try
        {
            for (var i = 0; i < 1100; i++) silent.Add(await ConnectAsync());
            foreach (var socket in silent) await IsClosedAsync(new NetworkStream(socket));
            await using var trainer = new Stranger(TrainerKeys);
            var there = trainer.Reach(Node.SelfAddress, "/user/nobody");
            await there.Ask<ActorIdentity>(new Identify(1), Patience.Limit, Cancel);
        }
        finally
        {
            foreach (var socket in silent) socket.Dispose();
        }
        Assert.DoesNotContain(_said, line => line.StartsWith("refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Silent_connections_of_one_address_leave_room_for_others()
    {
        var silent = new List<Socket>();
        try
        {
            for (var i = 0; i < 1100; i++) silent.Add(await ConnectAsync());
            using var other = await ConnectAsync("127.0.0.2");
            await using var tls = await HandshakeAsync(other, TrainerKeys, SslProtocols.None);
            Assert.True(tls.IsAuthenticated);
        }
        finally
        {
            foreach (var socket in silent) socket.Dispose();
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(128_001)]
    public async Task A_frame_that_is_longer_than_any_ends_its_connection_alone(int length)
    {
        await using var trainer = new Stranger(TrainerKeys);
        using var socket = await ConnectAsync();
        await using var tls = await HandshakeAsync(socket, TrainerKeys, SslProtocols.None);
        await tls.WriteAsync(BitConverter.GetBytes(length), Cancel);
        await IsClosedAsync(tls);
        await trainer.Reach(Node.SelfAddress, "/user/nobody").Ask<ActorIdentity>(new Identify(1), Patience.Limit, Cancel);
    }

    [Fact]
    public void A_port_of_another_process_and_an_address_of_another_machine_are_one_line()
    {
        var port = Node.SelfAddress.Port!.Value;
        Assert.Equal($"port: {port} is in use by another process", Why(new WireNode { Host = "127.0.0.1", Port = port }));
        Assert.StartsWith("host: 192.0.2.1: ", Why(new WireNode { Host = "192.0.2.1" }), StringComparison.Ordinal);
        Assert.StartsWith("host: no.such.name.invalid: ", Why(new WireNode { Host = "no.such.name.invalid" }), StringComparison.Ordinal);

        static string Why(WireNode node)
        {
            var builder = Host.CreateEmptyApplicationBuilder(null);
            var why = Assert.Throws<BadInputException>(() => builder.AddClusterNode(node, [NodeHocon.CoordinatorRole], Config.Empty, _ => { }));
            Assert.DoesNotContain('\n', why.Message);
            return why.Message;
        }
    }

    /// <summary>
    /// Akka stops what waits for a connection when the process before at that address is removed from the cluster, and leaves the connection open that is made
    /// afterwards: the new process would write to it, and it would not be read.
    /// </summary>
    [Fact]
    public async Task Nodes_talk_although_one_gave_up_a_connection_to_the_other_before_it_was_made()
    {
        var node = new WireNode { Host = "127.0.0.1", Certificates = Certificates, Seeds = [new HostPort("127.0.0.1", Node.SelfAddress.Port!.Value)] };
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var journal = ConfigurationFactory.ParseString("akka.persistence.journal.plugin = akka.persistence.journal.inmem");
        // From now on the kernel accepts connections, and no process answers.
        builder.AddClusterNode(node, [NodeHocon.CoordinatorRole], journal, _ => { });
        var address = Node.SelfAddress.WithPort(((IPEndPoint)node.Listener!.LocalEndpoint).Port);
        var provider = (IRemoteActorRefProvider)((ExtendedActorSystem)System).Provider;
        var there = provider.ResolveActorRef($"{address}/user/nobody");
        there.Tell(new Identify(0), System.DeadLetters);
        await Patience.UntilAsync(() => node.Listener.Pending(), () => "nobody calls", Cancel);
        provider.Quarantine(address, null);

        using var host = builder.Build();
        await host.StartAsync(Cancel);
        var other = (ExtendedActorSystem)host.Services.GetRequiredService<ActorSystem>();
        await AnswersAsync(there);
        await AnswersAsync(other.Provider.ResolveActorRef($"{Node.SelfAddress}/user/nobody"));
        await host.StopAsync(Cancel);
    }

    private static Task AnswersAsync(IActorRef there) => Patience.UntilAsync(async () =>
    {
        try
        {
            await there.Ask<ActorIdentity>(new Identify(1), TimeSpan.FromSeconds(1), Cancel);
            return true;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }, () => $"{there} does not answer", Cancel);

    /// <param name="from">An address of loopback.</param>
    private async Task<Socket> ConnectAsync(string from = "127.0.0.1")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, Node.SelfAddress.Port!.Value, Cancel);
        return socket;
    }

    /// <param name="keys">PEM file; null: no certificate is shown.</param>
    private static async Task<SslStream> HandshakeAsync(Socket socket, string? keys, SslProtocols version)
    {
        var tls = new SslStream(new NetworkStream(socket));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "",
            EnabledSslProtocols = version,
            ClientCertificates = keys is null ? null : [X509Certificate2.CreateFromPemFile(keys)],
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
        }, Cancel);
        return tls;
    }

    /// <summary>The other side ends it, in whichever way.</summary>
    private static async Task IsClosedAsync(Stream stream)
    {
        try
        {
            while (await stream.ReadAsync(new byte[1024], Cancel) > 0) { }
        }
        catch (IOException)
        {
        }
    }
}
