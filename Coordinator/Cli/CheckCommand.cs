using System.CommandLine;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Coordinator.Submission;
using ActorSearch.TrainerNode.Training.Data;
using Spectre.Console;

namespace ActorSearch.Coordinator.Cli;

/// <summary>`check FILE`: everything `run` would refuse, and what it would cost.</summary>
internal static class CheckCommand
{
    public static Command Make(Terminal terminal)
    {
        var (file, data, set) = (Options.File(), Options.Data(), Options.Set());
        var command = new Command("check", "Checks a search file against its data and model, and says how many candidates and epochs it comes to.") { file, data, set };
        command.SetAction((parsed, cancel) => ExitCode.OfAsync(terminal, () =>
            Task.FromResult(Check(terminal, parsed.GetRequiredValue(file), parsed.GetRequiredValue(set), parsed.GetValue(data), cancel))));
        return command;
    }

    private static int Check(Terminal terminal, string file, string[] sets, string? data, CancellationToken cancel)
    {
        var spec = SearchFile.Read(file, sets, data, terminal).Spec;
        var prepared = Preparation.Of(DatasetPool.Shared, spec, terminal.Out.WriteLine, cancel);
        if (spec.Train.Engine == EngineKind.Torch) Preparation.Numerics(spec, terminal.Error.WriteLine);
        var architecture = prepared.Architecture;
        terminal.Out.WriteLine($"model: input {string.Join("x", architecture.InputShape)}, {Text(architecture.Parameters.Sum(p => p.Count))} weights, {Text(architecture.PrunableWeights)} of them prunable");
        var layers = Tables.Of(("layer", false), ("output", true), ("weights", true));
        foreach (var layer in architecture.Layers)
            layers.AddRow(Markup.Escape(layer.Name), string.Join("x", layer.OutputShape), ((layer.Weight?.Count ?? 0) + (layer.Bias?.Count ?? 0)).ToString("#,#", CultureInfo.InvariantCulture));
        terminal.Console.Write(layers);

        terminal.Out.WriteLine("search: at most");
        var levels = Tables.Of(("level", false), ("candidates", true), ("epochs to train", true));
        var next = 0;
        foreach (var level in prepared.Estimate.Levels)
        {
            levels.AddRow(level.Level > next ? $"{Text(next)} to {Text(level.Level)}" : Text(level.Level), Text(level.Candidates), Text(level.Epochs));
            next = level.Level + 1;
        }
        levels.AddRow("all", Text(prepared.Estimate.Candidates), Text(prepared.Estimate.Epochs));
        terminal.Console.Write(levels);
        foreach (var warning in prepared.Estimate.Warnings) terminal.Error.WriteLine($"warning: {warning}");
        terminal.Out.WriteLine($"{file}: good");
        return ExitCode.Finished;
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
