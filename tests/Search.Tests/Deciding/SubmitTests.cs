using ActorSearch.Search.Objectives;
using Xunit;

namespace ActorSearch.Search.Tests.Deciding;

public sealed class SubmitTests
{
    private static Simulation Begin() => Simulation.Of(Searches.Small, Tables.Rough(1));

    [Fact]
    public void The_first_submission_proposes_the_root()
    {
        var search = Begin();
        Assert.Equal([typeof(SearchSubmitted), typeof(CandidatesProposed)], search.Journal.Select(fact => fact.GetType()));
        Assert.Equal([CandidatePath.Root], ((CandidatesProposed)search.Journal[1]).Candidates);
    }

    [Fact]
    public void Commands_before_it_are_refused() =>
        Assert.IsType<Refused>(new Simulation(Tables.Rough(1)).Request(0));

    [Fact]
    public void The_same_file_again_changes_nothing()
    {
        var search = Begin().Finish();
        var facts = search.Journal.Count;
        Assert.IsType<Accepted>(search.Submit(Searches.Small));
        Assert.Equal(facts, search.Journal.Count);
    }

    [Fact]
    public void Another_name_or_resources_keep_the_plan()
    {
        var search = Begin().Finish();
        var plan = search.State.Plan;
        search.Submit(Searches.Small with { Name = "other", Resources = new ResourcesSpec { Slots = 3 } });
        Assert.IsType<SearchExtended>(search.Journal[^1]);
        Assert.Equal(("other", SearchStatus.Finished), (search.State.Spec!.Name, search.State.Status));
        Assert.Equal(plan, search.State.Plan);
    }

    [Fact]
    public void A_larger_report_evaluates_only_what_it_adds()
    {
        var search = Begin().Finish();
        var tested = search.Journal.OfType<TestEvaluated>().Count();
        search.Submit(Searches.Small with { Report = new ReportSpec { Kind = ReportKind.All } });
        Assert.Equal(SearchStatus.Running, search.State.Status);
        search.Finish();
        var scored = search.State.Plan.Count(id => search.State[id].Score is not null);
        Assert.True(scored > tested);
        Assert.Equal(scored, search.Journal.OfType<TestEvaluated>().Count());
    }

    [Fact]
    public void A_smaller_report_drops_what_it_no_longer_asks_for()
    {
        var search = Simulation.Of(Searches.Small with { Report = new ReportSpec { Kind = ReportKind.All } }, Tables.Rough(1));
        while (!search.State.PlanDone)
        {
            if (search.Request(0) is not Granted) search.Complete(search.Leases[0]);
        }
        search.Submit(Searches.Small);
        search.Finish();
        Assert.Equal(
            search.State.Front.Members.Select(m => m.Id).Append(search.State.RootId).Distinct().Count(), search.Journal.OfType<TestEvaluated>().Count());
    }

    [Fact]
    public void A_report_may_name_candidates_by_the_beginning_of_their_id()
    {
        var known = Begin().Finish().State;
        var named = known.Plan.First(id => known[id] is { Score: not null, Test: null });
        var report = new ReportSpec { Kind = ReportKind.List, Candidates = [named.Value[..10]] };
        var search = Simulation.Of(Searches.Small with { Report = report }, Tables.Rough(1)).Finish();
        Assert.NotNull(search.State[named].Test);
    }

    [Theory]
    [InlineData("0123456789abcdef", true)]
    [InlineData("0123456789abcde", true)]
    [InlineData("0", true)]
    [InlineData("1", false)]
    [InlineData("0123456789abcdee", false)]
    [InlineData("01234567a", false)]
    public void A_report_of_many_names_a_candidate_by_any_beginning_of_its_id(string start, bool named)
    {
        string[] others = ["0000", "00001", "0123456789abcded", "0124", "f"];
        var report = new ReportSpec { Kind = ReportKind.List, Candidates = [.. others.Append(start).Order(StringComparer.Ordinal)] };
        Assert.Equal(named, ReportQueue.Names(report, new CandidateId("0123456789abcdef")));
    }

    [Fact]
    public void A_growth_that_changes_no_decision_trains_nothing_again()
    {
        var search = Begin().Finish();
        var trained = search.Journal.OfType<RunCompleted>().Count();
        // More epochs than were ever a limit: the plan is decided again in one go from what is known.
        var grown = Searches.Small with { Search = Searches.Small.Search with { MaxEpochs = null, Width = 3 }, Name = "n" };
        var before = search.State.Plan;
        Assert.IsType<Accepted>(search.Do(new SubmitSearch(search.State.Id, grown, "another hash", "training", "data", search.Now)));
        Assert.Equal(SearchStatus.Finished, search.State.Status);
        Assert.Equal(before, search.State.Plan);
        Assert.Equal(trained, search.Journal.OfType<RunCompleted>().Count());
    }

    [Fact]
    public void What_differs_or_shrinks_is_refused_by_name()
    {
        var search = Begin();
        string Refusal(SearchSpec spec, string training = "training") => Assert.IsType<Refused>(search.Submit(spec, training)).Reason;
        var small = Searches.Small;
        Assert.StartsWith("train.epochs differs", Refusal(small with { Train = small.Train with { Epochs = 9 } }, "t2"), StringComparison.Ordinal);
        Assert.StartsWith("space.pruning_rate differs", Refusal(small with { Space = small.Space with { PruningRate = [0.3] } }), StringComparison.Ordinal);
        Assert.StartsWith("search.seed differs", Refusal(small with { Search = small.Search with { Seed = 6 } }, "t2"), StringComparison.Ordinal);
        Assert.Equal("search.width is 2, less than the 3 of the search that is there", Refusal(small with { Search = small.Search with { Width = 2 } }));
        Assert.Equal("search.max_epochs is 50, less than the unlimited of the search that is there",
            Refusal(small with { Search = small.Search with { MaxEpochs = 50 } }));
        Assert.Equal("data: the contents differ from those the search began with",
            Assert.IsType<Refused>(search.Do(new SubmitSearch(search.State.Id, Searches.Small, "x", "t2", "other data", search.Now))).Reason);
        Assert.Equal(2, search.Journal.Count);
    }

    [Fact]
    public void The_progress_adds_up_at_every_moment()
    {
        var search = Begin();
        while (search.State.Status != SearchStatus.Finished)
        {
            if (search.Request(0) is not Granted || search.State.Leases.Count > 3) search.Complete(search.Leases[0]);
            var progress = SearchProgress.Of(search.State, search.Now);
            Assert.Equal(progress.Candidates, progress.Done + progress.Running + progress.Waiting + progress.Abandoned);
            Assert.True(progress is { Waiting: >= 0, Running: >= 0, Ready: >= 0 } && progress.EpochsDone <= progress.EpochsPlanned);
        }
        var end = SearchProgress.Of(search.State, search.Now);
        Assert.Equal((end.EpochsPlanned, 0, 0, end.TestsPlanned), (end.EpochsDone, end.Waiting, end.Running, end.TestsDone));
        Assert.True(end.Hypervolume > 0);
    }
}
