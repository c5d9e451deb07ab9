using System.Runtime.CompilerServices;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Messages;
using ActorSearch.Search.Strategies;

namespace ActorSearch.Coordinator.Reading.Documents;

/// <summary>How a search stands.</summary>
/// <param name="Status">`running`, `blocked`, `waiting`, `paused`, `finished` or `cancelled`.</param>
/// <param name="Waiting">Set while the journal fails; the rest is as it was before.</param>
/// <param name="Level">Of the deepest candidates of the present round.</param>
/// <param name="Plan">What the search comes to at most.</param>
/// <param name="Best">Null while the front is empty.</param>
/// <param name="Blocked">Work that failed five times or more, the first twenty.</param>
/// <param name="Failing">Work that failed less often and is tried again, the first twenty.</param>
internal sealed record StatusDocument(
    string Search, string Name, string Status, string? PauseReason, WaitingDocument? Waiting, string SpecHash, string TrainingHash, double Weight,
    int Round, int Level,
    CandidateCounts Candidates, int Ready, int Leases, long EpochsDone, long EpochsPlanned, int TestsDone, int TestsPlanned, int Front, double Hypervolume,
    PlanDocument Plan, BestDocument? Best, int BlockedCount, IReadOnlyList<FailingDocument> Blocked, int FailingCount, IReadOnlyList<FailingDocument> Failing)
{
    /// <summary>Work listed by name; the rest is counted.</summary>
    private const int MostListed = 20;

    /// <param name="away">The journal fails: how the search stood before, and that it waits.</param>
    public static StatusDocument Of(SearchState state, DateTimeOffset now, JournalAway? away = null)
    {
        var (progress, blocked, failing) = (SearchProgress.Of(state, now), state.Blocked, state.Failing);
        return new(
            state.Id.Value, state.Spec!.Name, away is null ? Words.Status(state) : "waiting", state.PauseReason,
            away is null ? null : WaitingDocument.Of(away),
            state.SpecHash, state.TrainingHash, state.Spec.Resources.Weight, progress.Round, progress.Level,
            new(progress.Candidates, progress.Done, progress.Running, progress.Waiting, progress.Abandoned), progress.Ready, state.Leases.Count,
            progress.EpochsDone, progress.EpochsPlanned, progress.TestsDone, progress.TestsPlanned, progress.Front, progress.Hypervolume,
            PlanDocument.Of(state.Spec), BestDocument.Of(state),
            blocked.Count, FailingDocument.Of(blocked.Take(MostListed)), failing.Count, FailingDocument.Of(failing.Take(MostListed)));
    }
}

/// <summary>Candidates of the present plan.</summary>
internal sealed record CandidateCounts(int Proposed, int Done, int Running, int Waiting, int Abandoned);

/// <summary>Why a search waits for its journal, since when, and when it is tried again.</summary>
internal sealed record WaitingDocument(string Reason, DateTimeOffset Since, DateTimeOffset RetryAt)
{
    public static WaitingDocument Of(JournalAway away) => new(away.Reason, away.Since, away.RetryAt);
}

/// <summary>Upper bounds: levels below the root, candidates, epochs to train.</summary>
internal sealed record PlanDocument(int Levels, long Candidates, long Epochs)
{
    /// <summary>
    /// Searches of so many candidates are estimated at once. Larger ones are estimated by another thread: that takes seconds, and a status does not
    /// wait for it.
    /// </summary>
    private const int AtOnce = 2_000;

    private static readonly ConditionalWeakTable<SearchSpec, Task<PlanDocument>> Estimates = [];

    /// <summary>By the file's budgets until the estimate, which is lower, is there; for good where it fails.</summary>
    public static PlanDocument Of(SearchSpec spec) => Of(spec, spec => Of(SearchEstimate.For(spec, null)));

    /// <param name="estimate">Called once for each specification.</param>
    internal static PlanDocument Of(SearchSpec spec, Func<SearchSpec, PlanDocument> estimate)
    {
        var (candidates, epochs) = SearchEstimate.MostOf(spec);
        var estimating = Estimates.GetValue(spec, spec =>
        {
            var task = new Task<PlanDocument>(() => estimate(spec));
            if (candidates <= AtOnce) task.RunSynchronously(TaskScheduler.Default);
            else task.Start(TaskScheduler.Default);
            return task;
        });
        return estimating.IsCompletedSuccessfully ? estimating.Result : new(spec.Search.MaxLevel, candidates, epochs);
    }

    public static PlanDocument Of(SearchEstimate estimate) => new(estimate.Levels[^1].Level, estimate.Candidates, estimate.Epochs);
}

/// <summary>Work that fails: how often in a row, why, and when it is tried again.</summary>
internal sealed record FailingDocument(string Work, int Failures, string Reason, DateTimeOffset? RetryAt)
{
    public static IReadOnlyList<FailingDocument> Of(IEnumerable<FailingWork> failing) =>
        [.. failing.Select(work => new FailingDocument(work.Work.ToString(), work.Failures, work.Reason, work.RetryAt))];
}

/// <summary>The ends of the front: fewest false negatives of so many positives, smallest share of weights, highest AUC; means over the runs.</summary>
internal sealed record BestDocument(double FalseNegatives, int Positives, double WeightsShare, double Auc)
{
    public static BestDocument? Of(SearchState state)
    {
        var front = state.FrontCandidates;
        if (front.Count == 0) return null;
        var fewest = front.MinBy(c => c.FalseNegatives)!;
        var sparsest = front.MinBy(c => c.WeightsLeft)!;
        var sharpest = front.MaxBy(c => c.AucNumerator)!;
        return new(
            fewest.FalseNegatives / (double)fewest.Runs.Length, fewest.Runs[0].Result!.Validation.Positives,
            sparsest.Runs.Average(r => (double)r.Result!.WeightsLeft / r.Result.WeightsTotal), sharpest.Runs.Average(r => r.Result!.Validation.Auc));
    }
}
