using System.CommandLine;
using ActorSearch.Coordinator.Study.Plots;
using ActorSearch.TrainerNode.Training.Data;

namespace ActorSearch.Coordinator.Cli;

/// <summary>`data FILE`: what the search will see of its data.</summary>
internal static class DataCommand
{
    public static Command Make(Terminal terminal)
    {
        var (file, data, set) = (Options.File(), Options.Data(), Options.Set());
        var sheet = new Option<string>("--sheet") { Description = "Where the contact sheet of samples goes (images only).", HelpName = "PNG", DefaultValueFactory = _ => "contact-sheet.png" };
        var command = new Command("data", "Counts samples per split and class, duplicates and conflicting labels, and draws a contact sheet.") { file, data, set, sheet };
        command.SetAction((parsed, _) => ExitCode.OfAsync(terminal, () =>
            Task.FromResult(Report(terminal, parsed.GetRequiredValue(file), parsed.GetRequiredValue(set), parsed.GetValue(data), parsed.GetRequiredValue(sheet)))));
        return command;
    }

    private static int Report(Terminal terminal, string file, string[] sets, string? path, string sheet)
    {
        var spec = SearchFile.Read(file, sets, path, terminal).Spec;
        var data = DatasetPool.Shared.Open(spec.Data, say: terminal.Out.WriteLine);
        foreach (var line in data.Report.Lines()) terminal.Out.WriteLine(line);
        if (data.SampleShape.Length == 3)
        {
            File.WriteAllBytes(sheet, ContactSheet.Png(data, typeface: PlotFonts.Typeface));
            terminal.Out.WriteLine($"sheet        {sheet}");
        }
        return ExitCode.Finished;
    }
}
