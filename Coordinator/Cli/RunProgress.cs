using System.Diagnostics;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Coordinator.Runs;
using ActorSearch.Search.Strategies;

namespace ActorSearch.Coordinator.Cli;

/// <summary>Shows a search while it runs, and writes its result files from time to time.</summary>
internal sealed class RunProgress(Terminal terminal, RunDirectory directory, SearchEstimate estimate)
{
    private static readonly TimeSpan BetweenFiles = TimeSpan.FromSeconds(30);

    /// <summary>Follows the views until the search ends.</summary>
    /// <returns>The last view.</returns>
    /// <exception cref="OperationCanceledException">The views were cancelled.</exception>
    public async Task<SearchView> FollowAsync(IAsyncEnumerable<SearchView> views)
    {
        SearchView? last = null;
        var (progress, sinceFiles) = (new ProgressView(terminal), Stopwatch.StartNew());
        try
        {
            await foreach (var view in views)
            {
                last = view;
                var state = view.State;
                if (state.Status is SearchStatus.Finished or SearchStatus.Cancelled) break;
                var status = StatusDocument.Of(state, DateTimeOffset.UtcNow) with { Plan = PlanDocument.Of(estimate) };
                progress.Show(status, SlotsOf(view), null);
                if (sinceFiles.Elapsed < BetweenFiles || state.Root?.Score is null) continue;
                WriteResults(state);
                sinceFiles.Restart();
            }
        }
        finally
        {
            terminal.Live?.Clear();
        }
        return last ?? throw new OperationCanceledException();
    }

    /// <summary>All slots of this process, idle ones included.</summary>
    internal static SlotsDocument SlotsOf(SearchView view) => new(
        view.State.Id.Value, view.Slots.Sum(slot => SlotsDocument.EpochsOf(slot, view.State)),
        [.. view.Slots.Select(slot => SlotDocument.Of(slot, view.State))]);

    /// <summary>A disk that is full for a while must not end a search that can wait: the files are written again.</summary>
    private void WriteResults(SearchState state)
    {
        try
        {
            directory.WriteResults(state);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Warn($"result files not written: {e.Message}");
        }
    }
}
