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
internal sealed class SimulationHost(IHost host, SearchViews views) : IAsyncDisposable
{
    /// <summary>As a machine with eight devices that one trainer serves.</summary>
    public const int SlotsPerTrainer = 8;

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(60);
    private static readonly Numerics Numerics = new("table 1", "any");

    /// <summary>Where its actors are found.</summary>
    public ActorRegistry Registry => host.Services.GetRequiredService<ActorRegistry>();

    /// <param name="slots">0 for a coordinator without trainers.</param>
    /// <param name="pace">What a training takes; none: answered at once.</param>
    public static async Task<SimulationHost> StartAsync(
        JournalOptions journal, int slots, long seed, ISearchMeter? meter, CoordinatorMeter? metrics, CancellationToken cancel, TimeSpan pace = default)
    {
        var views = new SearchViews();
        var settings = new SearchSettings(new NoFiles(), views) { Meter = meter, Metrics = metrics };
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddClusterNode(
            wire: null, [NodeHocon.CoordinatorRole, NodeHocon.TrainerRole], WireMailbox.Hocon, akka => akka
                .WithSearches(journal, settings)
                .WithActors((system, registry) => StartTrainers(system, registry.Get<SearchSupervisor>(), slots, seed, pace)));
        var host = builder.Build();
        await host.StartAloneAsync(cancel);
        return new SimulationHost(host, views);
    }

    public async Task SubmitAsync(SubmitSearch submit, string? trace, CancellationToken cancel)
    {
        var message = new Submit(submit.Search, submit.Spec, submit.SpecHash, submit.TrainingHash, submit.DataFingerprint, trace);
        var reply = await Registry.Get<SearchSupervisor>().Ask<OperatorReply>(message, AnswerWithin, cancel);
        if (reply.Refusal is { } reason) throw new BadInputException($"the journal holds another search: {reason}");
    }

    /// <summary>A finished search is read once a client asks for it.</summary>
    public void AskFor(SearchId search) => Registry.Get<SearchSupervisor>().Tell(new GetSearch(search), ActorRefs.NoSender);

    public PageReader Pages() => new(new SearchGateway(Registry));

    public IAsyncEnumerable<SearchView> WatchAsync(CancellationToken cancel) => views.WatchAsync(SimulatedSearch.Id, cancel);

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync(CancellationToken.None);
        host.Dispose();
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
