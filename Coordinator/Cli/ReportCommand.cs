using System.CommandLine;
using ActorSearch.Coordinator.Study.Reports;
using ActorSearch.Search.Metrics;

namespace ActorSearch.Coordinator.Cli;

/// <summary>`report DIR... --to FOLDER`: the tables and figures of a study, of any searches that were run.</summary>
internal static class ReportCommand
{
    public static Command Make(Terminal terminal)
    {
        var folders = new Argument<string[]>("DIR") { Description = "Folders of finished runs, one or more to a data set.", Arity = ArgumentArity.OneOrMore };
        var to = new Option<string>("--to") { Description = "The folder for report.md, CSV files and figures (SVG and PNG); made where there is none.", HelpName = "FOLDER", Required = true };
        var baseline = new Option<string?>("--baseline") { Description = "The run that all others on its data are compared with; else each is compared with the class-agnostic one (class cost 1) that has its settings.", HelpName = "DIR" };
        var equal = Number("--equal-sparsity", "Two networks count as equally sparse when their weights left differ by at most this many per cent of the smaller one's (and by 0.5 % of all weights); 10 unless said.", "PERCENT", 10, 0, 100);
        var thresholds = new Option<string>("--thresholds")
        {
            Description = "resampled (default): intervals hold the noise of validation, on which thresholds are chosen; fixed: thresholds are taken as they are.",
            DefaultValueFactory = _ => "resampled",
        };
        thresholds.CompletionSources.Add("resampled", "fixed");
        thresholds.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.Tokens[0].Value is not ("resampled" or "fixed")) result.AddError($"--thresholds: {result.Tokens[0].Value} is neither resampled nor fixed");
        });
        var resamples = Number("--resamples", string.Create(CultureInfo.InvariantCulture, $"Resamples of the samples; {Bootstrap.Resamples} unless said."), "N", Bootstrap.Resamples, 100, 100_000);
        var seed = Number("--seed", "Of the resamples; 1 unless said.", "N", 1, 0, int.MaxValue);
        var command = new Command("report", "Compares class-dependent with class-agnostic tickets at equal sparsity and equal false-positive rate: tables and figures with intervals, of finished runs.") { folders, to, baseline, equal, thresholds, resamples, seed };
        command.SetAction((parsed, _) => ExitCode.OfAsync(terminal, () =>
        {
            var settings = new ReportSettings(new(parsed.GetValue(equal) / 100), parsed.GetRequiredValue(thresholds) == "resampled", (int)parsed.GetValue(resamples), (long)parsed.GetValue(seed));
            Report(terminal, parsed.GetRequiredValue(folders), parsed.GetValue(baseline), parsed.GetRequiredValue(to), settings);
            return Task.FromResult(ExitCode.Finished);
        }));
        return command;
    }

    private static void Report(Terminal terminal, string[] folders, string? baseline, string to, ReportSettings settings)
    {
        static string Full(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var given = baseline is null ? -1 : Array.FindIndex(folders, folder => Full(folder) == Full(baseline));
        if (baseline is not null && given < 0) (given, folders) = (folders.Length, [.. folders, baseline]);
        var searches = StudySearch.Read(folders);
        var sections = StudySection.Of(searches, given < 0 ? null : searches[given]);
        // What cannot be written to is said before the work.
        try
        {
            Directory.CreateDirectory(to);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--to: {to} cannot be made a folder ({e.Message})", e);
        }
        foreach (var note in sections.SelectMany(section => section.Notes)) terminal.Error.WriteLine($"note: {note}");
        StudyReport.Write([.. sections.Select(section => SectionReport.Of(section, settings))], settings, to, terminal.Out);
    }

    private static Option<double> Number(string name, string description, string unit, double usual, double least, double most)
    {
        var option = new Option<double>(name) { Description = description, HelpName = unit, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var n) && !(n >= least && n <= most && (unit == "PERCENT" || n == Math.Floor(n))))
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name}: {n} is not a {(unit == "PERCENT" ? "" : "whole ")}number from {least} to {most}"));
        });
        return option;
    }
}
