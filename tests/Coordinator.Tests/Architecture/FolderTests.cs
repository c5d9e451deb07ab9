using ActorSearch.Coordinator.Hosting;
using ActorSearch.TrainerNode.Actors;

namespace ActorSearch.Coordinator.Tests.Architecture;

/// <summary>
/// What each folder may use. Documents, results, plots and reports know no actors; the web and the command line do not know each other; no circles. A use that
/// is not listed fails here, and so does one of today's circles that is no more: its line goes, and it does not come back.
/// </summary>
public sealed class FolderTests
{
    private static readonly Dictionary<string, string> Coordinator = new()
    {
        ["Actors"] = "Documents Results Telemetry",
        ["Api"] = "Actors Documents Results Store Submission",
        ["Cli"] = "Documents Hosting Plots Reports Results Runs Simulation Submission Telemetry",
        ["Dashboard"] = "Actors Api Documents Results Store",
        ["Documents"] = "Results",
        ["Hosting"] = "Actors Api Dashboard Documents Journal Store Telemetry",
        ["Journal"] = "Telemetry",
        ["Plots"] = "Documents Results",
        ["Reports"] = "Plots Results Runs",
        ["Runs"] = "Hosting Plots Results",
        ["Simulation"] = "Actors Api Documents Hosting Results Telemetry",
        ["Telemetry"] = "Actors Documents Results",
    };

    /// <summary>The uses that close today's circles.</summary>
    private static readonly (string From, string To)[] CoordinatorCircles = [("Telemetry", "Actors")];

    private static readonly Dictionary<string, string> Trainer = new()
    {
        ["Actors"] = "Devices Telemetry Training",
        ["Checking"] = "Devices Models Pruning Sparse Training",
        ["Checkpoints"] = "Data Models Pruning",
        ["Data"] = "Files",
        ["Devices"] = "Files",
        ["Hosting"] = "Data Devices Files",
        ["Http"] = "Files Hosting",
        ["Launching"] = "Actors Checking Data Devices Files Hosting Http Stores Telemetry Training",
        ["Pruning"] = "Models",
        ["Sparse"] = "Models Pruning Training",
        ["Stores"] = "Checkpoints Files Http",
        ["Telemetry"] = "Devices Hosting Stores",
        ["Tickets"] = "Checkpoints Data Devices Models Pruning Sparse Training",
        ["Training"] = "Checkpoints Data Devices Models Pruning Sparse Stores",
    };

    private static readonly (string From, string To)[] TrainerCircles = [("Training", "Sparse")];

    private static FolderGraph OfCoordinator { get; } = new(typeof(StandaloneHost).Assembly, "ActorSearch.Coordinator", "Coordinator");

    private static FolderGraph OfTrainer { get; } = new(typeof(TrainerOptions).Assembly, "ActorSearch.TrainerNode", "TrainerNode");

    [Fact]
    public void The_coordinators_folders_use_what_they_may() => AssertUses(OfCoordinator, Coordinator, CoordinatorCircles);

    [Fact]
    public void The_trainers_folders_use_what_they_may() => AssertUses(OfTrainer, Trainer, TrainerCircles);

    private static void AssertUses(FolderGraph graph, Dictionary<string, string> may, (string From, string To)[] circles)
    {
        AssertNone(graph.Uses.Where(use => !may.GetValueOrDefault(use.Key.From, "").Split(' ').Contains(use.Key.To)).Select(use => $"{use.Key.From} > {use.Key.To} ({use.Value})"));
        AssertNone(graph.Circle(circles));
        // Each that is listed still closes a circle.
        foreach (var circle in circles)
            Assert.Contains(graph.Circle([.. circles.Except([circle])]), use => use.StartsWith($"{circle.From} > {circle.To} ", StringComparison.Ordinal));
    }

    private static void AssertNone(IEnumerable<string> uses)
    {
        var lines = string.Join('\n', uses.Order(StringComparer.Ordinal));
        Assert.True(lines.Length == 0, lines);
    }
}
