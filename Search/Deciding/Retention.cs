namespace ActorSearch.Search.Deciding;

/// <summary>
/// Which stored files go. Kept: tickets of eligible candidates (on the front, or expandable under larger budgets), the root's
/// ticket and rewind weights, what the report still has to evaluate, the newest two checkpoints of a run in training, and the scores
/// of every candidate that was tested: nothing here releases those.
/// </summary>
internal static class Retention
{
    /// <summary>Releases those of the files that nothing refers to any more.</summary>
    public static void Release(Draft draft, IEnumerable<string> sha256) => ReleaseAll(draft, sha256.Where(file => !draft.State.Files.IsUsed(file)));

    /// <summary>Releases the files.</summary>
    public static void ReleaseAll(Draft draft, IEnumerable<string> sha256)
    {
        var files = sha256.Distinct().ToImmutableArray();
        if (!files.IsEmpty) draft.Add(new CheckpointsReleased(files, Damaged: false, draft.At));
    }

    /// <summary>Releases the tickets of a candidate that is never expanded, never on the front and not (or no longer) reported.</summary>
    public static void ReleaseTickets(Draft draft, IEnumerable<CandidateState> candidates)
    {
        var state = draft.State;
        var tickets = from candidate in candidates
                      where Disposable(state, candidate)
                      from run in candidate.Runs
                      where run.TicketStored
                      let file = run.Result!.Ticket.Sha256
                      where state.Files.Users(file).All(user => Disposable(state, state[user.Candidate]))
                      select file;
        ReleaseAll(draft, tickets.Order(StringComparer.Ordinal));
    }

    private static bool Disposable(SearchState state, CandidateState candidate) =>
        candidate.IsIn && !candidate.Eligible && candidate.Id != state.RootId
        && (candidate.Abandoned is not null || candidate.IsTested || !ReportQueue.Names(state.Spec!.Report, candidate.Id));
}
