using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Journal;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Coordinator.Store;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Coordinator.Web.Api;
using ActorSearch.Coordinator.Web.Dashboard;
using ActorSearch.TrainerNode.Actors;
using ActorSearch.TrainerNode.Node.Hosting;
using ActorSearch.TrainerNode.Node.Hosting.Wire;
using ActorSearch.TrainerNode.Node.Http;
using ActorSearch.TrainerNode.Tests.Data;
using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Stores;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ActorSearch.Coordinator.Tests.Web.Api;

/// <summary>A coordinator with its HTTP interface in the test's process, and a trainer that looks results up in a table.</summary>
public class ApiServer : IAsyncLifetime
{
    public const string Token = "a-token-of-the-tests";
    public const string ReadToken = "for-readers";

    /// <summary>Trains in no time: the table does not look at the data.</summary>
    public const string Search = """
        name: table
        data:   { kind: synthetic-cracks, positive: crack, samples: 60, positive_share: 0.3, image_size: 16 }
        model:  { kind: mlp, sizes: [10] }
        train:  { epochs: 3 }
        space:  { pruning_rate: [0.3, 0.6], class_cost: [1, 5], rewind: [0, 1] }
        search: { strategy: pareto-beam, width: 4, max_level: 3, max_candidates: 30, seed: 3 }
        """;

    /// <summary>A file of the checkpoint store, and its name.</summary>
    public const string StoredText = "a file of the tests";

    public static string StoredFile { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(StoredText)));

    /// <summary>The one name, beside loopback, that it answers to.</summary>
    public const string Name = "coordinator.example";

    public const int MostBytes = ActorSearch.Search.Specs.SpecReader.MostBytes;

    private static readonly Config Sudden = ConfigurationFactory.ParseString("akka.coordinated-shutdown.run-by-actor-system-terminate = off");

    private readonly TempFolder _folder = new();
    private readonly MemoryStore _tickets = new();
    private WebApplication? _app;
    private CheckpointStoreService? _store;

    public FileTrainer Trainer { get; }

    private readonly string? _token;

    public ApiServer() : this(Token)
    {
    }

    /// <param name="active">Set: this one joins the other's cluster and is not active, nor has it a trainer.</param>
    protected ApiServer(string? token, ApiServer? active = null) => (_token, _active, Trainer) = (token, active, new FileTrainer(_tickets));

    private readonly ApiServer? _active;

    private Akka.Cluster.Cluster Cluster => Akka.Cluster.Cluster.Get(_app!.Services.GetRequiredService<ActorSystem>());

    public HttpClient Http { get; private set; } = null!;

    /// <summary>Where this one says that others reach its HTTP.</summary>
    public Uri? HttpForOthers { get; set; }

    /// <summary>What this one shows to the active coordinator.</summary>
    protected virtual string? TokenForOthers => _token;

    /// <summary>Ends its actors, not its HTTP, as suddenly as a crash.</summary>
    public Task EndActorsAsync() => _app!.Services.GetRequiredService<ActorSystem>().Terminate();

    public Uri Address => Http.BaseAddress!;

    /// <summary>Every route there is, as `GET /searches/{id}`, whether the OpenAPI document has it or not.</summary>
    public IReadOnlyList<string> Routes =>
    [
        .. from endpoint in ((IEndpointRouteBuilder)_app!).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
           let path = "/" + endpoint.RoutePattern.RawText!.Trim('/')
           select $"{method} {path}",
    ];

    public async ValueTask InitializeAsync()
    {
        Environment.SetEnvironmentVariable("ACTORSEARCH_CACHE", Path.Combine(_folder.Path, "cache"));
        JournalFile.Prepare(_folder.Journal);
        var files = Path.Combine(_folder.Path, "checkpoints");
        _store = new CheckpointStoreService(CheckpointStores.Open(files), Path.Combine(files, ".uploads"), new CheckpointStoreOptions { Token = _token });
        var settings = new SearchSettings(_tickets, new SearchViews()) { ViewEvery = TimeSpan.FromMilliseconds(20), Http = () => HttpForOthers };
        var trainer = new TrainerOptions("local", 2, SampleSearches.Numerics, Trainer.Session)
        {
            Beat = TimeSpan.FromSeconds(1),
            ProgressEvery = TimeSpan.FromMilliseconds(10)
        };
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "actorsearch" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = MostBytes;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddRoutingCore();
        if (_active is not null) builder.Services.AddSingleton(_ => new ActiveDocuments(TokenForOthers, null));
        builder.Services.AddSearchApi(new DatasetPool(DataRoots.Of([Path.GetTempPath()]), mostCached: HostileEntry.MostDecoded));
        builder.Services.AddDashboard(new DashboardOptions(_token, [new Uri("http://elsewhere:4080")]) { ReadToken = _token is null ? null : ReadToken });
        builder.AddClusterNode(
            new WireNode { Host = "127.0.0.1" }, [NodeHocon.CoordinatorRole, NodeHocon.TrainerRole],
            Sudden, akka =>
            {
                akka.WithSearches(new(JournalKind.Sqlite, $"Data Source={_folder.Journal}"), settings);
                if (_active is null) akka.WithTrainer<SearchSupervisor>(trainer);
            });
        _app = builder.Build();
        _app.UseRequestRules(new HostNames([Name]), null, _ => Task.FromResult<string?>(null));
        _app.UseApiProblems();
        _app.MapDashboard(_store);
        _app.MapSearchApi(_store);
        _app.MapCheckpointStore(_store);
        await _app.StartAsync();
        HttpForOthers = new Uri(_app.Urls.Single());
        await Cluster.JoinAsync((_active ?? this).Cluster.SelfAddress);
        // For AskFirst: after a second, its default, the client would send the body unasked, and a busy machine takes longer.
        Http = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = new Uri(_app.Urls.Single()) };
        if (_token is not null) Http.DefaultRequestHeaders.Authorization = new("Bearer", _token);
    }

    /// <summary>A client on another address of this machine, without a token.</summary>
    public HttpClient ClientAt(string address) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectCallback = async (to, cancel) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(IPAddress.Loopback, to.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = Address };

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Http.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
        _store?.Dispose();
        _folder.Dispose();
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/yaml");
        AskFirst(request);
        return await Http.SendAsync(request, HttpCompletionOption.ResponseContentRead, TestContext.Current.CancellationToken);
    }

    /// <summary>A body that will be refused for its length is not sent: the server would close the connection over it.</summary>
    public static void AskFirst(HttpRequestMessage request)
    {
        if (request.Content?.Headers.ContentLength > MostBytes) request.Headers.ExpectContinue = true;
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path);
        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    /// <summary>Submits, and waits for the end.</summary>
    public async Task<JsonElement> FinishedAsync(string id)
    {
        using (var response = await SendAsync(HttpMethod.Post, $"/searches?id={id}", Search)) Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        while (true)
        {
            var status = await GetAsync($"/searches/{id}");
            if (status.GetProperty("status").GetString() == "finished") return status;
        }
    }

    public void StoreFile() => _store!.Own.Files.Write(Encoding.UTF8.GetBytes(StoredText), 0);

    /// <summary>The table's tickets are in memory; this brings them where the interface looks for them.</summary>
    public void StoreTickets()
    {
        foreach (var content in _tickets.Files.Values) _store!.Own.Files.Write(content, 0);
    }
}
