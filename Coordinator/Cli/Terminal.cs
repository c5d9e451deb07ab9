using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.TrainerNode.Node.Hosting;
using Spectre.Console;

namespace ActorSearch.Coordinator.Cli;

/// <summary>Where a command writes: results to <see cref="Out"/>, complaints to <see cref="Error"/>.</summary>
/// <param name="Live">Where a person watches, progress is redrawn here; null = plain lines.</param>
internal sealed record Terminal(IAnsiConsole Console, TextWriter Out, TextWriter Error, LiveView? Live)
{
    /// <summary>Tables and panels.</summary>
    public IAnsiConsole Console { get; } = PlainRendering.On(Console);

    /// <summary>Results.</summary>
    public TextWriter Out { get; } = new PlainWriter(Out);

    /// <summary>Complaints.</summary>
    public TextWriter Error { get; } = new PlainWriter(Error);

    /// <summary>Width of tables where no person watches.</summary>
    private const int PlainWidth = 160;

    /// <summary>The terminal of this process. Standard error goes through the live view where both share a screen: written past it, it would tear the view.</summary>
    public static Terminal OfProcess()
    {
        var screen = System.Console.Out;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(screen) });
        if (System.Console.IsOutputRedirected) console.Profile.Width = PlainWidth;
        var live = console.Profile.Capabilities is { Interactive: true, Ansi: true } && !System.Console.IsOutputRedirected ? new LiveView(console, screen) : null;
        if (live is not null && !System.Console.IsErrorRedirected) System.Console.SetError(live);
        return new(console, screen, System.Console.Error, live);
    }
}
