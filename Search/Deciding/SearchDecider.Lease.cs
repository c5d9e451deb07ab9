namespace ActorSearch.Search;

public static partial class SearchDecider
{
    private static SearchReply Lease(Draft draft, RequestLease command)
    {
        var state = draft.State;
        if (state.Status != SearchStatus.Running) return new NothingToDo(null, null);
        if (!command.Numerics.IsAt(state.Spec!.Resources.Vector) && !state.Spec.Resources.Mixed)
        {
            return new NothingToDo(null, $"the search pins resources.vector: avx2, {command.Slot} computes on {command.Numerics.Vector}; start that trainer with --vector avx2");
        }
        if (!command.Numerics.Has(state.Spec.Train.Engine))
        {
            return new NothingToDo(null, $"the search asks for train.engine: torch, and libtorch computes wrong on the machine of {command.Slot}, which has {command.Numerics.Engine} only");
        }
        if (state.Numerics is { } own && own != command.Numerics && !state.Spec.Resources.Mixed)
        {
            return new NothingToDo(null, $"the search computes with {own.Engine} on {own.Vector}, {command.Slot} with {command.Numerics.Engine} on {command.Numerics.Vector}; set resources.mixed to take both");
        }
        var queue = state.Queue.Wake(draft.At);
        if (queue.Ready.IsEmpty) return new NothingToDo(queue.Retrying.IsEmpty ? null : queue.Retrying.Min.At, null);
        var work = Work.At(state, queue.Ready.Min);
        draft.Add(new LeaseGranted(work, Work.Get(state, work).Attempts + 1, command.Slot, command.Numerics, draft.At));
        return new Granted(WorkOrders.For(draft.State, draft.State.Leases[work]));
    }

    private static SearchReply End(Draft draft, EndLease command)
    {
        if (!Holds(draft.State, command.Work, command.Attempt)) return StaleAttempt.Instance;
        draft.Add(new LeaseEnded(command.Work, command.Attempt, command.Reason, draft.At));
        Advance(draft);
        return Accepted.Instance;
    }

    private static SearchReply Keep(Draft draft, RecordCheckpoint command)
    {
        if (!Holds(draft.State, command.Work, command.Attempt)) return StaleAttempt.Instance;
        if (command.Work.Kind == WorkKind.Train) Keep(draft, command.Work, command.Attempt, command.Checkpoint);
        return Accepted.Instance;
    }

    private static void Keep(Draft draft, WorkId work, int attempt, TrainingCheckpoint checkpoint)
    {
        var before = Work.Get(draft.State, work).Checkpoints;
        if (!before.IsEmpty && before[0] == checkpoint) return;
        draft.Add(new CheckpointRecorded(work, attempt, checkpoint, draft.At));
        Retention.Release(draft.State, before.Select(c => c.Ref.Sha256), draft.At, draft.Add);
    }

    private static bool Holds(SearchState state, WorkId work, int attempt) =>
        state.Leases.TryGetValue(work, out var lease) && lease.Attempt == attempt;
}
