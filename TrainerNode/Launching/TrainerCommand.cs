using System.CommandLine;
using ActorSearch.TrainerNode.Node.Hosting;

namespace ActorSearch.TrainerNode.Launching;

/// <summary>The `actorsearch-trainer` command.</summary>
internal static class TrainerCommand
{
    /// <summary>Parses the command line and runs the trainer, the launcher or the device check.</summary>
    /// <returns>The exit code: 0 after an orderly stop, 2 for invalid settings, 1 for any other failure.</returns>
    public static async Task<int> InvokeAsync(string[] args, TextWriter output, TextWriter error)
    {
        var root = new RootCommand("Runs training for a cluster. Starts and supervises one process per device.");
        // Set by the launcher. A child stops when its pipe from the launcher closes, however the launcher dies.
        var child = new Option<bool>("--child") { Hidden = true };
        root.Options.Add(child);
        root.Subcommands.Add(CheckDeviceCommand.Make(output, error));
        var settings = NodeSettings.AddTo(root, NodeRole.Trainer);
        root.SetAction((parsed, _) => RunAsync(settings, parsed, parsed.GetValue(child), error));
        var result = root.Parse(args);
        if (result.Errors.Count > 0)
        {
            foreach (var problem in result.Errors) error.WriteLine(problem.Message);
            return 2;
        }
        return await result.InvokeAsync(new InvocationConfiguration { Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private static async Task<int> RunAsync(Func<ParseResult, NodeSettings> settings, ParseResult parsed, bool child, TextWriter error)
    {
        try
        {
            var given = settings(parsed);
            var options = given.Options();
            error = options.Lines(error);
            using var signals = new StopSignals(error, "stopping at the next batch (once more: stop at once)", 1);
            // The launcher writes these lines once for all its children, and rejects bad certificates before it starts any.
            if (!child)
            {
                _ = NodeCertificates.Of(options);
                error.WriteLine($"data roots: {options.DataRoots}");
                foreach (var warning in options.Warnings()) error.WriteLine($"warning: {warning}");
            }
            if (given["device"] is null) return await Launcher.RunAsync(given, options, error, signals.Token);
            if (child) _ = StopWithParentAsync(signals);
            return await TrainerHost.RunAsync(options, error, signals.Token);
        }
        catch (Exception e) when (e is BadInputException or NotSupportedException)
        {
            foreach (var line in e is BadInputException bad ? bad.Lines : [e.Message]) error.WriteLine(PlainText.OneLine(line));
            return 2;
        }
    }

    private static async Task StopWithParentAsync(StopSignals signals)
    {
        using var input = Console.OpenStandardInput();
        await input.CopyToAsync(Stream.Null);
        signals.Stop();
    }
}
