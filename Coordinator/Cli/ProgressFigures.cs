using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;

namespace ActorSearch.Coordinator.Cli;

/// <summary>What the progress says, in words and numbers.</summary>
/// <param name="EpochsDone">Epochs of the runs that are in and of those in training, as far as their trainers have reported.</param>
/// <param name="SinceStart">Epochs trained since this process began to watch, over <paramref name="Elapsed"/>.</param>
internal sealed record ProgressFigures(StatusDocument Status, long EpochsDone, TimeSpan Elapsed, long SinceStart)
{
    public string Line => $"{Where}: {Candidates}; {Speed}; {Best}";

    /// <summary>The level, or that the test split is being evaluated.</summary>
    public string Where => Status.TestsPlanned > 0
        ? $"test split, {Status.TestsDone} of {Status.TestsPlanned}"
        : $"level {Status.Level} of {Status.Plan.Levels}";

    public string Candidates => $"{Status.Candidates.Done} of at most {Status.Plan.Candidates} candidates done, "
        + $"{Status.Candidates.Running} running, {Status.Candidates.Waiting} waiting";

    public string Speed
    {
        get
        {
            var rate = SinceStart / Math.Max(0.1, Elapsed.TotalSeconds);
            var left = Math.Min(Math.Max(0, Status.Plan.Epochs - EpochsDone) / rate, 1e7);
            return $"{rate:0.0} epochs/s, {(SinceStart > 0 ? $"about {Words.Duration(TimeSpan.FromSeconds(left))} left" : "time left not known yet")}";
        }
    }

    public string Best => Status.Best is not { } best ? "no front yet"
        : $"front of {Status.Front}: fewest FN {best.FalseNegatives:0.##} of {best.Positives}, "
            + $"fewest weights {Words.Percent(best.WeightsShare)}, highest AUC {best.Auc:0.0000}";

    /// <summary>Why nothing moves; empty when it does.</summary>
    public string Blocked => string.Join("; ", Status.Blocked.Select(work => $"{work.Work} after {work.Failures} failures: {work.Reason}"));
}
