using ActorSearch.Coordinator.Reading.Documents;

namespace ActorSearch.Coordinator.Web.Dashboard.Views;

/// <summary>A slot that works for a search.</summary>
/// <param name="Kind">`train` or `test`.</param>
/// <param name="Epoch">0-based position on the schedule, which ends before <paramref name="LastEpoch"/>; both 0 while it starts.</param>
public sealed record RunningSlot(string Trainer, int Slot, string Kind, string Candidate, int? Level, string Step, int? Replicate, int Attempt, int Epoch, int LastEpoch, double SamplesPerSecond, string? Engine)
{
    public string Name => FormattableString.Invariant($"{Trainer}/{Slot}");

    internal static RunningSlot Of(SlotDocument slot) => new(
        slot.Trainer, slot.Slot, slot.Work ?? "", slot.Candidate ?? "", slot.Level, slot.Step ?? "dense", slot.Replicate, slot.Attempt, slot.Epoch, slot.LastEpoch, slot.SamplesPerSecond, slot.Engine);
}
