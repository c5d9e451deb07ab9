using ActorSearch.Search.Objectives;
using Xunit;

namespace ActorSearch.Search.Tests.Deciding;

public sealed class LeaseTests
{
    private static Simulation Begin(SearchSpec? spec = null) => Simulation.Of(spec ?? Searches.Small, Tables.Rough(1, 0));

    [Fact]
    public void Work_is_granted_in_plan_order_and_runs_before_tests()
    {
        var search = Begin();
        var order = new List<WorkId>();
        while (search.State.Status != SearchStatus.Finished)
        {
            if (search.Request(0) is Granted granted) order.Add(granted.Order.Work);
            else search.Complete(search.Leases[^1]);
        }
        var trained = order.Where(work => work.Kind == WorkKind.Train).ToList();
        Assert.Equal(search.State.Plan.SelectMany(id => new[] { new WorkId(WorkKind.Train, id, 0), new WorkId(WorkKind.Train, id, 1) }), trained);
        Assert.Equal(trained, order.Take(trained.Count));
        Assert.Equal(search.State.Front.Members.Select(m => m.Id).Append(search.State.RootId).Distinct().Count(), order.Count - trained.Count);
    }

    [Fact]
    public void A_slot_with_other_numerics_gets_nothing_unless_mixed_is_set()
    {
        var other = new Numerics("table 1", "avx512");
        var search = Begin();
        search.Request(0);
        var refusal = Assert.IsType<NothingToDo>(search.Do(new RequestLease(new SlotId("u", 0), other, search.Now)));
        Assert.Equal("the search computes with table 1 on avx2, u/0 with table 1 on avx512; set resources.mixed to take both", refusal.Reason);
        var mixed = Begin(Searches.Small with { Resources = new ResourcesSpec { Mixed = true } });
        mixed.Request(0);
        Assert.IsType<Granted>(mixed.Do(new RequestLease(new SlotId("u", 0), other, mixed.Now)));
    }

    [Fact]
    public void A_slot_whose_libtorch_computes_wrong_gets_nothing_of_a_search_that_asks_for_it_even_if_it_is_the_first_or_mixed()
    {
        var without = new Numerics("sparse 2", "avx512/1f");
        foreach (var mixed in new[] { false, true })
        {
            var search = Begin(Searches.Small with
            {
                Train = Searches.Small.Train with { Engine = EngineKind.Torch },
                Resources = new ResourcesSpec { Mixed = mixed },
            });
            Assert.Equal(
                "the search asks for train.engine: torch, and libtorch computes wrong on the machine of u/0, which has sparse 2 only",
                Assert.IsType<NothingToDo>(search.Do(new RequestLease(new SlotId("u", 0), without, search.Now))).Reason);
            Assert.IsType<Granted>(search.Do(new RequestLease(new SlotId("u", 0), new Numerics("torch 1, sparse 2", "avx512/1f"), search.Now)));
        }
        foreach (var engine in new[] { EngineKind.Auto, EngineKind.Sparse })
        {
            var search = Begin(Searches.Small with { Train = Searches.Small.Train with { Engine = engine } });
            Assert.IsType<Granted>(search.Do(new RequestLease(new SlotId("u", 0), without, search.Now)));
        }
    }

    [Theory]
    [InlineData("avx512/1f", false)]
    [InlineData("default/1f", false)]
    [InlineData("avx2/1f", true)]
    [InlineData("cuda NVIDIA H200", true)]
    public void A_slot_at_another_vector_level_than_the_pinned_one_gets_nothing_even_if_it_is_the_first(string vector, bool granted)
    {
        var search = Begin(Searches.Small with { Resources = new ResourcesSpec { Vector = VectorLevel.Avx2 } });
        var reply = search.Do(new RequestLease(new SlotId("u", 0), new Numerics("table 1", vector), search.Now));
        var refusal = $"the search pins resources.vector: avx2, u/0 computes on {vector}; start that trainer with --vector avx2";
        if (granted) Assert.IsType<Granted>(reply);
        else Assert.Equal(refusal, Assert.IsType<NothingToDo>(reply).Reason);
    }

    [Fact]
    public void Late_results_are_stale_and_repeated_ones_accepted_without_a_fact()
    {
        var search = Begin();
        search.Request(0);
        var lease = search.Leases[0];
        Assert.IsType<Accepted>(search.Do(new EndLease(lease.Work, 1, LeaseEnd.Silent(TimeSpan.FromSeconds(60)), search.Now)));
        Assert.IsType<StaleAttempt>(search.Complete(lease));
        Assert.IsType<StaleAttempt>(search.Do(new RecordCheckpoint(lease.Work, 1, Tables.Checkpoint(search.Orders[(lease.Work, 1)], 1), search.Now)));
        search.Request(0);
        var second = search.Leases[0];
        Assert.Equal((lease.Work, 2), (second.Work, second.Attempt));
        Assert.IsType<Accepted>(search.Complete(second));
        var facts = search.Journal.Count;
        Assert.IsType<Accepted>(search.Complete(second));
        Assert.IsType<StaleAttempt>(search.Complete(lease));
        Assert.IsType<StaleAttempt>(search.Report(new WorkId(WorkKind.Train, new CandidateId("unknown"), 0), 1, new WorkInterrupted(null)));
        Assert.Equal(facts, search.Journal.Count);
    }

