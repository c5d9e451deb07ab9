using ActorSearch.Search.Candidates;

namespace ActorSearch.Search.Deciding;

/// <summary>Runs and test evaluations alike: finding one in the state, changing it, putting it in line.</summary>
internal static class Work
{
    /// <summary>The state with a run, or a test evaluation, that stands otherwise.</summary>
    public static SearchState Set(SearchState state, WorkId work, RunState run)
    {
        var candidate = state[work.Candidate];
        candidate = work.Kind == WorkKind.Test
            ? candidate with { TestWork = run }
            : candidate with { Runs = candidate.Runs.SetItem(work.Replicate, run) };
        var blocked = run.Blocked ? state.StrugglingWork.Add(work) : state.StrugglingWork.Remove(work);
        return state.With(candidate) with { StrugglingWork = blocked };
    }

    /// <summary>The place in line of work of the present plan.</summary>
    public static QueueKey Key(SearchState state, WorkId work) => new(work.Kind, state[work.Candidate].Index, work.Replicate);

    /// <summary>The work at a place in line.</summary>
    public static WorkId At(SearchState state, QueueKey key) => new(key.Kind, state.Plan[key.Index], key.Replicate);

    /// <summary>
    /// Puts work that lost its lease back in line, where it is still wanted. A run that has a result already, that nothing waits
    /// for and whose ticket is not part of the outcome is done.
    /// </summary>
    public static SearchState Requeue(SearchState state, WorkId work, DateTimeOffset? retryAt)
    {
        var run = state[work];
        var wanted = work.Kind == WorkKind.Test
            ? state.PendingTests.Contains(work.Candidate)
            : run.Result is null || state.Queue.Waiting.ContainsKey(work.Run) || ReportQueue.OwesTicket(state, work.Candidate);
        state = Set(state, work, run with { Status = !wanted && run.Result is not null ? RunStatus.Completed : RunStatus.Waiting, RetryAt = retryAt });
        return wanted ? Enqueue(state, work, retryAt) : state;
    }

    /// <summary>
    /// Puts work in line: ready, backing off, or waiting for the run that makes a missing file again, which is put in line too.
    /// Does nothing for work that is leased, in line already, or of no candidate of the plan.
    /// </summary>
    public static SearchState Enqueue(SearchState state, WorkId work, DateTimeOffset? retryAt = null)
    {
        var candidate = state[work.Candidate];
        if (candidate.Index < 0 || candidate.Abandoned is not null || state.Leases.ContainsKey(work)) return state;
        var key = Key(state, work);
        if (state.Queue.Contains(key)) return state;
        if (WorkOrders.MissingMaker(state, work) is { } maker)
        {
            state = state with { Queue = state.Queue.AddWaiting(key, maker) };
            return MakeAgain(state, WorkId.Train(maker));
        }
        return state with { Queue = retryAt is { } at ? state.Queue.AddRetry(key, at) : state.Queue.AddReady(key) };
    }

    /// <summary>Puts a run in line whose file was lost.</summary>
    public static SearchState MakeAgain(SearchState state, WorkId maker)
    {
        var run = state[maker];
        if (run.Status == RunStatus.Completed) state = Set(state, maker, run with { Status = RunStatus.Waiting });
        return Enqueue(state, maker);
    }

    /// <summary>A run is in again: what waited for it moves on (perhaps to wait for another).</summary>
    public static SearchState WakeWaiting(SearchState state, RunId maker)
    {
        foreach (var key in state.Queue.Waiting.GetValueOrDefault(maker, ImmutableSortedSet<QueueKey>.Empty))
        {
            state = state with { Queue = state.Queue.Remove(key) };
            state = Enqueue(state, At(state, key));
        }
        return state;
    }

    /// <summary>A needed file was lost: work in line that cannot start any more waits. Rare, so everything in line is looked at.</summary>
    public static SearchState HoldBack(SearchState state)
    {
        foreach (var key in state.Queue.Ready.Concat(state.Queue.Retrying.Select(retry => retry.Work)))
        {
            var work = At(state, key);
            if (WorkOrders.MissingMaker(state, work) is null || !state.Queue.Contains(key)) continue;
            state = state with { Queue = state.Queue.Remove(key) };
            state = Enqueue(state, work);
        }
        return state;
    }
}
