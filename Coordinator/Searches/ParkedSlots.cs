namespace ActorSearch.Coordinator.Searches;

/// <summary>
/// Idle slots and searches that want some: the slot idle longest goes to the search that holds least for its weight, of equals to the
/// one that waits longest. Pure book-keeping.
/// </summary>
internal sealed class ParkedSlots
{
    private sealed class Parked(SlotOffered offer)
    {
        public SlotOffered Offer { get; } = offer;
        public HashSet<SearchId> Refused { get; } = [];
    }

    private sealed record Wanted(SearchId Search, int Count, int Held, double Weight)
    {
        public double Share => Held / Weight;
    }

    private readonly LinkedList<Parked> _slots = [];
    private readonly Dictionary<SlotId, LinkedListNode<Parked>> _bySlot = [];

    /// <summary>In the order in which they got something last.</summary>
    private readonly List<Wanted> _wanted = [];

    public int Count => _slots.Count;

    /// <summary>Parks a slot, or replaces what was known of it.</summary>
    public void Park(SlotOffered offer, SearchId? refusedBy = null)
    {
        var slot = _bySlot.GetValueOrDefault(offer.Slot);
        if (slot?.Value.Offer.Process != offer.Process)
        {
            if (slot is not null) Remove(slot);
            _bySlot.Add(offer.Slot, slot = _slots.AddLast(new Parked(offer)));
        }
        if (refusedBy is { } search) slot.Value.Refused.Add(search);
    }

    /// <param name="held">Slots the search has.</param>
    public void Want(SearchId search, int count, int held, double weight)
    {
        var at = _wanted.FindIndex(w => w.Search == search);
        var wanted = new Wanted(search, count, held, weight);
        if (at < 0) _wanted.Add(wanted);
        else _wanted[at] = wanted;
    }

    /// <summary>The search has a use for no more; it gave back the one it was offered.</summary>
    public void WantNone(SearchId search)
    {
        if (_wanted.Find(w => w.Search == search) is { } wanted) Want(search, 0, Math.Max(0, wanted.Held - 1), wanted.Weight);
    }

    public void RemoveSearch(SearchId search) => _wanted.RemoveAll(w => w.Search == search);

    public void RemoveTrainer(string trainer)
    {
        foreach (var slot in _bySlot.Values.Where(slot => slot.Value.Offer.Slot.Trainer == trainer).ToArray()) Remove(slot);
    }

    /// <summary>The next pair, taken out; the search then goes to the end of the queue.</summary>
    public (SearchId Search, SlotOffered Offer)? Next()
    {
        foreach (var wanted in _wanted.Where(w => w.Count > 0).OrderBy(w => w.Share))
        {
            var slot = _slots.First;
            while (slot is not null && slot.Value.Refused.Contains(wanted.Search)) slot = slot.Next;
            if (slot is null) continue;
            Remove(slot);
            _wanted.Remove(wanted);
            _wanted.Add(wanted with { Count = wanted.Count - 1, Held = wanted.Held + 1 });
            return (wanted.Search, slot.Value.Offer);
        }
        return null;
    }

    private void Remove(LinkedListNode<Parked> slot)
    {
        _slots.Remove(slot);
        _bySlot.Remove(slot.Value.Offer.Slot);
    }
}
