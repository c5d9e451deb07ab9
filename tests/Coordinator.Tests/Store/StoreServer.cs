using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using ActorSearch.Coordinator.Store;
using ActorSearch.TrainerNode.Node.Http;
using ActorSearch.TrainerNode.Training.Stores;
using ActorSearch.TrainerNode.Training.Stores.Folder;
using ActorSearch.TrainerNode.Training.Stores.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorSearch.Coordinator.Tests.Store;

/// <summary>One coordinator's store on a loopback port, with real files. It can be killed and started again at the same address.</summary>
internal sealed class StoreServer : IAsyncDisposable
{
    private readonly Channel<(string Method, int Status)> _ended = Channel.CreateUnbounded<(string, int)>();
    private WebApplication? _app;
    private CheckpointStoreService? _service;

    private readonly X509Certificate2? _certificate;

    public StoreServer(string folder, int port, X509Certificate2? certificate = null)
    {
        (Folder, Port, _certificate) = (folder, port, certificate);
        Directory.CreateDirectory(folder);
    }

    public string Folder { get; }
    public int Port { get; private set; }
    public Uri Address => new($"{(_certificate is null ? "http" : "https")}://127.0.0.1:{Port}/");
    public ICheckpointStore Files => new FolderCheckpointStore(Folder);
    public CheckpointStoreService Service => _service!;

    public string PathOf(string sha256) => Path.Combine(Folder, sha256[..2], sha256 + ".safetensors");

    public bool Has(string sha256) => File.Exists(PathOf(sha256));

    public async Task StartAsync(CheckpointStoreOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, Port, listen =>
        {
            if (_certificate is not null) listen.UseHttps(_certificate);
        }));
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            finally
            {
                _ended.Writer.TryWrite((context.Request.Method, context.Response.StatusCode));
            }
        });
        var guard = new TokenGuard(options.Token);
        app.UseTokenGuard(guard);
        app.RequireToken(guard);
        app.UseRouting();
        _service = new CheckpointStoreService(Files, Path.Combine(Folder, ".uploads"), options);
        app.MapCheckpointStore(_service);
        await app.StartAsync();
        Port = new Uri(app.Urls.Single()).Port;
        _app = app;
    }

    /// <summary>Waits until a request of this method is over, however it ended.</summary>
    public async Task<int> EndAsync(string method, CancellationToken cancel)
    {
        while (true)
        {
            var (ended, status) = await _ended.Reader.ReadAsync(cancel);
            if (ended == method) return status;
        }
    }

    /// <summary>At once: open connections break.</summary>
    public async Task KillAsync()
    {
        if (_app is null) return;
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _service!.Dispose();
        _app = null;
    }

    public async ValueTask DisposeAsync() => await KillAsync();
}

/// <summary>Coordinators that know each other, and clients of them.</summary>
internal sealed class StoreCluster : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actorsearch-stores-").FullName;

    public List<StoreServer> Servers { get; } = [];

    public string Folder => _folder;

    public static async Task<StoreCluster> StartAsync(int servers, CheckpointStoreOptions? options = null)
    {
        var cluster = new StoreCluster();
        for (var i = 0; i < servers; i++) cluster.Servers.Add(new StoreServer(Path.Combine(cluster._folder, $"coordinator-{i}"), FreePort()));
        for (var i = 0; i < servers; i++) await cluster.StartAgainAsync(i, options);
        return cluster;
    }

    public Task StartAgainAsync(int server, CheckpointStoreOptions? options = null) =>
        Servers[server].StartAsync((options ?? new CheckpointStoreOptions { ChunkBytes = 1000 }) with
        {
            Peers = [.. Servers.Where((_, index) => index != server).Select(peer => peer.Address)],
            PeerPause = TimeSpan.Zero,
        });

    public HttpStoreOptions Options(params int[] servers) =>
        new([.. (servers.Length == 0 ? Enumerable.Range(0, Servers.Count) : servers).Select(index => Servers[index].Address)])
        {
            ChunkBytes = 1000,
            FirstPause = TimeSpan.FromMilliseconds(20),
            LongestPause = TimeSpan.FromMilliseconds(100),
        };

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Servers) await server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Servers name each other's addresses before they start.</summary>
    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>Sees each request of a client before it is sent.</summary>
internal sealed class WatchingHandler(Action<HttpRequestMessage> before) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        before(request);
        return base.Send(request, cancellationToken);
    }
}
