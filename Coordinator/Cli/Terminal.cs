using System.Text;
using ActorSearch.Coordinator.Reading.Documents;
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

    /// <summary>
    /// The terminal of this process. Standard error goes through the live view where both share a screen: written past it, it would tear the view.
    /// </summary>
    public static Terminal OfProcess()
    {
        var screen = System.Console.Out;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(screen) });
        if (System.Console.IsOutputRedirected) console.Profile.Width = PlainWidth;
        var isWatched = console.Profile.Capabilities is { Interactive: true, Ansi: true } && !System.Console.IsOutputRedirected;
        var live = isWatched ? new LiveView(console, screen) : null;
        if (live is not null && !System.Console.IsErrorRedirected) System.Console.SetError(live);
        return new(console, screen, System.Console.Error, live);
    }

    /// <summary>Writes a line for each warning.</summary>
    public void Warn(params IEnumerable<object> warnings)
    {
        foreach (var warning in warnings) Error.WriteLine($"warning: {warning}");
    }

    /// <summary>Writes a table.</summary>
    public void Table((string Name, bool IsNumber)[] columns, IEnumerable<string[]> rows, string? title = null)
    {
        var table = Tables.Of(columns);
        if (title is not null) table.Title = new TableTitle(Markup.Escape(title));
        foreach (var row in rows) table.AddRow(row.Select(cell => new Text(cell)));
        Console.Write(table);
    }

    /// <summary>Writes a JSON document as it is (`--format json`) or for people.</summary>
    /// <param name="show">Writes it for people.</param>
    public void Show<T>(byte[] json, string format, Action<T> show)
    {
        if (format == "json") Out.WriteLine(Encoding.UTF8.GetString(json).TrimEnd('\n'));
        else show(DocumentJson.Read<T>(json));
    }
}
