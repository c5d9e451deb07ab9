using System.CommandLine;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Coordinator.Submission;
using ActorSearch.TrainerNode.Training.Data;

namespace ActorSearch.Coordinator.Cli;

/// <summary>`check FILE`: reports everything that `run` would refuse, and what the search would cost.</summary>
internal static class CheckCommand
{
    public static Command Make(Terminal terminal)
    {
        var command = new Command("check", "Checks a search file against its data and model, and prints how many candidates and epochs it comes to.");
        var file = SearchFile.AddTo(command, terminal);
        return command.Does(terminal, (parsed, cancel) => Check(terminal, file(parsed), cancel));
    }

    private static void Check(Terminal terminal, SearchFile file, CancellationToken cancel)
    {
        var prepared = Preparation.Of(DatasetPool.Shared, file.Spec, terminal.Out.WriteLine, cancel);
        if (file.Spec.Train.Engine == EngineKind.Torch) Preparation.Numerics(file.Spec, terminal.Error.WriteLine);
        var architecture = prepared.Architecture;
        var weights = $"{architecture.Parameters.Sum(p => p.Count):N0} weights, {architecture.PrunableWeights:N0} of them prunable";
        terminal.Out.WriteLine($"model: input {string.Join("x", architecture.InputShape)}, {weights}");
        terminal.Table(
            [("layer", false), ("output", true), ("weights", true)],
            architecture.Layers.Select(string[] (layer) =>
                [layer.Name, string.Join("x", layer.OutputShape), $"{(layer.Weight?.Count ?? 0) + (layer.Bias?.Count ?? 0):#,#}"]));

        terminal.Out.WriteLine("search: at most");
        var (estimate, next) = (prepared.Estimate, 0);
        var rows = new List<string[]>();
        foreach (var level in estimate.Levels)
        {
            rows.Add([level.Level > next ? $"{next:N0} to {level.Level:N0}" : $"{level.Level:N0}", $"{level.Candidates:N0}", $"{level.Epochs:N0}"]);
            next = level.Level + 1;
        }
        terminal.Table(
            [("level", false), ("candidates", true), ("epochs to train", true)],
            [.. rows, ["all", $"{estimate.Candidates:N0}", $"{estimate.Epochs:N0}"]]);
        foreach (var warning in estimate.Warnings) terminal.Warn(warning);
        terminal.Out.WriteLine($"{file.File}: good");
    }
}