    [Fact]
    public void An_interrupted_run_is_ready_again_at_once_where_it_stopped()
    {
        var search = Begin();
        search.Request(0);
        var lease = search.Leases[0];
        var checkpoint = Tables.Checkpoint(search.Orders[(lease.Work, 1)], 1);
        search.Report(lease.Work, 1, new WorkInterrupted(checkpoint));
        Assert.Equal(LeaseEndKind.HandedBack, search.Journal.OfType<LeaseEnded>().Single().Reason.Kind);
        var order = Assert.IsType<Granted>(search.Request(0)).Order;
        Assert.Equal(lease.Work, order.Work);
        Assert.Equal([checkpoint], order.ResumeFrom);
    }

    [Fact]
    public void A_paused_search_grants_nothing_but_takes_results()
    {
        var search = Begin();
        search.Request(0);
        search.Do(new PauseSearch("disk full", search.Now));
        Assert.Equal((SearchStatus.Paused, "disk full"), (search.State.Status, search.State.PauseReason));
        Assert.Equal(new NothingToDo(null, null), search.Request(1));
        Assert.IsType<Accepted>(search.Complete(search.Leases[0]));
        search.Do(new ResumeSearch(search.Now));
        Assert.IsType<Granted>(search.Request(1));
    }

    [Fact]
    public void A_cancelled_search_ends_its_leases_and_cannot_be_continued()
    {
        var search = Begin();
        search.Request(0);
        var lease = search.Leases[0];
        search.Do(new CancelSearch(search.Now));
        Assert.Empty(search.State.Leases);
        Assert.IsType<StaleAttempt>(search.Complete(lease));
        Assert.IsType<Refused>(search.Do(new ResumeSearch(search.Now)));
        Assert.IsType<Refused>(search.Submit(Searches.Small));
        Assert.IsType<NothingToDo>(search.Request(0));
    }

    [Fact]
    public void An_order_names_the_parents_ticket_and_the_root_weights_of_its_own_replicate()
    {
        var search = Begin().Finish();
        foreach (var order in search.Orders.Values.Where(order => order.Work.Kind == WorkKind.Train && order.Path.Level > 0))
        {
            var parent = search.State[order.Path.Parent.Id("training")].Runs[order.Work.Replicate].Result!;
            var root = search.State[search.State.RootId].Runs[order.Work.Replicate].Result!;
            Assert.Equal(parent.Ticket, order.ParentTicket);
            Assert.All(order.RootWeights, weights => Assert.Contains(weights, root.RootWeights));
        }
    }

    [Theory]
    [InlineData(CriterionKind.MagnitudeIncrease, "0", "2", "2")]
    [InlineData(CriterionKind.MagnitudeIncrease, "2", "0", "0 2")]
    [InlineData(CriterionKind.MagnitudeIncrease, "none", "2", "2")]
    [InlineData(CriterionKind.MagnitudeIncrease, "2", "none", "2")]
    [InlineData(CriterionKind.MagnitudeIncrease, "", "none", "0")]
    [InlineData(CriterionKind.MagnitudeIncrease, "", "2", "0 2")]
    [InlineData(CriterionKind.MagnitudeIncrease, "lr:2", "reinit", "")]
    [InlineData(CriterionKind.Magnitude, "2", "0", "0")]
    public void Root_weights_are_those_of_the_own_rewind_point_and_of_the_parents_for_the_criterion(
        CriterionKind criterion, string parent, string own, string epochs)
    {
        var path = CandidatePath.Root;
        foreach (var text in new[] { parent == "0" ? "0" : parent, own }.Where(text => text.Length > 0))
        {
            Assert.True(RewindPoint.TryParse(text, out var rewind));
            path = path.Child(new Step(0.5, 1, rewind));
        }
        // A parent at epoch 0 needs epoch 0 as the reference, too.
        var expected = parent == "0" && criterion == CriterionKind.MagnitudeIncrease ? "0 " + epochs : epochs;
        Assert.Equal(expected, string.Join(' ', WorkOrders.RootEpochs(Searches.Small with { Prune = new PruneSpec { Criterion = criterion } }, path)));
    }
}
