using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Coordinator.Telemetry;
using ActorSearch.Coordinator.Web.Api;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Actors;
using ActorSearch.TrainerNode.Node.Hosting;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorSearch.Coordinator.Simulation;

/// <summary>
/// The actors of a cluster in one process, with many trainers whose sessions are a table. Every message between actors goes
/// through the serialiser and back, as it would over the network.
/// </summary>
internal sealed class SimulationHost : IAsyncDisposable
{
    /// <summary>As a machine with eight devices that one trainer serves.</summary>
    public const int SlotsPerTrainer = 8;

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(60);
    private static readonly Numerics Numerics = new("table 1", "any");

    private readonly IHost _host;
    private readonly SearchViews _views;

    private SimulationHost(IHost host, SearchViews views) => (_host, _views) = (host, views);

    /// <summary>Where its actors are found.</summary>
    public ActorRegistry Registry => _host.Services.GetRequiredService<ActorRegistry>();

    /// <param name="slots">0 for a coordinator without trainers.</param>
    /// <param name="pace">What a training takes; none: answered at once.</param>
    public static async Task<SimulationHost> StartAsync(
        JournalOptions journal, int slots, long seed, ISearchMeter? meter, CoordinatorMeter? metrics, CancellationToken cancel, TimeSpan pace = default)
    {
        var views = new SearchViews();
        var host = Build(journal, new SearchSettings(new NoFiles(), views) { Meter = meter, Metrics = metrics }, slots, seed, pace);
        await host.StartAloneAsync(cancel).ConfigureAwait(false);
        return new SimulationHost(host, views);
    }

    public async Task SubmitAsync(SubmitSearch submit, string? trace, CancellationToken cancel)
    {
        var supervisor = Registry.Get<SearchSupervisor>();
        var reply = await supervisor.Ask<OperatorReply>(
            new Submit(submit.Search, submit.Spec, submit.SpecHash, submit.TrainingHash, submit.DataFingerprint, trace),
            AnswerWithin, cancel).ConfigureAwait(false);
        if (reply.Refusal is { } reason) throw new BadInputException($"the journal holds another search: {reason}");
    }

    /// <summary>A finished search is read once someone asks for it.</summary>
    public void AskFor(SearchId search) => Registry.Get<SearchSupervisor>().Tell(new GetSearch(search), ActorRefs.NoSender);

    public PageReader Pages() => new(new SearchGateway(Registry));

    public IAsyncEnumerable<SearchView> WatchAsync(CancellationToken cancel) => _views.WatchAsync(SimulatedSearch.Id, cancel);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None).ConfigureAwait(false);
        _host.Dispose();
    }

    private static IHost Build(JournalOptions journal, SearchSettings settings, int slots, long seed, TimeSpan pace)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddClusterNode(
            wire: null, [NodeHocon.CoordinatorRole, NodeHocon.TrainerRole], WireMailbox.Hocon, akka => akka
                .WithSearches(journal, settings)
                .WithActors((system, registry) => StartTrainers(system, registry.Get<SearchSupervisor>(), slots, seed, pace)));
        return builder.Build();
    }

    private static void StartTrainers(ActorSystem system, IActorRef supervisor, int slots, long seed, TimeSpan pace)
    {
        for (var first = 0; first < slots; first += SlotsPerTrainer)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"simulated-{first / SlotsPerTrainer}");
            var options = new TrainerOptions(name, Math.Min(SlotsPerTrainer, slots - first), Numerics, _ => new TableSession(seed, pace))
            {
                ThreadPerSlot = pace > TimeSpan.Zero,
            };
            system.ActorOf(Props.Create(() => new TrainerNodeActor(options, supervisor)), TrainerNodeActor.ActorName(name));
        }
    }
}
