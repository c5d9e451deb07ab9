using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Messages;

namespace ActorSearch.Coordinator.Reading.Documents;

/// <summary>The ids of all searches.</summary>
internal sealed record SearchesDocument(IReadOnlyList<string> Searches);

/// <summary>The answer to a submission or an order.</summary>
/// <param name="Status">Of the search, afterwards.</param>
internal sealed record OrderDocument(string Search, string Status, IReadOnlyList<string> Warnings);

/// <summary>All trainers.</summary>
internal sealed record TrainersDocument(IReadOnlyList<TrainerDocument> Trainers);

/// <summary>One trainer: a process with a device.</summary>
/// <param name="Held">Attempts it runs or has results of that are not acknowledged yet; `work` names the first hundred.</param>
/// <param name="Engine">With version.</param>
/// <param name="Vector">Vector level and fingerprint of what it computes.</param>
/// <param name="MemoryBytes">Of the device; 0 = not known.</param>
/// <param name="Load">Of the machine: runnable threads per core over the last minute.</param>
internal sealed record TrainerDocument(
    string Name, int Slots, int Held, string Engine, string Vector, string? Device, long? MemoryBytes, double? Load, IReadOnlyList<HeldDocument> Work)
{
    public static TrainerDocument Of(TrainerEntry entry) => new(
        entry.Trainer, entry.Slots, entry.Held, entry.Numerics.Engine, entry.Numerics.Vector, entry.Device?.Name, entry.Device?.MemoryBytes,
        Summary.Finite(entry.Device?.Load), entry.Work is { } work ? [.. work.Select(HeldDocument.Of)] : []);
}

/// <summary>What a slot works at: a run (`candidate#replicate`) or a candidate's test evaluation (`candidate:test`).</summary>
internal sealed record HeldDocument(int Slot, string Search, string Work, string Candidate, int Attempt)
{
    public static HeldDocument Of(HeldWork held) => new(held.Slot, held.Search.Value, held.Work.ToString(), held.Work.Candidate.Value, held.Attempt);
}
