using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.TrainerNode.Node.Hosting;
using ActorSearch.TrainerNode.Node.Hosting.Wire;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorSearch.Coordinator.Tests.Hosting;

/// <summary>A coordinator's node in the test's process, with certificates, and those of a trainer.</summary>
public abstract class NodeOnTheWire : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private IHost _host = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>PEM files.</summary>
    protected string TrainerKeys { get; private set; } = "";

    protected string CoordinatorKeys { get; private set; } = "";

    /// <summary>The node's own.</summary>
    protected NodeCertificates Certificates { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        var until = DateTimeOffset.UtcNow.AddDays(2);
        using var authority = CertificateAuthority.New("ours", until);
        string Write(string name, params string[] names)
        {
            var file = Path.Combine(_folder.Path, name + ".pem");
            File.WriteAllText(file, authority.Issue(name, names, until));
            return file;
        }
        (TrainerKeys, CoordinatorKeys) = (Write("trainer", "elsewhere"), Write("coordinator", "127.0.0.1"));
        var port = FreePort();
        var options = NodeSettings.Collect(NodeRole.Coordinator, _ => null, "none", name => name switch
        {
            "cert" => CoordinatorKeys,
            "port" => $"{port}",
            "folder" => _folder.Path,
            _ => null,
        }).Options();
        Certificates = NodeCertificates.Of(options)!;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddClusterNode(
            WireNode.Of(options, Certificates), [NodeHocon.CoordinatorRole],
            Config.Empty, akka => akka.WithJournal(new(JournalKind.Sqlite, $"Data Source={_folder.Journal};Pooling=False")));
        _host = builder.Build();
        await _host.StartAsync(Cancel);
        System = _host.Services.GetRequiredService<ActorSystem>();
        Node = Akka.Cluster.Cluster.Get(System);
        await Node.JoinAsync(Node.SelfAddress, Cancel);
    }

    protected ActorSystem System { get; private set; } = null!;

    protected Akka.Cluster.Cluster Node { get; private set; } = null!;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        _folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new global::System.Net.Sockets.TcpListener(global::System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((global::System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
