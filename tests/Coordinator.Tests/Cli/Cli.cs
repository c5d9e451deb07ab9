using ActorSearch.Coordinator.Cli;
using Spectre.Console;

namespace ActorSearch.Coordinator.Tests.Cli;

/// <summary>The command line within the test's process, with what it wrote.</summary>
internal static class Cli
{
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        console.Profile.Width = 200;
        var code = await CommandLine.InvokeAsync(args, new Terminal(console, output, error, Live: null));
        return (code, output.ToString(), error.ToString());
    }
}
