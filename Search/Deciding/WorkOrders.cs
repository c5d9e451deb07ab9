using ActorSearch.Search.Candidates;
using ActorSearch.Search.Runs;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Deciding;

/// <summary>Work orders, and the files they need, as functions of the state: the same lease always gives the same order.</summary>
public static class WorkOrders
{
    /// <summary>The order of a lease.</summary>
    public static WorkOrder For(SearchState state, Lease lease)
    {
        var (work, candidate) = (lease.Work, state[lease.Work.Candidate]);
        var order = new WorkOrder(
            state.Id, work, lease.Attempt, state.Spec!, state.TrainingHash, state.DataFingerprint, candidate.Path, null, [], [], [],
            state[work].MicroBatch);
        if (work.Kind == WorkKind.Test) return order with { Tickets = [.. candidate.Runs.Select(run => run.Result!.Ticket)] };
        return order with
        {
            ParentTicket = candidate.Parent is { } parent ? state[parent].Runs[work.Replicate].Result?.Ticket : null,
            RootWeights = RootWeights(state, candidate.Path, work.Replicate),
            ResumeFrom = candidate.Runs[work.Replicate].Checkpoints,
            Epochs = candidate.Epochs,
        };
    }

    /// <summary>Epochs of the root run whose weights a run needs, ascending: its rewind point's and, for magnitude-increase, w_ref's.</summary>
    public static ImmutableArray<int> RootEpochs(SearchSpec spec, CandidatePath path)
    {
        if (path.Level == 0) return [];
        var epochs = new SortedSet<int>();
        if (path.Last.Rewind is { Kind: RewindKind.Epoch } own) epochs.Add(own.Epoch);
        if (spec.Prune.Criterion == CriterionKind.MagnitudeIncrease)
        {
            if (path.Level == 1) epochs.Add(0);
            else if (path.Steps[^2].Rewind is { Kind: RewindKind.Epoch } reference) epochs.Add(reference.Epoch);
        }
        return [.. epochs];
    }

    /// <summary>The run that has to be made again before this work can start; null when every file it needs is stored.</summary>
    internal static RunId? MissingMaker(SearchState state, WorkId work)
    {
        var candidate = state[work.Candidate];
        if (work.Kind == WorkKind.Test)
            return state.RunsOf(candidate.Id).Where(run => !state[run].TicketStored).Select(run => (RunId?)run.Run).FirstOrDefault();
        if (candidate.Parent is not { } parent) return null;
        if (!state[parent].Runs[work.Replicate].TicketStored) return new RunId(parent, work.Replicate);
        return RootWeights(state, candidate.Path, work.Replicate).All(w => state.Files.IsStored(w.Ref.Sha256))
            ? null
            : new RunId(state.RootId, work.Replicate);
    }

    private static ImmutableArray<RewindWeights> RootWeights(SearchState state, CandidatePath path, int replicate)
    {
        var epochs = RootEpochs(state.Spec!, path);
        if (epochs.IsEmpty) return [];
        var root = state[state.RootId].Runs[replicate].Result!;
        return [.. root.RootWeights.Where(w => epochs.Contains(w.Epoch))];
    }
}
