using System.Net;
using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Journal;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Coordinator.Simulation;
using ActorSearch.Coordinator.Store;
using ActorSearch.Coordinator.Web.Api;
using ActorSearch.Coordinator.Web.Dashboard;
using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorSearch.Cluster.Tests.Dashboard;

/// <summary>
/// The dashboard of a search of many candidates: real actors, journal and pages; what is trained is looked up in a table, and takes a while from
/// the last few on.
/// </summary>
internal sealed class LargeSearch : IAsyncDisposable
{
    private const long Seed = 1;

    /// <summary>Slots of what is watched, and what a training takes there: some 40 outcomes a second.</summary>
    private const int Slots = 4;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly string _folder;
    private readonly SearchSpec _spec;
    private SimulationHost? _host;
    private CheckpointStoreService? _store;
    private WebApplication? _app;

    private LargeSearch(string folder, SearchSpec spec) => (_folder, _spec) = (folder, spec);

    private string Journal => Path.Combine(_folder, "journal.db");

    private JournalOptions Options => JournalOptions.Sqlite(Journal);

    public string Page => $"{_app!.Urls.Single()}/ui/searches/{SimulatedSearch.Id}";

    /// <summary>With so many candidates, finished.</summary>
    public static async Task<LargeSearch> SimulatedAsync(int candidates, CancellationToken cancel)
    {
        var spec = SimulatedSearch.Spec(candidates, StrategyKind.ParetoBeam, Seed);
        var search = new LargeSearch(Directory.CreateTempSubdirectory("actorsearch-large-").FullName, spec);
        JournalFile.Prepare(search.Journal);
        await using (var host = await SimulationHost.StartAsync(search.Options, 200, Seed, null, null, cancel))
        {
            await host.SubmitAsync(SimulatedSearch.Submission(spec), null, cancel);
            await foreach (var _ in host.WatchAsync(cancel)) { }
        }
        await search.OpenAsync(cancel);
        return search;
    }

    /// <summary>The one that `actorsearch simulate --connection JOURNAL` left; the file stays as it is.</summary>
    public static async Task<LargeSearch> OfAsync(string journal, CancellationToken cancel)
    {
        var search = new LargeSearch(Directory.CreateTempSubdirectory("actorsearch-large-").FullName, JournalFile.Peek(journal).Spec!);
        File.Copy(journal, search.Journal);
        if (File.Exists(MarkFile.PathOf(journal))) File.Copy(MarkFile.PathOf(journal), MarkFile.PathOf(search.Journal));
        await search.OpenAsync(cancel);
        return search;
    }

    /// <summary>It goes on, with a tenth more candidates.</summary>
    public Task GoOnAsync(CancellationToken cancel) =>
        _host!.SubmitAsync(
            SimulatedSearch.Submission(_spec with { Search = _spec.Search with { MaxCandidates = _spec.Search.MaxCandidates * 11 / 10 } }), null, cancel);

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task OpenAsync(CancellationToken cancel)
    {
        _host = await SimulationHost.StartAsync(Options, Slots, Seed, null, null, cancel, Pace);
        // Its actor has recovered.
        await new SearchGateway(_host.Registry).ReadAsync(new GetDocument(SimulatedSearch.Id, DocumentKind.Status), cancel);
        _store = new CheckpointStoreService(
            CheckpointStores.Open(Path.Combine(_folder, "checkpoints")), Path.Combine(_folder, "uploads"), new CheckpointStoreOptions());
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "actorsearch" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(_host.Registry);
        builder.Services.AddSearchApi(new DatasetPool(DataRoots.Of([Path.GetTempPath()])));
        builder.Services.AddDashboard(new DashboardOptions(null, []));
        _app = builder.Build();
        _app.UseDashboard();
        _app.UseApiProblems();
        _app.MapDashboard(_store);
        _app.MapSearchApi(_store);
        await _app.StartAsync(cancel);
    }

    private async Task CloseAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
        _store?.Dispose();
        if (_host is not null) await _host.DisposeAsync();
    }
}
