using System.Diagnostics;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Coordinator.Runs;
using ActorSearch.Search.Strategies;

namespace ActorSearch.Coordinator.Cli;

/// <summary>Shows a search while it runs, and writes its result files from time to time.</summary>
internal sealed class RunProgress(Terminal terminal, RunDirectory directory, SearchEstimate estimate)
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenFiles = TimeSpan.FromSeconds(30);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _epochsAtStart;

    /// <summary>Follows the views until the search ends.</summary>
    /// <returns>The last view.</returns>
    /// <exception cref="OperationCanceledException">The views were cancelled.</exception>
    public async Task<SearchView> FollowAsync(IAsyncEnumerable<SearchView> views)
    {
        if (terminal.Live is not { } live) return await EachAsync(views, WriteLines());
        try
        {
            return await EachAsync(views, view => live.Show(ProgressPanel.Of(view, FiguresOf(view), terminal.Console.Profile.Width)));
        }
        finally
        {
            live.Clear();
        }
    }

    private async Task<SearchView> EachAsync(IAsyncEnumerable<SearchView> views, Action<SearchView> show)
    {
        SearchView? last = null;
        var written = _clock.Elapsed;
        await foreach (var view in views)
        {
            if (last is null) _epochsAtStart = ProgressFigures.EpochsTrained(view);
            last = view;
            if (view.State.Status is SearchStatus.Finished or SearchStatus.Cancelled) break;
            show(view);
            if (_clock.Elapsed - written < BetweenFiles || view.State.Root?.Score is null) continue;
            WriteResults(view.State);
            written = _clock.Elapsed;
        }
        return last ?? throw new OperationCanceledException();
    }

    /// <summary>A disk that is full for a while must not end a search that can wait: the files are written again.</summary>
    private void WriteResults(SearchState state)
    {
        try
        {
            directory.WriteResults(state);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine($"warning: result files not written: {e.Message}");
        }
    }

    /// <summary>Plain lines: at the start, at each new level, every ten seconds, and when something is wrong.</summary>
    private Action<SearchView> WriteLines()
    {
        var (next, level, blocked) = (TimeSpan.Zero, -1, "");
        return view =>
        {
            var figures = FiguresOf(view);
            if (figures.Blocked != blocked && figures.Blocked.Length > 0) terminal.Error.WriteLine($"blocked: {figures.Blocked}");
            blocked = figures.Blocked;
            if (_clock.Elapsed < next && figures.Level == level) return;
            (next, level) = (_clock.Elapsed + BetweenLines, figures.Level);
            terminal.Out.WriteLine(figures.Line);
        };
    }

    private ProgressFigures FiguresOf(SearchView view) =>
        ProgressFigures.Of(view, estimate, _clock.Elapsed, ProgressFigures.EpochsTrained(view) - _epochsAtStart);
}
