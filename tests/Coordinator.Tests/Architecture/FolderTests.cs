using ActorSearch.Coordinator.Hosting;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Actors;
using ActorSearch.TrainerNode.Node.Hosting;
using ActorSearch.TrainerNode.Tickets;
using ActorSearch.TrainerNode.Torch.Dense;
using ActorSearch.TrainerNode.Training.Stores;

namespace ActorSearch.Coordinator.Tests.Architecture;

/// <summary>
/// What each folder may use. Documents, results, plots and reports know no actors; the web and the command line do not know each other; no circles. A use that
/// is not listed fails here.
/// </summary>
public sealed class FolderTests
{
    private static readonly Dictionary<string, string> Coordinator = new()
    {
        ["Cli"] = "Hosting Journal Reading.Documents Reading.Results Runs Simulation Study.Plots Study.Reports Submission Telemetry",
        ["Hosting"] = "Journal Reading.Documents Searches Store Telemetry Web.Api Web.Dashboard",
        ["Journal"] = "Telemetry",
        ["Reading.Documents"] = "Reading.Results",
        ["Reading.Results"] = "",
        ["Runs"] = "Journal Reading.Results Study.Plots",
        ["Searches"] = "Journal Reading.Documents Reading.Results Telemetry",
        ["Simulation"] = "Hosting Journal Reading.Documents Reading.Results Searches Telemetry Web.Api",
        ["Study.Plots"] = "Reading.Documents Reading.Results",
        ["Study.Reports"] = "Reading.Results Runs Study.Plots",
        ["Telemetry"] = "Reading.Documents Reading.Results",
        ["Web.Api"] = "Reading.Documents Reading.Results Searches Store Submission",
        ["Web.Dashboard"] = "Reading.Documents Reading.Results Searches Web.Api",
    };

    private static readonly Dictionary<string, string> Trainer = new()
    {
        ["Actors"] = "Node.Telemetry Telemetry Torch.Devices Training.Runs",
        ["Launching"] = "Actors Node.Hosting Node.Http Node.Telemetry Telemetry Torch.Checking Torch.Dense Torch.Devices Torch.Kinds "
            + "Training.Data Training.Devices Training.Engines Training.Engines.Sparse Training.Files Training.Pruning Training.Runs Training.Stores",
        ["Node.Hosting"] = "Training.Data Training.Devices Training.Files",
        ["Node.Http"] = "Node.Hosting",
        ["Node.Telemetry"] = "Node.Hosting",
        ["Telemetry"] = "Node.Telemetry Torch.Devices Training.Devices Training.Stores",
        ["Tickets"] = "Torch.Dense Torch.Devices Training.Checkpoints Training.Data Training.Engines Training.Engines.Sparse Training.Models "
            + "Training.Pruning",
        ["Torch.Checking"] = "Torch.Dense Torch.Kinds Training.Engines Training.Models Training.Pruning",
        ["Torch.Dense"] = "Torch.Devices Torch.Kinds Torch.Optimizers Training.Devices Training.Engines Training.Engines.Sparse Training.Models "
            + "Training.Pruning",
        ["Torch.Devices"] = "Training.Devices Training.Files",
        ["Torch.Kinds"] = "Training.Models",
        ["Torch.Optimizers"] = "",
        ["Training.Checkpoints"] = "Training.Data Training.Models Training.Pruning",
        ["Training.Data"] = "Training.Files",
        ["Training.Devices"] = "",
        ["Training.Engines"] = "Training.Data Training.Models Training.Pruning",
        ["Training.Engines.Sparse"] = "Training.Engines Training.Models Training.Pruning",
        ["Training.Files"] = "",
        ["Training.Http"] = "Training.Files",
        ["Training.Models"] = "",
        ["Training.Pruning"] = "Training.Models",
        ["Training.Runs"] = "Training.Checkpoints Training.Data Training.Engines Training.Models Training.Pruning Training.Stores",
        ["Training.Stores"] = "Training.Checkpoints Training.Files Training.Http",
    };

    private static readonly Dictionary<string, string> Search = new()
    {
        ["Budgets"] = "Candidates Specs Strategies",
        ["Candidates"] = "",
        ["Deciding"] = "Budgets Candidates Objectives Runs Specs Strategies",
        ["Exact"] = "",
        ["Figures"] = "Runs",
        ["Landscape"] = "Candidates Exact Figures Randomness Runs Specs",
        ["Layers"] = "Randomness",
        ["Evaluating"] = "Candidates Exact Figures Randomness Runs Specs",
        ["Models"] = "Layers Specs",
        ["Objectives"] = "Candidates Runs Specs",
        ["Optimizers"] = "Exact",
        ["Randomness"] = "",
        ["Runs"] = "Candidates Exact Specs",
        ["Specs"] = "Candidates Layers Optimizers",
        ["Statistics"] = "Evaluating Exact Figures Randomness Runs",
        ["Strategies"] = "Candidates Objectives Randomness Specs",
    };

    private static readonly Dictionary<string, string> Messages = new() { ["Codecs"] = "", ["Json"] = "Codecs Packing", ["Packing"] = "Codecs" };

    private static FolderGraph OfCoordinator { get; } = new("Coordinator", Coordinator.Keys, typeof(StandaloneHost).Assembly);

    private static FolderGraph OfTrainer { get; } = new(
        "TrainerNode", Trainer.Keys, typeof(TrainerOptions).Assembly, typeof(NodeOptions).Assembly, typeof(ICheckpointStore).Assembly,
        typeof(TorchEngines).Assembly, typeof(TicketNetwork).Assembly);

    private static FolderGraph OfSearch { get; } = new("Search", Search.Keys, typeof(SearchSpec).Assembly);

    private static FolderGraph OfMessages { get; } = new("Messages", Messages.Keys, typeof(IWireMessage).Assembly);

    [Fact]
    public void The_coordinators_folders_use_what_they_may() => AssertUses(OfCoordinator, Coordinator);

    [Fact]
    public void The_trainers_folders_use_what_they_may() => AssertUses(OfTrainer, Trainer);

    [Fact]
    public void The_searchs_folders_use_what_they_may() => AssertUses(OfSearch, Search);

    [Fact]
    public void The_messages_folders_use_what_they_may() => AssertUses(OfMessages, Messages);

    private static void AssertUses(FolderGraph graph, Dictionary<string, string> may)
    {
        AssertNone(graph.Uses.Where(use => !may.GetValueOrDefault(use.Key.From, "").Split(' ').Contains(use.Key.To))
            .Select(use => $"{use.Key.From} > {use.Key.To} ({use.Value})"));
        AssertNone(graph.Circle());
    }

    private static void AssertNone(IEnumerable<string> uses)
    {
        var lines = string.Join('\n', uses.Order(StringComparer.Ordinal));
        Assert.True(lines.Length == 0, lines);
    }
}
