using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;

namespace ActorSearch.Coordinator.Web.Dashboard.Views;

/// <summary>One line on what a search waits for.</summary>
/// <param name="Severity">`info`, `warn` or `bad`.</param>
public sealed record WaitingFor(string Severity, string Text, DateTimeOffset? RetryAt = null)
{
    private const int MostOfAKind = 5;

    /// <param name="trainers">Slots of all trainers; null: not known.</param>
    internal static IReadOnlyList<WaitingFor> Of(StatusDocument status, int? trainers)
    {
        var lines = new List<WaitingFor>();
        if (status.Waiting is { } journal) lines.Add(new("bad", $"The journal fails: {journal.Reason}. Trainers go on and keep their results.", journal.RetryAt));
        foreach (var work in status.Blocked.Take(MostOfAKind)) lines.Add(new("bad", $"{work.Work} failed {Words.Count(work.Failures, "time")}: {work.Reason}", work.RetryAt));
        foreach (var work in status.Failing.Take(MostOfAKind)) lines.Add(new("warn", $"{work.Work} failed{(work.Failures > 1 ? $" {work.Failures} times" : "")}: {work.Reason}", work.RetryAt));
        var more = status.BlockedCount + status.FailingCount - Math.Min(status.Blocked.Count, MostOfAKind) - Math.Min(status.Failing.Count, MostOfAKind);
        if (more > 0) lines.Add(new("warn", $"and {Words.Count(more, "other attempt")} that failed"));
        if (status.Status == "paused") lines.Add(new("info", status.PauseReason is { } reason ? $"Paused: {reason}." : "Paused."));
        else if (status is { Status: "running" or "blocked", Leases: 0 } && status.Ready > 0)
            lines.Add(new("info", trainers == 0 ? $"{Words.Count(status.Ready, "piece")} of work and no trainer: start actorsearch-trainer." : $"{Words.Count(status.Ready, "piece")} of work, waiting for a free slot."));
        return lines;
    }
}
