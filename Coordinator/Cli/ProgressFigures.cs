using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
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
    public static long EpochsTrained(SearchView view) => view.State.Counters.EpochsDone + view.Slots.Sum(slot => SlotsDocument.EpochsOf(slot, view.State));

    /// <param name="epochsSinceStart">Epochs trained since this process started, over <paramref name="elapsed"/>.</param>
    public static ProgressFigures Of(SearchView view, SearchEstimate estimate, TimeSpan elapsed, long epochsSinceStart) => Of(
        StatusDocument.Of(view.State, DateTimeOffset.UtcNow) with { Plan = PlanDocument.Of(estimate) },
        EpochsTrained(view), elapsed, epochsSinceStart);

    /// <param name="trained">Epochs of the runs that are in and of those in training.</param>
    /// <param name="epochsSinceStart">Epochs trained since somebody began to watch, over <paramref name="elapsed"/>.</param>
    public static ProgressFigures Of(StatusDocument status, long trained, TimeSpan elapsed, long epochsSinceStart)
    {
        var rate = epochsSinceStart / Math.Max(0.1, elapsed.TotalSeconds);
        var remaining = Math.Max(0, status.Plan.Epochs - trained);
        var counts = status.Candidates;
        return new(
            status.Level, status.Plan.Levels, counts.Done, counts.Running, counts.Waiting, status.Plan.Candidates,
            trained, rate, epochsSinceStart > 0 ? TimeSpan.FromSeconds(Math.Min(remaining / rate, 1e7)) : null,
            status.TestsPlanned > 0 ? (status.TestsDone, status.TestsPlanned) : null,
            BestOf(status), string.Join("; ", status.Blocked.Select(work => $"{work.Work} after {work.Failures} failures: {work.Reason}")));
    }

    private static string BestOf(StatusDocument status) => status.Best is not { } best ? "no front yet" : string.Create(CultureInfo.InvariantCulture,
        $"front of {status.Front}: fewest FN {best.FalseNegatives:0.##} of {best.Positives}, fewest weights {Words.Percent(best.WeightsShare)}, highest AUC {best.Auc:0.0000}");
}
