using System.CommandLine;
using ActorSearch.Coordinator.Cli.Cluster;

namespace ActorSearch.Coordinator.Cli;

/// <summary>The `actorsearch` command.</summary>
internal static class CommandLine
{
    /// <returns>The exit code: 0 finished, 2 bad input, 130 interrupted and resumable, 1 anything else.</returns>
    public static async Task<int> InvokeAsync(string[] args, Terminal terminal)
    {
        const string Summary =
            "Searches a tree of pruned, rewound, retrained sub-networks for those that miss least: the Pareto front of false negatives, sparsity and AUC.";
        Func<Terminal, Command>[] commands =
        [
            RunCommand.Make, CoordinatorCommand.Make, RotateKeysCommand.Make, CheckCommand.Make, DataCommand.Make, FrontCommand.Make, ShowCommand.Make,
            PlotCommand.Make, ReportCommand.Make, SubmitCommand.Make, ListCommands.List, WatchCommand.Make, ListCommands.Trainers, ExportCommand.Make,
            SimulateCommand.Make, CompletionCommand.Make, OrderCommands.Pause, OrderCommands.Resume, OrderCommands.Cancel,
        ];
        var root = new RootCommand(Summary);
        foreach (var make in commands) root.Add(make(terminal));
        var parsed = root.Parse(args);
        // A shell completes command lines that are not complete yet: their errors are none.
        if (parsed.Errors.Count > 0 && !args.FirstOrDefault("").StartsWith(CompletionCommand.Directive, StringComparison.Ordinal))
        {
            foreach (var error in parsed.Errors) terminal.Error.WriteLine(error.Message);
            terminal.Error.WriteLine("actorsearch --help lists commands and options");
            return ExitCode.BadInput;
        }
        return await parsed.InvokeAsync(new()
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }
}
