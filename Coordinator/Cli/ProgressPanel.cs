using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Reading.Documents;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorSearch.Coordinator.Cli;

/// <summary>The live view of a run for a terminal.</summary>
internal static class ProgressPanel
{
    /// <summary>Columns that the panel's border and the names of its rows take.</summary>
    private const int Margin = 18;

    public static IRenderable Of(SearchView view, ProgressFigures figures, int width) =>
        Of(view.State.Spec?.Name ?? "search", figures, [.. view.Slots.Select(slot => SlotDocument.Of(slot, view.State))], null, width);

    /// <param name="waiting">Why nothing is told; null when it is.</param>
    public static IRenderable Of(string name, ProgressFigures figures, IReadOnlyList<SlotDocument> slots, string? waiting, int width)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        void Line(string name, string text) => grid.AddRow(new Markup($"[grey]{name}[/]"), new Markup(Markup.Escape(text)));
        var bar = Math.Clamp(width - Margin, 10, 60);
        var filled = (int)Math.Clamp((long)bar * figures.Done / Math.Max(1, figures.MaxCandidates), 0, bar);
        grid.AddRow(new Markup(""), new Markup($"[green]{new string('█', filled)}[/][grey]{new string('░', bar - filled)}[/]"));
        Line("now", figures.Where);
        Line("candidates", figures.Candidates);
        Line("speed", string.Create(CultureInfo.InvariantCulture, $"{figures.Speed}, {figures.EpochsDone:N0} epochs done"));
        Line("best", figures.Best);
        if (waiting is not null) grid.AddRow(new Markup("[yellow]waiting[/]"), new Markup($"[yellow]{Markup.Escape(waiting)}[/]"));
        foreach (var slot in slots) Line(slot.Trainer == StandaloneOptions.TrainerName ? string.Create(CultureInfo.InvariantCulture, $"slot {slot.Slot}") : Markup.Escape(string.Create(CultureInfo.InvariantCulture, $"{slot.Trainer}/{slot.Slot}")), Doing(slot));
        if (figures.Blocked.Length > 0) grid.AddRow(new Markup("[red]blocked[/]"), new Markup($"[red]{Markup.Escape(figures.Blocked)}[/]"));
        return new Panel(grid) { Header = new PanelHeader(Markup.Escape(name)), Border = BoxBorder.Rounded };
    }

    private static string Doing(SlotDocument slot)
    {
        if (slot.Candidate is not { } candidate) return "idle";
        var what = slot.Level == 0 ? "dense" : candidate[..Math.Min(8, candidate.Length)];
        if (slot.Work == "test") return $"{what}, test evaluation";
        var run = slot.Replicate is { } replicate ? string.Create(CultureInfo.InvariantCulture, $" run {replicate}") : "";
        var last = slot.Step is { } step ? string.Create(CultureInfo.InvariantCulture, $" (level {slot.Level}: {step})") : "";
        return slot.LastEpoch == 0
            ? $"{what}{run}{last}, starting"
            : string.Create(CultureInfo.InvariantCulture, $"{what}{run}{last}, epoch {Math.Min(slot.Epoch + 1, slot.LastEpoch)} of {slot.LastEpoch}, {slot.SamplesPerSecond:N0} samples/s");
    }
}
