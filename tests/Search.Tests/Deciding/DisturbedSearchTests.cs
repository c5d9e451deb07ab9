using System.Collections.Concurrent;
using ActorSearch.Search.Objectives;
using ActorSearch.Search.Strategies;
using CsCheck;
using Xunit;

namespace ActorSearch.Search.Tests.Deciding;

/// <summary>Whatever happens to attempts, leases and processes, a synchronous search comes out the same.</summary>
public sealed class DisturbedSearchTests
{
    private static readonly Gen<(SearchSpec Spec, int Seed, uint[] Actions)> Cases =
        Gen.Select(Searches.Any, Gen.Int[0, 10_000], Gen.UInt.Array[0, 300], (spec, seed, actions) => (spec, seed, actions));

    [Fact]
    public void Random_interleavings_change_nothing_that_counts()
    {
        var seen = new ConcurrentBag<string>();
        Cases.Sample(test => Weather(test, seen), iter: 400);
        // The storms really were storms: everything that can happen did.
        string[] expected =
        [
            "SearchSubmitted", "CandidatesProposed", "LeaseGranted", "LeaseEnded", "CheckpointRecorded", "RunCompleted", "CandidateAbandoned",
            "TestEvaluated", "SearchPaused", "SearchResumed", "SearchFinished", "made again", "files released", "files damaged",
            .. Enum.GetNames<FailureKind>(),
        ];
        Assert.Empty(expected.Except(seen));
    }

    private static void Weather((SearchSpec Spec, int Seed, uint[] Actions) test, ConcurrentBag<string> seen)
    {
        var (spec, seed, actions) = test;
        var calm = Simulation.Of(spec, Tables.Rough(seed)).Finish(1);
        var stormy = Simulation.Of(spec, Tables.Rough(seed));
        var storm = new Storm(stormy);
        foreach (var action in actions)
        {
            storm.Strike(action);
            CheckInvariants(stormy.State);
        }
        stormy.Finish();
        stormy.Restart();
        Assert.Equal(StateText.Outcome(calm.State), StateText.Outcome(stormy.State));
        CheckJournal(stormy);
        foreach (var name in stormy.Journal.Select(Kind).Distinct()) seen.Add(name);
        if (stormy.Journal.OfType<RunCompleted>().GroupBy(e => e.Run).Any(run => run.Count() > 1)) seen.Add("made again");
    }

    private static string Kind(ISearchEvent fact) => fact switch
    {
        AttemptFailed failed => failed.Kind.ToString(),
        CheckpointsReleased released => released.Damaged ? "files damaged" : "files released",
        _ => fact.GetType().Name,
    };

    [Fact]
    public void One_slot_and_fifty_slots_give_the_same() => Gen.Select(Searches.Any, Gen.Int[0, 10_000]).Sample((spec, seed) =>
    {
        var one = Simulation.Of(spec, Tables.Rough(seed)).Finish(1);
        var fifty = Simulation.Of(spec, Tables.Rough(seed)).Finish(50);
        Assert.Equal(StateText.Outcome(one.State), StateText.Outcome(fifty.State));
    }, iter: 200);

    [Fact]
    public void An_extended_search_ends_as_a_fresh_one_of_the_new_file()
    {
        var cases = from spec in Searches.Any
                    from grown in Searches.Grown(spec)
                    from seed in Gen.Int[0, 10_000]
                    from actions in Gen.UInt.Array[0, 200]
                    select (spec, grown, seed, actions);
        cases.Sample(test =>
        {
            var (spec, grown, seed, actions) = test;
            var fresh = Simulation.Of(grown, Tables.Rough(seed)).Finish(1);
            var extended = Simulation.Of(spec, Tables.Rough(seed));
            var storm = new Storm(extended);
            foreach (var action in actions) storm.Strike(action);
            if (actions.Length % 2 == 0) extended.Finish();
            Assert.IsType<Accepted>(extended.Submit(grown));
            foreach (var action in actions)
            {
                storm.Strike(action * 7919);
                CheckInvariants(extended.State);
            }
            extended.Finish();
            extended.Restart();
            Assert.Equal(StateText.Outcome(fresh.State), StateText.Outcome(extended.State));
            CheckJournal(extended);
        }, iter: 300);
    }

    internal static void CheckInvariants(SearchState state)
    {
        var search = state.Spec!.Search;
        Assert.InRange(state.Plan.Count, 1, Math.Max(1, search.MaxCandidates));
        Assert.Equal(state.Plan.Count, state.Plan.Distinct().Count());
        Assert.True(state.Plan.Max(id => state[id].Path.Level) <= search.MaxLevel);
        var epochs = state.Plan.Sum(id => (long)search.Replicates * EpochCost.OfRun(state.Spec, state[id].Path, state[id].Epochs));
        Assert.Equal(epochs, state.Counters.EpochsProposed);
        Assert.True(state.Plan.Count == 1 || search.MaxEpochs is null || epochs <= search.MaxEpochs);
        Assert.Equal(state.Plan.Count(id => state[id].IsIn), state.Counters.CandidatesIn);
        foreach (var candidate in state.Plan.Select(id => state[id]).Where(c => c.Abandoned is null))
        {
            for (var i = 0; i < candidate.Runs.Length; i++) CheckNotLost(state, candidate, new WorkId(WorkKind.Train, candidate.Id, i));
        }
    }

    /// <summary>A run without a result is leased or in line, never both and never neither.</summary>
    private static void CheckNotLost(SearchState state, CandidateState candidate, WorkId work)
    {
        var run = candidate.Runs[work.Replicate];
        var places = (state.Leases.ContainsKey(work) ? 1 : 0) + (state.Queue.Contains(new QueueKey(work.Kind, candidate.Index, work.Replicate)) ? 1 : 0);
        if (run.Result is null || run.Status != RunStatus.Completed) Assert.Equal(1, places);
        else Assert.Equal(0, places);
        Assert.Equal(state.Leases.ContainsKey(work), run.Status == RunStatus.Leased);
    }

    /// <summary>Nothing completes twice unless a file of it was damaged, no test is evaluated twice, and what was released is not used.</summary>
    private static void CheckJournal(Simulation simulation)
    {
        var damaged = new HashSet<string>();
        var completed = new Dictionary<RunId, RunResult>();
        var tested = new HashSet<CandidateId>();
        foreach (var fact in simulation.Journal)
        {
            switch (fact)
            {
                case CheckpointsReleased { Damaged: true } released:
                    damaged.UnionWith(released.Sha256);
                    break;
                case RunCompleted e:
                    if (completed.TryGetValue(e.Run, out var before))
                        Assert.Contains(before.RootWeights.Select(w => w.Ref.Sha256).Prepend(before.Ticket.Sha256), damaged.Contains);
                    completed[e.Run] = e.Result;
                    break;
                case TestEvaluated e:
                    Assert.True(tested.Add(e.Candidate), "tested twice");
                    break;
            }
        }
        var state = simulation.State;
        Assert.All(state.Front.Members, member => Assert.All(state[member.Id].Runs, run => Assert.True(run.TicketStored)));
        Assert.All(state.Candidates.Values.SelectMany(c => c.Runs).SelectMany(run => run.Checkpoints), c => Assert.True(state.Files.IsStored(c.Ref.Sha256)));
    }
}
