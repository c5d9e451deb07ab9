using System.CommandLine;
using ActorSearch.Coordinator.Study.Plots;
using ActorSearch.TrainerNode.Training.Data;

namespace ActorSearch.Coordinator.Cli;

/// <summary>`data FILE`: reports the data as a search will see them.</summary>
internal static class DataCommand
{
    public static Command Make(Terminal terminal)
    {
        var sheet = new Option<string>("--sheet")
        {
            Description = "Where to write the contact sheet of samples (images only).",
            HelpName = "PNG",
            DefaultValueFactory = _ => "contact-sheet.png",
        };
        var command = new Command("data", "Counts samples per split and class, duplicates and conflicting labels, and draws a contact sheet.") { sheet };
        var file = SearchFile.AddTo(command, terminal);
        return command.Does(terminal, (parsed, _) => Report(terminal, file(parsed).Spec, parsed.GetRequiredValue(sheet)));
    }

    private static void Report(Terminal terminal, SearchSpec spec, string sheet)
    {
        var data = DatasetPool.Shared.Open(spec.Data, say: terminal.Out.WriteLine);
        foreach (var line in data.Report.Lines()) terminal.Out.WriteLine(line);
        if (data.SampleShape.Length != 3) return;
        File.WriteAllBytes(sheet, ContactSheet.Png(data, typeface: PlotFonts.Typeface));
        terminal.Out.WriteLine($"sheet        {sheet}");
    }
}
