using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;

namespace ActorSearch.Coordinator.Web.Dashboard.Views;

/// <summary>One line on what a search waits for.</summary>
/// <param name="Severity">`info`, `warn` or `bad`.</param>
/// <param name="RetryAt">When the coordinator tries again; null where it does not wait for a time.</param>
public sealed record WaitingFor(string Severity, string Text, DateTimeOffset? RetryAt = null)
{
    private const int MostOfAKind = 5;

    /// <param name="trainers">Slots of all trainers; null: not known.</param>
    internal static IReadOnlyList<WaitingFor> Of(StatusDocument status, int? trainers)
    {
        var lines = new List<WaitingFor>();
        if (status.Waiting is { } journal)
            lines.Add(new("bad", $"The journal fails: {journal.Reason}. Trainers continue and keep their results.", journal.RetryAt));
        var more = status.BlockedCount + status.FailingCount;
        foreach (var (severity, listed) in new[] { ("bad", status.Blocked), ("warn", status.Failing) })
        {
            foreach (var work in listed.Take(MostOfAKind))
            {
                var times = work.Failures > 1 ? $" {Words.Count(work.Failures, "time")}" : "";
                lines.Add(new(severity, $"{work.Work} failed{times}: {work.Reason}", work.RetryAt));
                more--;
            }
        }
        if (more > 0) lines.Add(new("warn", $"and {Words.Count(more, "other attempt")} that failed"));
        if (status.Status == "paused") lines.Add(new("info", status.PauseReason is { } reason ? $"Paused: {reason}." : "Paused."));
        else if (status is { Status: "running" or "blocked", Leases: 0, Ready: > 0 })
        {
            var missing = trainers == 0 ? "but no trainer is connected. Start actorsearch-trainer" : "waiting for a free slot";
            lines.Add(new("info", $"{Words.Count(status.Ready, "job")} ready, {missing}."));
        }
        return lines;
    }
}
