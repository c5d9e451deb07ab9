using ActorSearch.Search.Objectives;
using Xunit;

namespace ActorSearch.Search.Tests.Deciding;

public sealed class FailureTests
{
    private static Simulation Begin(SearchSpec? spec = null) => Simulation.Of(spec ?? Searches.Small, Tables.Rough(1, 0));

    private static Lease Lease(Simulation search)
    {
        var order = Assert.IsType<Granted>(search.Request(0)).Order;
        return search.State.Leases[order.Work];
    }

    [Fact]
    public void Machine_failures_back_off_doubling_to_five_minutes_and_show_as_blocked_from_the_fifth()
    {
        var search = Begin(Searches.Small with { Search = Searches.Small.Search with { Replicates = 1 } });
        var waits = new List<double>();
        for (var i = 1; i <= 10; i++)
        {
            Assert.Equal(i > 5, search.State.Blocked.Count == 1);
            search.Fail(Lease(search), FailureKind.Environment, $"disk {i}");
            var retryAt = Assert.IsType<NothingToDo>(search.Request(0)).RetryAt!.Value;
            waits.Add((retryAt - search.Now).TotalSeconds);
            search.Now = retryAt;
        }
        Assert.Equal([2, 4, 8, 16, 32, 64, 128, 256, 300, 300], waits);
        Assert.Equal(("disk 10", 10), (search.State.Blocked[0].Reason, search.State.Blocked[0].Failures));
        search.Complete(Lease(search));
        Assert.Empty(search.State.Blocked);
    }

    [Fact]
    public void A_lack_of_device_memory_halves_the_micro_batch_down_to_one_and_then_counts_as_the_machines_fault()
    {
        var search = Begin();
        var micro = new List<int?>();
        for (var i = 0; i < 4; i++)
        {
            var lease = Lease(search);
            micro.Add(search.Orders[(lease.Work, lease.Attempt)].MicroBatch);
            search.Fail(lease, FailureKind.DeviceMemory, "out of memory");
        }
        Assert.Equal([null, 4, 2, 1], micro);
        Assert.Equal(FailureKind.Environment, search.Journal.OfType<AttemptFailed>().Last().Kind);
    }

    [Fact]
    public void The_same_input_failure_twice_abandons_the_candidate_and_the_search_goes_on()
    {
        var search = Begin();
        search.Complete(Lease(search));
        search.Complete(Lease(search));
        var (first, sibling) = (Lease(search), Lease(search));
        Assert.Equal(first.Work.Candidate, sibling.Work.Candidate);
        search.Fail(first, FailureKind.Input, "not a number");
        var again = Lease(search);
        Assert.Equal(first.Work, again.Work);
        search.Fail(again, FailureKind.Input, "not a number");
        Assert.Equal("not a number", search.State[first.Work.Candidate].Abandoned);
        Assert.Empty(search.State.Leases);
        Assert.IsType<StaleAttempt>(search.Complete(sibling));
        search.Finish();
        Assert.DoesNotContain(search.State.Front.Members, member => member.Id == first.Work.Candidate);
        Assert.DoesNotContain(search.State.Candidates.Values, c => c.Parent == first.Work.Candidate);
    }

    [Fact]
    public void Different_input_failures_are_tried_again()
    {
        var search = Begin();
        for (var i = 0; i < 8; i++)
        {
            search.Now += TimeSpan.FromHours(1);
            search.Fail(Lease(search), FailureKind.Input, $"reason {i}");
        }
        search.Now += TimeSpan.FromHours(1);
        search.Finish();
        Assert.Equal(0, search.State.Counters.Abandoned);
    }

    [Fact]
    public void An_abandoned_root_ends_the_search_with_an_empty_front()
    {
        var search = Begin();
        search.Fail(Lease(search), FailureKind.Input, "bad");
        search.Fail(Lease(search), FailureKind.Input, "bad");
        Assert.Equal(SearchStatus.Finished, search.State.Status);
        Assert.Equal((0, 0.0), (search.State.Front.Count, search.State.Hypervolume));
        Assert.IsType<Accepted>(search.Submit(Searches.Small with { Search = Searches.Small.Search with { MaxLevel = 5 } }));
        Assert.Equal(SearchStatus.Finished, search.State.Status);
    }

    [Fact]
    public void A_level_without_an_eligible_candidate_ends_the_search()
    {
        var search = Simulation.Of(Searches.Small, Tables.Rough(1, 1)).Finish();
        Assert.Equal(1, search.State.Round);
        Assert.Equal(search.State.Plan.Count - 1, search.State.Counters.Abandoned);
        Assert.Equal(search.State.RootId, Assert.Single(search.State.Front.Members).Id);
        Assert.NotNull(search.State[search.State.RootId].Test);
    }

    [Fact]
    public void A_damaged_parent_ticket_is_made_again_and_its_children_wait_for_it()
    {
        var search = Begin();
        search.Complete(Lease(search));
        search.Complete(Lease(search));
        var child = Lease(search);
        var root = new WorkId(WorkKind.Train, search.State.RootId, child.Work.Replicate);
        var score = search.State[search.State.RootId].Score;
        search.Fail(child, FailureKind.CheckpointDamaged, "hash", search.Orders[(child.Work, 1)].ParentTicket);
        Assert.True(search.Journal.OfType<CheckpointsReleased>().Last().Damaged);
        var remake = Lease(search);
        Assert.Equal((root, 2), (remake.Work, remake.Attempt));
        Assert.Equal(score, search.State[search.State.RootId].Score);
        // The other replicate's children do not need it and go on.
        Assert.All(Enumerable.Range(0, 5).Select(_ => Lease(search).Work), work => Assert.NotEqual(child.Work.Replicate, work.Replicate));
        search.Complete(remake);
        Assert.Equal(child.Work, Lease(search).Work);
    }

