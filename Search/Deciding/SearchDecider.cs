using System.Collections.Immutable;

namespace ActorSearch.Search;

/// <summary>The whole search as two pure functions.</summary>
public static partial class SearchDecider
{
    /// <summary>What a command leads to in a state. Reads no clock: the command carries the time.</summary>
    public static Decision Decide(SearchState state, ISearchCommand command)
    {
        var draft = new Draft(state, command.At);
        if (state.Status == SearchStatus.NotSubmitted && command is not SubmitSearch) return draft.Answer(new Refused("no search was submitted"));
        return draft.Answer(command switch
        {
            SubmitSearch c => Submit(draft, c),
            RequestLease c => Lease(draft, c),
            RecordCheckpoint c => Keep(draft, c),
            ReportOutcome c => Report(draft, c),
            EndLease c => End(draft, c),
            PauseSearch c => Pause(draft, c),
            ResumeSearch => Resume(draft),
            CancelSearch => Cancel(draft),
            _ => throw new ArgumentException($"unknown command {command.GetType().Name}", nameof(command)),
        });
    }

    private static SearchReply Pause(Draft draft, PauseSearch command)
    {
        if (draft.State.Status == SearchStatus.Paused) return Accepted.Instance;
        if (draft.State.Status != SearchStatus.Running) return Over(draft.State);
        draft.Add(new SearchPaused(command.Reason, draft.At));
        return Accepted.Instance;
    }

    private static SearchReply Resume(Draft draft)
    {
        if (draft.State.Status == SearchStatus.Running) return Accepted.Instance;
        if (draft.State.Status != SearchStatus.Paused) return Over(draft.State);
        draft.Add(new SearchResumed(draft.At));
        return Accepted.Instance;
    }

    private static SearchReply Cancel(Draft draft)
    {
        if (draft.State.Status == SearchStatus.Cancelled) return Accepted.Instance;
        if (draft.State.Status == SearchStatus.Finished) return Over(draft.State);
        EndLeases(draft, draft.State.Leases.Values, "the search was cancelled");
        draft.Add(new SearchCancelled(draft.At));
        return Accepted.Instance;
    }

    private static Refused Over(SearchState state) =>
        new(state.Status == SearchStatus.Cancelled ? "the search was cancelled" : "the search has finished");

    private static void EndLeases(Draft draft, IEnumerable<Lease> leases, string reason)
    {
        var ordered = leases.OrderBy(lease => lease.Work.Kind).ThenBy(lease => lease.Work.Candidate).ThenBy(lease => lease.Work.Replicate);
        foreach (var lease in ordered.ToList()) draft.Add(new LeaseEnded(lease.Work, lease.Attempt, reason, draft.At));
    }

    /// <summary>A decision in the making: each fact is applied at once, so that the next is decided in the light of it.</summary>
    private sealed class Draft(SearchState state, DateTimeOffset at)
    {
        private readonly ImmutableArray<ISearchEvent>.Builder _facts = ImmutableArray.CreateBuilder<ISearchEvent>();

        public SearchState State { get; private set; } = state;
        public DateTimeOffset At { get; } = at;

        public void Add(ISearchEvent fact)
        {
            _facts.Add(fact);
            State = Apply(State, fact);
        }

        public Decision Answer(SearchReply reply) => new(_facts.ToImmutable(), reply, State);
    }
}

/// <summary>What came of a command: facts to persist, then an answer to give.</summary>
/// <param name="After">The state with the facts applied, so that nobody has to apply them again.</param>
public sealed record Decision(ImmutableArray<ISearchEvent> Events, SearchReply Reply, SearchState After);
