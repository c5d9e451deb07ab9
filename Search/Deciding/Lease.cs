using ActorSearch.Search.Candidates;

namespace ActorSearch.Search.Deciding;

/// <summary>The coordinator's permission for one attempt.</summary>
public sealed record Lease(WorkId Work, int Attempt, SlotId Slot, DateTimeOffset Since);
