using System.Text;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Search.Tests.Deciding;

/// <summary>States and decisions as text, everything in a fixed order: equal texts mean equal in structure.</summary>
internal static class StateText
{
    public static string Of(Decision decision) => string.Join('\n', decision.Events.Select(Of).Append(Of(decision.Reply)));

    public static string Of(SearchState state)
    {
        var text = new StringBuilder();
        text.AppendLine(
            $"{state.Status} {state.PauseReason} {state.Id} {state.SpecHash} {state.TrainingHash} {state.DataFingerprint} "
            + $"{state.Numerics} {state.Totals} {state.RootId}");
        text.AppendLine($"round {state.Round} {state.RoundStart} {state.RoundLeft} {state.PlanEnded} {state.Counters}");
        text.AppendLine("plan " + string.Join(' ', state.Plan));
        text.AppendLine("front " + Front(state));
        text.AppendLine("tests " + Sorted(state.PendingTests.Select(id => id.ToString())));
        text.AppendLine("leases " + Sorted(state.Leases.Values.Select(lease => lease.ToString())));
        text.AppendLine("ready " + string.Join(' ', state.Queue.Ready));
        text.AppendLine("retry " + string.Join(' ', state.Queue.Retrying));
        text.AppendLine("waiting " + Sorted(state.Queue.Waiting.Select(pair => $"{pair.Key}: {string.Join(' ', pair.Value)}")));
        text.AppendLine("files " + Sorted(state.Files.Uses.Select(
            pair => $"{pair.Key} {pair.Value.Stored}: {Sorted(pair.Value.Users.Select(user => user.ToString()))}")));
        text.AppendLine("blocked " + Sorted(state.StrugglingWork.Select(work => work.ToString())));
        foreach (var candidate in state.Candidates.Values.OrderBy(c => c.Path)) text.AppendLine(Of(candidate));
        return text.ToString();
    }

    /// <summary>What must not depend on who trained what and when: plan, scores, front, tests, tickets.</summary>
    public static string Outcome(SearchState state)
    {
        var text = new StringBuilder();
        text.AppendLine($"{state.Status} {state.Round} {state.Hypervolume:R} {state.Counters}");
        text.AppendLine("front " + Front(state));
        var front = state.Front.Members.Select(member => member.Id).ToHashSet();
        foreach (var candidate in state.Plan.Select(id => state[id]))
        {
            // Before an extension others were on the front and were evaluated; those figures stay and are not reported.
            var reported = front.Contains(candidate.Id) || candidate.Id == state.RootId || state.Spec!.Report.Kind == ReportKind.All;
            text.AppendLine(
                $"{candidate.Round} {candidate.Path} {candidate.Epochs} {candidate.Score} {candidate.Abandoned} "
                + $"test {(reported ? candidate.Test?.Runs[0] : null)} "
                + string.Join(' ', candidate.Runs.Select(run => run.Result?.Ticket.Sha256)));
        }
        return text.ToString();
    }

    private static string Of(ISearchEvent fact) => fact switch
    {
        CandidatesProposed e => $"proposed {e.Round} {e.Epochs} {string.Join(' ', e.Candidates)}",
        CheckpointsReleased e => $"released {e.Damaged} {string.Join(' ', e.Sha256)}",
        RunCompleted e => $"completed {e.Run} {e.Attempt} {e.Epochs} {e.Result.Ticket}",
        TestEvaluated e => $"tested {e.Candidate} {e.Attempt}",
        _ => fact.ToString()!,
    };

    private static string Of(SearchReply reply) => reply is Granted { Order: var order }
        ? $"{order.Work} {order.Attempt} {order.ParentTicket} {string.Join(' ', order.RootWeights)} {string.Join(' ', order.ResumeFrom)} "
            + $"{string.Join(' ', order.Tickets)} {order.MicroBatch} {order.Epochs}"
        : reply.ToString();

    private static string Of(CandidateState candidate) =>
        $"{candidate.Id} {candidate.Path} {candidate.Round} {candidate.Index} {candidate.Epochs} {candidate.Score} {candidate.Abandoned} "
        + $"{candidate.Test?.Runs[0]} {candidate.Test?.Scores} {candidate.TestGivenUp} "
        + string.Join(" | ", candidate.Runs.Append(candidate.TestWork).OfType<RunState>().Select(Of));

    private static string Of(RunState run) =>
        $"{run.Status} {run.Attempts} {run.CompletedAttempt} {string.Join(' ', run.Checkpoints)} {run.Result?.Ticket} "
        + $"{run.Failures} {run.LastFailureKind} {run.LastFailure} "
        + $"{run.RetryAt:O} {run.MicroBatch} {run.TicketStored} {string.Join(',', run.InputFailures)}";

    private static string Front(SearchState state) => string.Join(' ', state.Front.Members.Select(member => $"{member.Id} {member.Score}"));

    private static string Sorted(IEnumerable<string> lines) => string.Join(' ', lines.Order(StringComparer.Ordinal));
}
