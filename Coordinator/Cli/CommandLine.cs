using System.CommandLine;
using ActorSearch.Coordinator.Cli.Cluster;

namespace ActorSearch.Coordinator.Cli;

/// <summary>The `actorsearch` command.</summary>
internal static class CommandLine
{
    /// <returns>The exit code: 0 finished, 2 bad input, 130 interrupted and resumable, 1 anything else.</returns>
    public static async Task<int> InvokeAsync(string[] args, Terminal terminal)
    {
        var root = new RootCommand("Searches a tree of pruned, rewound, retrained sub-networks for those that miss least: the Pareto front of false negatives, sparsity and AUC.")
        {
            RunCommand.Make(terminal),
            CoordinatorCommand.Make(terminal),
            RotateKeysCommand.Make(terminal),
            CheckCommand.Make(terminal),
            DataCommand.Make(terminal),
            FrontCommand.Make(terminal),
            ShowCommand.Make(terminal),
            PlotCommand.Make(terminal),
            ReportCommand.Make(terminal),
            SubmitCommand.Make(terminal),
            ListCommand.Make(terminal),
            WatchCommand.Make(terminal),
            TrainersCommand.Make(terminal),
            ExportCommand.Make(terminal),
            SimulateCommand.Make(terminal),
            CompletionCommand.Make(terminal),
        };
        foreach (var order in OrderCommands.Make(terminal)) root.Subcommands.Add(order);
        var parsed = root.Parse(args);
        // What is not complete yet is no error of whoever completes it.
        if (parsed.Errors.Count > 0 && !args.FirstOrDefault("").StartsWith(CompletionCommand.Directive, StringComparison.Ordinal))
        {
            foreach (var error in parsed.Errors) terminal.Error.WriteLine(error.Message);
            terminal.Error.WriteLine("actorsearch --help lists commands and options");
            return ExitCode.BadInput;
        }
        var settings = new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return await parsed.InvokeAsync(settings);
    }
}
