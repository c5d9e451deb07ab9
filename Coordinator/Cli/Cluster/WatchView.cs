using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using ActorSearch.Coordinator.Reading.Documents;

namespace ActorSearch.Coordinator.Cli.Cluster;

/// <summary>Shows what the events of a search say: a panel that is redrawn where a person watches, else lines from time to time.</summary>
internal sealed class WatchView(Terminal terminal, ClusterClient client, string format)
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    private readonly Stopwatch _clock = new();
    private SlotsDocument? _slots;
    private string? _waiting;
    private long _epochsAtStart;
    private TimeSpan _next;
    private (int Level, string Status, string Blocked, bool Waits) _told = (-1, "", "", false);

    public StatusDocument? Status { get; private set; }

    public void Show(string name, string json)
    {
        if (format == "json") terminal.Out.WriteLine(new JsonObject { [name] = JsonNode.Parse(json) }.ToJsonString());
        switch (name)
        {
            case "status":
                Status = DocumentJson.Read<StatusDocument>(Encoding.UTF8.GetBytes(json));
                _waiting = Status.Waiting?.Reason;
                break;
            case "slots":
                _slots = DocumentJson.Read<SlotsDocument>(Encoding.UTF8.GetBytes(json));
                break;
            case "waiting":
                _waiting = JsonNode.Parse(json)?["reason"]?.GetValue<string>() ?? "";
                break;
            default: return;
        }
        if (_waiting is { } reason) client.Say(reason);
        else client.Answered();
        if (format == "json" || Status is not { } status) return;
        if (!_clock.IsRunning)
        {
            // What was in training before counts from the first slots on.
            if (_slots is null && status.Leases > 0) return;
            _epochsAtStart = Trained(status);
            _clock.Start();
        }
        var figures = ProgressFigures.Of(status, Trained(status), _clock.Elapsed, Trained(status) - _epochsAtStart);
        if (terminal.Live is { } live) live.Show(ProgressPanel.Of(status.Name, figures, _slots?.Slots ?? [], _waiting, terminal.Console.Profile.Width));
        else WriteLines(status, figures);
    }

    private long Trained(StatusDocument status) => status.EpochsDone + (_slots?.EpochsInTraining ?? 0);

    /// <summary>Plain lines: at the start, at each new level, when the status changes, every ten seconds, and when something is wrong.</summary>
    private void WriteLines(StatusDocument status, ProgressFigures figures)
    {
        if (figures.Blocked != _told.Blocked && figures.Blocked.Length > 0) terminal.Error.WriteLine($"blocked: {figures.Blocked}");
        var now = (figures.Level, status.Status, figures.Blocked, Waits: _waiting is not null);
        if (!now.Waits && (_clock.Elapsed >= _next || now.Level != _told.Level || now.Status != _told.Status || _told.Waits))
        {
            _next = _clock.Elapsed + BetweenLines;
            terminal.Out.WriteLine(status.Status == "running" ? figures.Line : $"{status.Status}: {figures.Line}");
        }
        _told = now;
    }
}
