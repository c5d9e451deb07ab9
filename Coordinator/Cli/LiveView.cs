using System.Text;
using ActorSearch.Coordinator.Reading.Results;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorSearch.Coordinator.Cli;

/// <summary>
/// A block at the end of the screen that is drawn again in place, and the lines that appear above it. Safe from any thread, which
/// Spectre's own live display is not: a line that another thread writes to its console locks both threads for ever.
/// </summary>
/// <param name="console">Says how wide and high the screen is, and which colours it has.</param>
/// <param name="screen">What the console writes to.</param>
internal sealed class LiveView(IAnsiConsole console, TextWriter screen) : TextWriter
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _line = new();
    private string[] _view = [];
    private int _drawn;

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Replaces what is shown; rows that do not fit on the screen are left out.</summary>
    public void Show(IRenderable view)
    {
        using var text = new StringWriter();
        var offScreen = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Out = new AnsiConsoleOutput(text) });
        offScreen.Profile.Capabilities.ColorSystem = console.Profile.Capabilities.ColorSystem;
        offScreen.Profile.Width = console.Profile.Width;
        PlainRendering.On(offScreen).Write(view);
        Replace([.. text.ToString().TrimEnd('\n').Split('\n').Take(Math.Max(1, console.Profile.Height - 1))]);
    }

    /// <summary>Takes the block off the screen; lines appear as before.</summary>
    public void Clear() => Replace([]);

    private void Replace(string[] view)
    {
        lock (_lock)
        {
            _view = view;
            Redraw("");
        }
    }

    public override void Write(char value)
    {
        lock (_lock)
        {
            _line.Append(value);
            if (value != '\n') return;
            Redraw(_line.ToString());
            _line.Clear();
        }
    }

    public override void Write(char[] buffer, int index, int count)
    {
        lock (_lock)
        {
            for (var i = index; i < index + count; i++) Write(buffer[i]);
        }
    }

    public override void WriteLine(string? value) => Write(value + "\n");

    private void Redraw(string above)
    {
        // Up to the block's first row, and clear from there.
        var erase = _drawn > 0 ? $"\e[{_drawn}F\e[J" : "";
        screen.Write(erase + above + string.Concat(_view.Select(row => row + "\n")));
        screen.Flush();
        _drawn = _view.Length;
    }
}
