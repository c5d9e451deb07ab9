using System.CommandLine;
using ActorSearch.Coordinator.Study.Reports;
using ActorSearch.Search.Evaluating;

namespace ActorSearch.Coordinator.Cli;

/// <summary>`report DIR... --to FOLDER`: the tables and figures of a study, made of the runs of any searches.</summary>
internal static class ReportCommand
{
    public static Command Make(Terminal terminal)
    {
        var folders = new Argument<string[]>("DIR") { Description = "Folders of finished runs, one or more per data set.", Arity = ArgumentArity.OneOrMore };
        var to = new Option<string>("--to")
        {
            Description = "The folder for report.md, CSV files and figures (SVG and PNG); created if it does not exist.",
            HelpName = "FOLDER",
            Required = true,
        };
        var baseline = Options.Text("--baseline", "DIR",
            "The run that all others on its data are compared with; else each is compared with the class-agnostic one (class cost 1) that has its settings.");
        var equal = Options.Number("--equal-sparsity", "PERCENT", 10.0, 0, 100,
            "Two networks count as equally sparse when their weights left differ by at most this many per cent of the smaller one's "
            + "(and by 0.5 % of all weights); default: 10.");
        var thresholds = Options.OneOf("--thresholds",
            "resampled (default): intervals include the noise of validation, on which thresholds are chosen; fixed: thresholds are taken as they are.",
            "resampled", "fixed");
        var resamples = Options.Number("--resamples", "N", Bootstrap.Resamples, 100, 100_000, $"Resamples of the samples (default: {Bootstrap.Resamples}).");
        var seed = Options.Number("--seed", "N", 1L, 0, int.MaxValue, "Seed of the resamples (default: 1).");
        const string Summary = "Compares class-dependent with class-agnostic tickets at equal sparsity and equal false-positive rate: "
            + "tables and figures with intervals, of finished runs.";
        return new Command("report", Summary) { folders, to, baseline, equal, thresholds, resamples, seed }.Does(terminal, (parsed, _) => Report(
            terminal, parsed.GetRequiredValue(folders), parsed.GetValue(baseline), parsed.GetRequiredValue(to),
            new(new(parsed.GetValue(equal) / 100), parsed.GetValue(thresholds) == "resampled", parsed.GetValue(resamples), parsed.GetValue(seed))));
    }

    private static void Report(Terminal terminal, string[] folders, string? baseline, string to, ReportSettings settings)
    {
        static string Full(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var given = baseline is null ? -1 : Array.FindIndex(folders, folder => Full(folder) == Full(baseline));
        if (baseline is not null && given < 0) (given, folders) = (folders.Length, [.. folders, baseline]);
        var searches = StudySearch.Read(folders);
        var sections = StudySection.Of(searches, given < 0 ? null : searches[given]);
        // A folder that cannot be written to is reported before the work.
        Options.CreateFolder("--to", to);
        foreach (var note in sections.SelectMany(section => section.Notes)) terminal.Error.WriteLine($"note: {note}");
        StudyReport.Write([.. sections.Select(section => SectionReport.Of(section, settings))], settings, to, terminal.Out);
    }
}
