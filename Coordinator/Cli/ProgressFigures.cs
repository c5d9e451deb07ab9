using System.Globalization;
using ActorSearch.Coordinator.Actors;
using ActorSearch.Coordinator.Results;
using ActorSearch.Search;
using ActorSearch.Search.Strategies;

namespace ActorSearch.Coordinator.Cli;

/// <summary>What the progress says, in words and numbers.</summary>
/// <param name="Testing">Test evaluations done and planned once all candidates are in; null before.</param>
/// <param name="Blocked">Why nothing moves; empty when it does.</param>
internal sealed record ProgressFigures(
    int Level, int Levels, int Done, int Running, int Waiting, long MaxCandidates, long EpochsDone, double EpochsPerSecond, TimeSpan? Left,
    (int Done, int Of)? Testing, string Best, string Blocked)
{
    public string Line => $"{Where}: {Candidates}; {Speed}; {Best}";

    /// <summary>The level, or that the test split is being evaluated.</summary>
    public string Where => Testing is { } tests ? $"test split, {tests.Done} of {tests.Of}" : $"level {Level} of {Levels}";

    public string Candidates => $"{Done} of at most {MaxCandidates} candidates done, {Running} running, {Waiting} waiting";

    public string Speed => string.Create(CultureInfo.InvariantCulture, $"{EpochsPerSecond:0.0} epochs/s, {(Left is { } left ? $"about {Words.Duration(left)} left" : "time left not known yet")}");

    /// <summary>Epochs of the runs that are in and of those in training, as far as their trainers have told.</summary>
    public static long EpochsTrained(SearchView view) => view.State.Counters.EpochsDone + view.Slots.Sum(slot => EpochsOf(slot, view.State));

    private static long EpochsOf(SlotView slot, SearchState state)
    {
        if (slot is not { Work: { Kind: WorkKind.Train } work, LastEpoch: > 0 } || state.Candidates.GetValueOrDefault(work.Candidate) is not { } candidate) return 0;
        var start = slot.LastEpoch - EpochCost.OfRun(state.Spec!, candidate.Path);
        return Math.Max(0, slot.Epoch - start);
    }

    /// <param name="epochsSinceStart">Epochs trained since this process started, over <paramref name="elapsed"/>.</param>
    public static ProgressFigures Of(SearchView view, SearchEstimate estimate, TimeSpan elapsed, long epochsSinceStart)
    {
        var state = view.State;
        var progress = SearchProgress.Of(state, DateTimeOffset.UtcNow);
        var rate = epochsSinceStart / Math.Max(0.1, elapsed.TotalSeconds);
        var trained = EpochsTrained(view);
        var remaining = Math.Max(0, estimate.Epochs - trained);
        return new(
            Math.Max(0, state.Round), estimate.Levels.Length - 1, progress.Done, progress.Running, progress.Waiting, estimate.Candidates,
            trained, rate, epochsSinceStart > 0 ? TimeSpan.FromSeconds(Math.Min(remaining / rate, 1e7)) : null,
            progress.TestsPlanned > 0 ? (progress.TestsDone, progress.TestsPlanned) : null,
            BestOf(state), string.Join("; ", state.Blocked.Select(work => $"{work.Work} after {work.Failures} failures: {work.Reason}")));
    }

    private static string BestOf(SearchState state)
    {
        var front = state.FrontCandidates;
        if (front.Count == 0) return "no front yet";
        var fewest = front.MinBy(c => c.Score!.FalseNegatives)!;
        var sparsest = front.MinBy(c => c.Score!.WeightsLeft)!;
        var sharpest = front.MaxBy(c => c.Score!.AucNumerator)!;
        return string.Create(CultureInfo.InvariantCulture,
            $"front of {front.Count}: fewest FN {fewest.Score!.FalseNegatives / (double)fewest.Runs.Length:0.##} of {fewest.Runs[0].Result!.Validation.Positives}, fewest weights {Words.Percent(sparsest.Runs.Average(r => (double)r.Result!.WeightsLeft / r.Result.WeightsTotal))}, highest AUC {sharpest.Runs.Average(r => r.Result!.Validation.Auc):0.0000}");
    }
}
