using ActorSearch.Search.Budgets;
using ActorSearch.Search.Landscape;
using Xunit;

namespace ActorSearch.Search.Tests.Deciding;

/// <summary>One search with its journal, driven by hand. Every decision is taken twice and must come out the same.</summary>
/// <param name="rule">The budget rule; null: that of the search.</param>
internal sealed class Simulation(TableTrainer trainer, BudgetRule? rule = null)
{
    public static Numerics Cpu { get; } = new("table 1", "avx2");

    public SearchState State { get; private set; } = SearchState.Empty;
    public List<ISearchEvent> Journal { get; } = [];
    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public TableTrainer Trainer { get; } = trainer;

    /// <summary>The orders of all attempts ever granted.</summary>
    public Dictionary<(WorkId, int), WorkOrder> Orders { get; } = [];

    public static Simulation Of(SearchSpec spec, TableTrainer trainer, BudgetRule? rule = null)
    {
        var simulation = new Simulation(trainer, rule);
        Assert.IsType<Accepted>(simulation.Submit(spec));
        return simulation;
    }

    public SearchReply Submit(SearchSpec spec, string training = "training") =>
        Do(new SubmitSearch(new SearchId("s"), spec, Searches.SpecHash(spec) + training, training, "data", Now));

    public SearchReply Do(ISearchCommand command)
    {
        var decision = SearchDecider.Decide(State, command, rule);
        var again = SearchDecider.Decide(State, command, rule);
        Assert.Equal(StateText.Of(decision), StateText.Of(again));
        Journal.AddRange(decision.Events);
        State = decision.Events.Aggregate(State, SearchEffects.Apply);
        if (decision.Reply is Granted { Order: var order })
        {
            CheckOrder(order);
            Orders[(order.Work, order.Attempt)] = order;
        }
        return decision.Reply;
    }

    private static void CheckOrder(WorkOrder order)
    {
        if (order.Work.Kind == WorkKind.Test)
        {
            Assert.Equal(order.Spec.Search.Replicates, order.Tickets.Length);
            return;
        }
        Assert.Equal(order.Path.Level > 0, order.ParentTicket is not null);
        Assert.Equal(WorkOrders.RootEpochs(order.Spec, order.Path), order.RootWeights.Select(w => w.Epoch));
    }

    public SearchReply Request(int slot) => Do(new RequestLease(new SlotId("t", slot), Cpu, Now));

    public SearchReply Report(WorkId work, int attempt, WorkOutcome outcome) => Do(new ReportOutcome(work, attempt, outcome, Now));

    public SearchReply Complete(Lease lease) => Report(lease.Work, lease.Attempt, Trainer.Work(Orders[(lease.Work, lease.Attempt)]));

    public SearchReply Fail(Lease lease, FailureKind kind, string reason, CheckpointRef? damaged = null) =>
        Report(lease.Work, lease.Attempt, new WorkFailed(kind, reason, damaged));

    public void Restart()
    {
        var replayed = Journal.Aggregate(SearchState.Empty, SearchEffects.Apply);
        Assert.Equal(StateText.Of(State), StateText.Of(replayed));
        State = replayed;
    }

    /// <summary>Everything leased in order, completed oldest first, until nothing is left.</summary>
    public Simulation Finish(int slots = 3)
    {
        if (State.Status == SearchStatus.Paused) Do(new ResumeSearch(Now));
        for (var round = 0; State.Status != SearchStatus.Finished; round++)
        {
            Assert.True(round < 100_000, "the search does not come to an end");
            SearchReply reply = new Accepted();
            while (State.Leases.Count < slots && reply is not NothingToDo) reply = Request(State.Leases.Count);
            if (State.Leases.IsEmpty) Now = Assert.IsType<NothingToDo>(reply).RetryAt ?? throw new InvalidOperationException("the search is stuck");
            else Complete(Leases[0]);
        }
        return this;
    }

    /// <summary>Open leases in the order granted.</summary>
    public List<Lease> Leases =>
        [.. State.Leases.Values.OrderBy(l => l.Since).ThenBy(l => l.Work.Kind).ThenBy(l => l.Work.Candidate).ThenBy(l => l.Work.Replicate)];
}
