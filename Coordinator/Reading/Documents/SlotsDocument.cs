using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Search.Strategies;

namespace ActorSearch.Coordinator.Reading.Documents;

/// <summary>The slots that work for a search.</summary>
/// <param name="Search">Its id.</param>
/// <param name="EpochsInTraining">Epochs that runs in training have done and that count as done when they are in.</param>
internal sealed record SlotsDocument(string Search, long EpochsInTraining, IReadOnlyList<SlotDocument> Slots)
{
    public static SlotsDocument Of(SearchState state, SearchView? view)
    {
        var slots = view?.Slots.Where(slot => slot.Work is { } work && state.Candidates.ContainsKey(work.Candidate)).ToArray() ?? [];
        return new(state.Id.Value, slots.Sum(slot => EpochsOf(slot, state)), [.. slots.Select(slot => SlotDocument.Of(slot, state))]);
    }

    /// <summary>Epochs of this attempt's run so far, those before a checkpoint included.</summary>
    public static long EpochsOf(SlotView slot, SearchState state)
    {
        if (slot is not { Work: { Kind: WorkKind.Train } work, LastEpoch: > 0 }) return 0;
        if (state.Candidates.GetValueOrDefault(work.Candidate) is not { } candidate) return 0;
        var start = slot.LastEpoch - EpochCost.OfRun(state.Spec!, candidate.Path);
        return Math.Max(0, slot.Epoch - start);
    }
}

/// <summary>What one slot does.</summary>
/// <param name="Work">`train`, `test`, or null: idle.</param>
/// <param name="Step">The candidate's last step in words; null for the dense network.</param>
/// <param name="Replicate">Null where the search has one only.</param>
/// <param name="Epoch">0-based position on the schedule, which ends before `last_epoch`; both 0 while it starts.</param>
/// <param name="Engine">What trains it, `torch` or `sparse`; null until its trainer has reported it.</param>
public sealed record SlotDocument(
    string Trainer, int Slot, string? Work, string? Candidate, int? Level, string? Step, int? Replicate, int Attempt, int Epoch, int LastEpoch,
    double SamplesPerSecond, string? Engine = null)
{
    internal static SlotDocument Of(SlotView slot, SearchState state)
    {
        var candidate = slot.Work is { } work ? state.Candidates.GetValueOrDefault(work.Candidate) : null;
        var isTraining = slot.Work?.Kind == WorkKind.Train;
        return new(
            slot.Slot.Trainer, slot.Slot.Index, slot.Work is null ? null : isTraining ? "train" : "test", slot.Work?.Candidate.Value,
            candidate?.Path.Level, candidate?.LastStep is { } last ? Words.Of(last) : null,
            state.Spec?.Search.Replicates > 1 && isTraining ? slot.Work?.Replicate : null,
            slot.Attempt, slot.Epoch, slot.LastEpoch, Summary.Finite(slot.SamplesPerSecond) ?? 0, slot.Engine?.Name());
    }
}
