using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Coordinator.Web.Dashboard.Views;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Tests.Reading.Results;

/// <summary>What a dashboard draws of a search: few points for many candidates, how the front grew, the tree.</summary>
public sealed class PictureTests
{
    private static readonly SearchState Finished = SampleSearches.Reference(SampleSearches.Submission(SampleSearches.Spec(candidates: 200)));

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(60)]
    [InlineData(1000)]
    public void A_sample_stands_for_every_candidate_and_is_no_larger_than_asked(int most)
    {
        var all = Finished.Plan.Select(id => Finished[id]).ToList();
        var sample = new PointSample().Continue(Finished).Others([], most);
        Assert.True(sample.Count <= most, $"{sample.Count} points");
        Assert.Equal(all.Count, sample.Sum(point => point.Count));
        Assert.Equal(sample.Count, sample.Select(point => point.Candidate.Id).Distinct().Count());
        if (most >= all.Count) Assert.Equal(all, sample.Select(point => point.Candidate));
    }

    /// <summary>
    /// The picture is a function of the state: a reader of all states sees what one of the last sees, and each point counts those near it that are off
    /// the front.
    /// </summary>
    [Fact]
    public void The_sample_that_goes_on_is_the_one_from_the_beginning()
    {
        const int Most = 25;
        var (sample, asked) = (new PointSample(), 0);
        var end = SampleSearches.Reference(SampleSearches.Submission(SampleSearches.Spec(candidates: 200)), state =>
        {
            if (state.Counters.CandidatesIn % 7 != 0) return false;
            var (front, fresh) = (state.FrontCandidates, new PointSample().Continue(state));
            var points = sample.Continue(state).Others(front, Most);
            Assert.Equal(Places(fresh.Others(front, Most)), Places(points));
            Assert.Equal((fresh.Count, fresh.Count - front.Count), (sample.Count, points.Sum(point => point.Count)));
            Assert.Empty(points.Select(point => point.Candidate.Id).Intersect(front.Select(candidate => candidate.Id)));
            asked++;
            return false;
        });
        Assert.True(asked > 20 && sample.Continue(end).Count > 4 * Most, $"{asked} times, {sample.Count} points");
        // Another search's.
        Assert.Equal(Places(new PointSample().Continue(Finished).Others([], Most)), Places(sample.Continue(Finished).Others([], Most)));
        // What was put in place keeps its place; files of it that are let go of later are nothing that is drawn.
        static IEnumerable<(CandidateId, int)> Places(IEnumerable<SampledPoint> points) => points.Select(point => (point.Candidate.Id, point.Count));
    }

    /// <summary>However often it is asked on the way, and however many replicates there are.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_history_that_goes_on_is_the_one_from_the_beginning_and_ends_at_the_hypervolume(int replicates)
    {
        var submission = SampleSearches.Submission(SampleSearches.Spec(candidates: 60, replicates));
        var history = new HypervolumeHistory();
        var end = SampleSearches.Reference(submission, state =>
        {
            if (state.Counters.CandidatesIn % 3 == 0) history = history.Continue(state);
            return false;
        });
        history = history.Continue(end);
        Assert.Equal(new HypervolumeHistory().Continue(end).Points, history.Points);
        Assert.Equal(end.Plan.Count, history.Points.Count);
        Assert.Equal(end.Hypervolume, history.Points[^1].Hypervolume);
        Assert.Equal(end.Front.Count, history.Points[^1].Front);
        Assert.Equal(end.Counters.EpochsDone, history.Points[^1].Epochs);
        // What dominates more covers more; sums of floats may differ in the last bits.
        Assert.All(history.Points.Zip(history.Points.Skip(1)), pair => Assert.True(pair.Item2.Hypervolume >= pair.Item1.Hypervolume - 1e-12));
    }

    [Fact]
    public void The_history_of_a_large_search_is_thinned_and_that_of_another_plan_begins_anew()
    {
        var wide = SampleSearches.Spec().Search with { MaxCandidates = 600, Width = 40, MaxLevel = 6 };
        var large = SampleSearches.Reference(SampleSearches.Submission(SampleSearches.Spec(candidates: 600) with { Search = wide }));
        Assert.True(large.Plan.Count > HypervolumeHistory.Most, $"{large.Plan.Count} candidates");
        var thinned = new HypervolumeHistory().Continue(large).Points;
        Assert.InRange(thinned.Count, HypervolumeHistory.Most / 4, HypervolumeHistory.Most);
        Assert.Equal(thinned, new HypervolumeHistory().Continue(Finished).Continue(large).Points);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(1000)]
    public void An_outline_counts_everything_and_draws_whole_branches(int most)
    {
        var outline = TreeDocument.Of(Finished, most);
        Assert.Equal(Finished.Plan.Count, outline.Candidates);
        Assert.Equal(Finished.Plan.Count, outline.Levels.Sum(level => level.Candidates));
        Assert.All(outline.Levels, level => Assert.Equal(level.Candidates, level.States.Values.Sum()));
        Assert.Equal(Finished.Front.Count, outline.Levels.Sum(level => level.Front));
        Assert.True(outline.Nodes.Count <= most);
        var before = new HashSet<string>();
        foreach (var node in outline.Nodes)
        {
            Assert.True(node.Parent is not { } parent || before.Contains(parent), "a branch hangs in the air");
            before.Add(node.Candidate);
        }
        Assert.Equal(outline.Nodes.Count - 1, outline.Nodes.Sum(node => node.Children - node.Hidden));
        if (most >= Finished.Plan.Count) Assert.Equal(Finished.Plan.Count, outline.Nodes.Count);
    }

    [Fact]
    public void The_tree_is_drawn_with_a_row_for_every_leaf_and_parents_amid_their_children()
    {
        var tree = TreeDocument.Of(Finished);
        var places = TreeFigure.Places(tree.Nodes);
        Assert.Equal(tree.Nodes.Count, places.Count);
        var leaves = tree.Nodes.Where(node => node.Children == node.Hidden).Select(node => places[node.Candidate]).Order().ToList();
        Assert.Equal(Enumerable.Range(0, leaves.Count).Select(row => (double)row), leaves);
        Assert.All(tree.Nodes.Where(node => node.Parent is not null).GroupBy(node => node.Parent!), children =>
            Assert.Equal(children.Average(child => places[child.Candidate]), places[children.Key], 1e-9));
    }

    [Fact]
    public void Documents_stay_small()
    {
        Assert.True(DocumentJson.WriteCompact(TreeDocument.Of(Finished)).Length < 200 * TreeDocument.MostNodes + 5000);
        var points = PointsDocument.Of(Finished, new PointSample().Continue(Finished));
        Assert.Equal(Finished.Front.Count, points.Front.Candidate.Count);
        Assert.Equal(Finished.Plan.Count - Finished.Front.Count, points.Others.Count.Sum());
        Assert.True(DocumentJson.WriteCompact(points).Length < 80 * (PointsDocument.MostFront + PointsDocument.MostOthers));
    }
}
