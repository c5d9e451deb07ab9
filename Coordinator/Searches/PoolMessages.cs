using ActorSearch.Messages;
using Akka.Actor;

namespace ActorSearch.Coordinator.Searches;

// Pool and searches: always on one node.

/// <summary>A search has recovered: it needs to know the trainers, and what they hold, now.</summary>
internal sealed record SearchStarted(SearchId Search, IActorRef Actor) : ILocalMessage;

/// <summary>How many slots the search could use at once; replaces what it said before.</summary>
/// <param name="Held">Slots it has already.</param>
/// <param name="Weight">Its share beside others.</param>
internal sealed record SlotsWanted(SearchId Search, int Count, int Held, double Weight) : ILocalMessage;

/// <summary>An idle slot for a search, to use or to return.</summary>
/// <param name="Since">When it began to wait (Stopwatch).</param>
internal sealed record SlotOffered(SlotId Slot, string Process, IActorRef Node, Numerics Numerics, long Since = 0) : ILocalMessage;

/// <param name="Never">The slot can do no work of this search (other numerics).</param>
internal sealed record SlotReturned(SearchId Search, SlotOffered Offer, bool Never) : ILocalMessage;

/// <summary>Search to pool and back again: whatever the pool received before has reached the search when it returns.</summary>
internal sealed record Echo : ILocalMessage;

/// <summary>The trainer's process ended.</summary>
internal sealed record TrainerGone(string Trainer, string Process) : ILocalMessage;
