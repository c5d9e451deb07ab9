using System.Diagnostics;
using ActorSearch.Coordinator.Reading.Documents;

namespace ActorSearch.Coordinator.Cli;

/// <summary>
/// Shows how a search goes: a panel that is redrawn where a person watches; otherwise plain lines at the start, at each new level, when the status changes,
/// every ten seconds, and when something is wrong.
/// </summary>
internal sealed class ProgressView(Terminal terminal)
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    private readonly Stopwatch _clock = new();
    private long _epochsAtStart;
    private TimeSpan _next;
    private (int Level, string Status, string Blocked, bool Waits) _shown = (-1, "", "", false);

    /// <param name="slots">Null until they are known.</param>
    /// <param name="waiting">Why the coordinators report nothing; null when they do.</param>
    public void Show(StatusDocument status, SlotsDocument? slots, string? waiting)
    {
        var trained = status.EpochsDone + (slots?.EpochsInTraining ?? 0);
        if (!_clock.IsRunning)
        {
            // What was in training before counts from the first slots on.
            if (slots is null && status.Leases > 0) return;
            _epochsAtStart = trained;
            _clock.Start();
        }
        var figures = new ProgressFigures(status, trained, _clock.Elapsed, trained - _epochsAtStart);
        if (terminal.Live is { } live) live.Show(ProgressPanel.Of(figures, slots?.Slots ?? [], waiting, terminal.Console.Profile.Width));
        else WriteLines(figures, waiting is not null);
    }

    private void WriteLines(ProgressFigures figures, bool waits)
    {
        var now = (figures.Status.Level, figures.Status.Status, figures.Blocked, Waits: waits);
        if (now.Blocked != _shown.Blocked && now.Blocked.Length > 0) terminal.Error.WriteLine($"blocked: {now.Blocked}");
        if (!waits && (_clock.Elapsed >= _next || now.Level != _shown.Level || now.Status != _shown.Status || _shown.Waits))
        {
            _next = _clock.Elapsed + BetweenLines;
            terminal.Out.WriteLine(now.Status == "running" ? figures.Line : $"{now.Status}: {figures.Line}");
        }
        _shown = now;
    }
}
