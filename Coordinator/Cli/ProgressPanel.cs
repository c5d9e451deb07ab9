using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Reading.Documents;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorSearch.Coordinator.Cli;

/// <summary>The live view of a search for a terminal.</summary>
internal static class ProgressPanel
{
    /// <summary>Columns that the panel's border and the names of its rows take.</summary>
    private const int Margin = 18;

    /// <param name="waiting">Why the coordinators report nothing; null when they do.</param>
    public static IRenderable Of(ProgressFigures figures, IReadOnlyList<SlotDocument> slots, string? waiting, int width)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        void Line(string name, string text, Style? style = null) => grid.AddRow(new Text(name, style ?? new Style(Color.Grey)), new Text(text, style));
        var (bar, status) = (Math.Clamp(width - Margin, 10, 60), figures.Status);
        var filled = (int)Math.Clamp((long)bar * status.Candidates.Done / Math.Max(1, status.Plan.Candidates), 0, bar);
        grid.AddRow(new Markup(""), new Markup($"[green]{new string('█', filled)}[/][grey]{new string('░', bar - filled)}[/]"));
        Line("now", figures.Where);
        Line("candidates", figures.Candidates);
        Line("speed", $"{figures.Speed}, {figures.EpochsDone:N0} epochs done");
        Line("best", figures.Best);
        if (waiting is not null) Line("waiting", waiting, new Style(Color.Yellow));
        foreach (var slot in slots) Line(slot.Trainer == StandaloneOptions.TrainerName ? $"slot {slot.Slot}" : $"{slot.Trainer}/{slot.Slot}", Doing(slot));
        if (figures.Blocked.Length > 0) Line("blocked", figures.Blocked, new Style(Color.Red));
        return new Panel(grid) { Header = new PanelHeader(Markup.Escape(status.Name)), Border = BoxBorder.Rounded };
    }

    private static string Doing(SlotDocument slot)
    {
        if (slot.Candidate is not { } candidate) return "idle";
        var what = slot.Level == 0 ? "dense" : candidate[..Math.Min(8, candidate.Length)];
        if (slot.Work == "test") return $"{what}, test evaluation";
        var run = slot.Replicate is { } replicate ? $" run {replicate}" : "";
        var last = slot.Step is { } step ? $" (level {slot.Level}: {step})" : "";
        var now = slot.LastEpoch == 0 ? "starting"
            : $"epoch {Math.Min(slot.Epoch + 1, slot.LastEpoch)} of {slot.LastEpoch}, {slot.SamplesPerSecond:N0} samples/s";
        return $"{what}{run}{last}, {now}";
    }
}
