using System.Globalization;
using ActorSearch.Coordinator.Actors;
using ActorSearch.Coordinator.Results;
using ActorSearch.Search;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorSearch.Coordinator.Cli;

/// <summary>The live view of a run for a terminal.</summary>
internal static class ProgressPanel
{
    /// <summary>Columns that the panel's border and the names of its rows take.</summary>
    private const int Margin = 18;

    public static IRenderable Of(SearchView view, ProgressFigures figures, int width)
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
        foreach (var slot in view.Slots) Line(string.Create(CultureInfo.InvariantCulture, $"slot {slot.Slot.Index}"), Doing(slot, view.State));
        if (figures.Blocked.Length > 0) grid.AddRow(new Markup("[red]blocked[/]"), new Markup($"[red]{Markup.Escape(figures.Blocked)}[/]"));
        return new Panel(grid) { Header = new PanelHeader(Markup.Escape(view.State.Spec?.Name ?? "search")), Border = BoxBorder.Rounded };
    }

    private static string Doing(SlotView slot, SearchState state)
    {
        if (slot.Work is not { } work) return "idle";
        var what = work.Candidate == state.RootId ? "dense" : work.Candidate.Value[..8];
        if (work.Kind == WorkKind.Test) return $"{what}, test evaluation";
        var run = state.Spec?.Search.Replicates > 1 ? string.Create(CultureInfo.InvariantCulture, $" run {work.Replicate}") : "";
        var last = state.Candidates.GetValueOrDefault(work.Candidate) is { Path: { Level: > 0 } path }
            ? string.Create(CultureInfo.InvariantCulture, $" (level {path.Level}: {Words.Of(path.Last)})")
            : "";
        return slot.LastEpoch == 0
            ? $"{what}{run}{last}, starting"
            : string.Create(CultureInfo.InvariantCulture, $"{what}{run}{last}, epoch {Math.Min(slot.Epoch + 1, slot.LastEpoch)} of {slot.LastEpoch}, {slot.SamplesPerSecond:N0} samples/s");
    }
}
