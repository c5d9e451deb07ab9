namespace ActorSearch.Coordinator.Reading.Documents;

/// <summary>How a search stands, for people: never leaves the process.</summary>
public sealed record SearchView(SearchState State, ImmutableArray<SlotView> Slots, SlotTimes Times);
