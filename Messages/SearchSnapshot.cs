using ActorSearch.Search.Objectives;

namespace ActorSearch.Messages;

/// <summary>
/// The whole state of a search, for the snapshot table. The coordinator keeps the journal too, so a snapshot that a later version cannot read only makes
/// recovery slower. The front is not stored: <see cref="ToState"/> rebuilds it from the scores.
/// </summary>
public sealed record SearchSnapshot(
    SearchStatus Status, string? PauseReason, SearchId Id, SearchSpec? Spec, string SpecHash, string TrainingHash, string DataFingerprint,
    Numerics? Numerics, CandidateId RootId, ImmutableArray<CandidateState> Candidates, ImmutableArray<CandidateId> Plan,
    int Round, int RoundStart, int RoundLeft, bool PlanEnded, ImmutableArray<CandidateId> PendingTests, PlanCounters Counters,
    ObjectiveTotals? Totals, ImmutableArray<Lease> Leases, ImmutableArray<WorkId> StrugglingWork,
    ImmutableArray<QueueKey> Ready, ImmutableArray<RetryKey> Retrying, ImmutableArray<WaitingWork> Waiting, ImmutableArray<StoredFile> Files)
{
    /// <summary>The snapshot of a state.</summary>
    public static SearchSnapshot Of(SearchState state) => new(
        state.Status, state.PauseReason, state.Id, state.Spec, state.SpecHash, state.TrainingHash, state.DataFingerprint,
        state.Numerics, state.RootId, [.. state.Candidates.Values.OrderBy(candidate => candidate.Id)], [.. state.Plan],
        state.Round, state.RoundStart, state.RoundLeft, state.PlanEnded, [.. state.PendingTests.Order()], state.Counters,
        state.Totals, [.. state.Leases.Values], [.. state.StrugglingWork],
        [.. state.Queue.Ready], [.. state.Queue.Retrying],
        [.. state.Queue.Waiting.SelectMany(pair => pair.Value.Select(work => new WaitingWork(work, pair.Key)))],
        [.. state.Files.Uses.Select(pair => new StoredFile(pair.Key, pair.Value.Users, pair.Value.Stored))]);

    /// <summary>The state that the snapshot was made of.</summary>
    public SearchState ToState()
    {
        var candidates = Candidates.ToImmutableDictionary(candidate => candidate.Id);
        var eligible = Plan.Select(id => candidates[id]).Where(candidate => candidate.Eligible);
        var queue = WorkQueue.Empty with { Ready = [.. Ready] };
        foreach (var retry in Retrying) queue = queue.AddRetry(retry.Work, retry.At);
        foreach (var waiting in Waiting) queue = queue.AddWaiting(waiting.Work, waiting.Maker);
        return SearchState.Empty with
        {
            Status = Status,
            PauseReason = PauseReason,
            Id = Id,
            Spec = Spec,
            SpecHash = SpecHash,
            TrainingHash = TrainingHash,
            DataFingerprint = DataFingerprint,
            Numerics = Numerics,
            RootId = RootId,
            Candidates = candidates,
            Plan = [.. Plan],
            Round = Round,
            RoundStart = RoundStart,
            RoundLeft = RoundLeft,
            PlanEnded = PlanEnded,
            PendingTests = [.. PendingTests],
            Counters = Counters,
            Totals = Totals,
            Leases = Leases.ToImmutableDictionary(lease => lease.Work),
            StrugglingWork = [.. StrugglingWork],
            Front = eligible.Aggregate(Front.Empty, (front, candidate) => front.Add(candidate.ToScored())),
            Queue = queue,
            Files = new FileIndex(Files.ToImmutableDictionary(file => file.Sha256, file => new FileUse(file.Users, file.Stored))),
        };
    }
}

/// <summary>Work that waits until another run has produced a lost file again.</summary>
/// <param name="Maker">The run that produces it.</param>
public sealed record WaitingWork(QueueKey Work, RunId Maker);

/// <summary>A file that the search's runs refer to.</summary>
/// <param name="Users">The runs that refer to the file.</param>
/// <param name="Stored">False if the file was found damaged and has to be produced again.</param>
public sealed record StoredFile(string Sha256, ImmutableArray<RunId> Users, bool Stored);