    [Fact]
    public void A_run_that_comes_out_differently_when_made_again_is_refused_with_both_tickets_named()
    {
        var search = Begin();
        search.Complete(Lease(search));
        search.Complete(Lease(search));
        var child = Lease(search);
        var old = search.Orders[(child.Work, 1)].ParentTicket!;
        search.Fail(child, FailureKind.CheckpointDamaged, "hash", old);
        var remake = Lease(search);
        var other = search.State[search.State.RootId].Runs[child.Work.Replicate].Result! with { Ticket = new CheckpointRef(new string('7', 64), 1, 1) };
        search.Report(remake.Work, remake.Attempt, new RunFinished(other, new RunTimings(0, 0, 0)));
        var failed = search.Journal.OfType<AttemptFailed>().Last();
        Assert.Equal(FailureKind.Environment, failed.Kind);
        Assert.Equal($"made again, the run came out differently: ticket 777777777777 instead of {old.Sha256[..12]}", failed.Reason);
        search.Finish();
    }

    [Fact]
    public void Damaged_root_weights_hold_back_only_the_runs_that_need_them()
    {
        var search = Begin(Searches.Small with { Prune = new PruneSpec { Criterion = CriterionKind.Magnitude } });
        search.Complete(Lease(search));
        search.Complete(Lease(search));
        var child = Lease(search);
        while (search.Orders[(child.Work, 1)].RootWeights.IsEmpty) child = Lease(search);
        var epoch = Assert.Single(search.Orders[(child.Work, 1)].RootWeights).Epoch;
        search.Fail(child, FailureKind.CheckpointDamaged, "hash", search.Orders[(child.Work, 1)].RootWeights[0].Ref);
        var remake = Lease(search);
        Assert.Equal(search.State.RootId, remake.Work.Candidate);
        var granted = new List<WorkOrder>();
        while (search.Request(1) is Granted g) granted.Add(g.Order);
        Assert.NotEmpty(granted);
        Assert.DoesNotContain(granted, order => order.Work.Replicate == child.Work.Replicate && order.Path.Last.Rewind == RewindPoint.ToEpoch(epoch));
        search.Complete(remake);
        Assert.Equal(child.Work, Lease(search).Work);
    }

    [Fact]
    public void A_damaged_checkpoint_falls_back_to_the_one_before()
    {
        var search = Begin();
        var lease = Lease(search);
        var order = search.Orders[(lease.Work, 1)];
        foreach (var number in new[] { 1, 2, 3 }) search.Do(new RecordCheckpoint(lease.Work, 1, Tables.Checkpoint(order, number), search.Now));
        Assert.Equal([Tables.Checkpoint(order, 1).Ref.Sha256], Assert.Single(search.Journal.OfType<CheckpointsReleased>()).Sha256);
        search.Fail(lease, FailureKind.CheckpointDamaged, "hash", Tables.Checkpoint(order, 3).Ref);
        var again = Lease(search);
        Assert.Equal([Tables.Checkpoint(order, 2)], search.Orders[(again.Work, 2)].ResumeFrom);
        search.Complete(again);
        Assert.Equal([Tables.Checkpoint(order, 2).Ref.Sha256], search.Journal.OfType<CheckpointsReleased>().Last().Sha256);
    }

    [Fact]
    public void The_search_finishes_only_when_every_ticket_of_the_front_is_stored()
    {
        var search = Begin(Searches.Small with { Search = Searches.Small.Search with { MaxLevel = 1, Replicates = 1 } });
        search.Complete(Lease(search));
        var child = Lease(search);
        search.Fail(child, FailureKind.CheckpointDamaged, "hash", search.Orders[(child.Work, 1)].ParentTicket);
        var remake = Lease(search);
        search.Complete(remake);
        while (search.State.Status != SearchStatus.Finished && search.Request(0) is Granted { Order.Work.Kind: WorkKind.Train } granted)
        {
            search.Fail(search.State.Leases[granted.Order.Work], FailureKind.Input, "always");
        }
        var tests = search.Leases;
        Assert.Equal(search.State.RootId, Assert.Single(tests).Work.Candidate);
        search.Fail(tests[0], FailureKind.CheckpointDamaged, "hash", search.Orders[(tests[0].Work, tests[0].Attempt)].Tickets[0]);
        Assert.Equal(WorkKind.Train, Lease(search).Work.Kind);
        search.Finish();
        Assert.True(search.State[search.State.RootId].Runs[0].TicketStored);
    }

    [Fact]
    public void A_test_that_always_fails_is_given_up_and_the_candidate_stays_on_the_front()
    {
        var search = Begin();
        Lease lease;
        while ((lease = Lease(search)).Work.Kind == WorkKind.Train) search.Complete(lease);
        var front = search.State.Front.Members;
        search.Fail(lease, FailureKind.Input, "test image");
        search.Fail(Lease(search), FailureKind.Input, "test image");
        Assert.Equal("test image", search.State[lease.Work.Candidate].TestGivenUp);
        search.Finish();
        Assert.Equal(front, search.State.Front.Members);
        Assert.Null(search.State[lease.Work.Candidate].Test);
    }

    [Fact]
    public void A_root_result_without_the_rewind_weights_is_refused()
    {
        var search = Begin();
        var lease = Lease(search);
        var result = search.Trainer.Result(search.Orders[(lease.Work, 1)]);
        search.Report(lease.Work, 1, new RunFinished(result with { RootWeights = result.RootWeights.RemoveAt(1) }, new RunTimings(0, 0, 0)));
        Assert.Equal("the root run brought no weights of epoch 2", search.Journal.OfType<AttemptFailed>().Single().Reason);
    }
}
