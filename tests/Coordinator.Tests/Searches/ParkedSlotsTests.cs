using ActorSearch.Coordinator.Searches;
using ActorSearch.Coordinator.Tests.Support;
using Akka.Actor;

namespace ActorSearch.Coordinator.Tests.Searches;

public sealed class ParkedSlotsTests
{
    private static readonly SearchId A = new("a"), B = new("b");

    private static SlotOffered Slot(int index, string process = "p") => new(new SlotId("t", index), process, ActorRefs.Nobody, SampleSearches.Numerics);

    [Fact]
    public void Searches_take_turns_and_the_slot_idle_longest_goes_first()
    {
        var parked = new ParkedSlots();
        parked.Want(A, 10, 0, 1);
        parked.Want(B, 2, 0, 1);
        for (var i = 0; i < 6; i++) parked.Park(Slot(i));

        var given = Enumerable.Range(0, 6).Select(_ => parked.Next()!.Value).ToArray();

        Assert.Equal([A, B, A, B, A, A], given.Select(g => g.Search));
        Assert.Equal([0, 1, 2, 3, 4, 5], given.Select(g => g.Offer.Slot.Index));
        Assert.Null(parked.Next());
    }

    [Fact]
    public void A_search_gets_no_slot_that_it_returned_for_good_and_others_still_do()
    {
        var parked = new ParkedSlots();
        parked.Want(A, 1, 0, 1);
        parked.Park(Slot(0), refusedBy: A);
        Assert.Null(parked.Next());
        // Asking again changes nothing.
        parked.Park(Slot(0));
        Assert.Null(parked.Next());
        parked.Want(B, 1, 0, 1);
        Assert.Equal(B, parked.Next()!.Value.Search);
    }

    [Fact]
    public void A_slot_is_parked_once_and_a_new_process_replaces_it()
    {
        var parked = new ParkedSlots();
        parked.Park(Slot(0, "old"));
        parked.Park(Slot(0, "old"));
        parked.Park(Slot(0, "new"));
        Assert.Equal(1, parked.Count);
        parked.Want(A, 5, 0, 1);
        Assert.Equal("new", parked.Next()!.Value.Offer.Process);
        Assert.Null(parked.Next());
    }

    [Fact]
    public void Slots_are_shared_by_weight_and_one_that_has_nothing_yet_goes_first()
    {
        var parked = new ParkedSlots();
        parked.Want(A, 100, 6, 2);
        parked.Want(B, 100, 0, 1);
        for (var i = 0; i < 9; i++) parked.Park(Slot(i));

        var given = Enumerable.Range(0, 9).Select(_ => parked.Next()!.Value.Search).ToArray();

        // B comes up to half of A's six, then A gets two for each of B's.
        Assert.Equal([B, B, B], given[..3]);
        Assert.Equal(4, given[3..].Count(search => search == A));
    }

    [Fact]
    public void A_search_that_wants_nothing_keeps_nobody_waiting()
    {
        var parked = new ParkedSlots();
        parked.Want(A, 0, 0, 1000);
        parked.Want(B, 1, 50, 0.1);
        parked.Park(Slot(0));
        Assert.Equal(B, parked.Next()!.Value.Search);
    }
}
