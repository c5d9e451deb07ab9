using ActorSearch.Search.Objectives;
using ActorSearch.Search.Strategies;
using ActorSearch.Search.Tests.Deciding;
using CsCheck;
using Xunit;

namespace ActorSearch.Search.Tests.Strategies;

public sealed class ParetoBeamTests
{
    private static readonly ObjectiveTotals Totals = new(100, 100_000, 1000);

    private static ScoredCandidate Candidate(int number, long missed, long weights, long auc) =>
        new(
            new CandidateId($"c{number}"), CandidatePath.Root.Child(new Step(number / 100.0, 1, RewindPoint.None)),
            new Score([missed, weights, -auc], true), weights);

    private static SearchSpec OfWidth(int width) => Searches.Small with { Search = new StrategySpec { Width = width } };

    private static string Parents(int width, params ScoredCandidate[] candidates) =>
        string.Join(' ', ParetoBeam.Parents(OfWidth(width), candidates, Totals).Select(c => c.Id));

    [Theory]
    [InlineData(1000, 0)]
    [InlineData(501, 0)]
    [InlineData(500, 1)]
    [InlineData(251, 1)]
    [InlineData(250, 2)]
    [InlineData(1, 9)]
    public void Bands_are_octaves_of_density(long left, int band) => Assert.Equal(band, ParetoBeam.Band(left, 1000));

    [Fact]
    public void Bands_are_exact_for_any_weights() => Gen.Select(Gen.Long[1, 1L << 40], Gen.Long[0, 1L << 40]).Sample((left, more) =>
    {
        var total = left + more;
        var band = ParetoBeam.Band(left, total);
        Assert.True((Int128)left << band <= total && (Int128)left << (band + 1) > total);
    });

    [Fact]
    public void The_bands_give_one_each_in_turn_the_densest_first() =>
        Assert.Equal("c1 c3 c5 c2 c4", Parents(5,
            Candidate(1, 1, 900, 90_000), Candidate(2, 2, 910, 80_000),
            Candidate(3, 5, 400, 70_000), Candidate(4, 6, 410, 60_000),
            Candidate(5, 9, 100, 60_000)));

    [Fact]
    public void Within_a_band_rank_comes_first_then_the_volume_a_candidate_alone_dominates()
    {
        // c1, c2 and c3 do not dominate each other; c2 alone covers most; c4 is dominated although it covers more than c1.
        Assert.Equal("c2 c3 c1 c4", Parents(4,
            Candidate(1, 59, 600, 60_000), Candidate(2, 10, 700, 90_000), Candidate(3, 60, 550, 60_000), Candidate(4, 11, 700, 89_000)));
    }

    [Fact]
    public void Of_equal_candidates_the_later_in_path_order_takes_the_next_rank() =>
        Assert.Equal("c1 c3 c2", Parents(3, Candidate(1, 10, 700, 90_000), Candidate(2, 10, 700, 90_000), Candidate(3, 50, 600, 60_000)));

    [Fact]
    public void Any_number_of_parents_are_those_that_fronts_taken_off_one_after_another_give()
    {
        var all = Gen.Select(Gen.Long[0, 6], Gen.Long[1, 9], Gen.Long[50_000, 50_005]).Array[0, 60];
        Gen.Select(all, Gen.Int[1, 70]).Sample((scores, width) =>
        {
            // Nine weights of a thousand are few: all are in bands of their octave, with many equal vectors among them.
            ScoredCandidate[] candidates = [.. scores.Select((score, i) => Candidate(i + 1, score.Item1, score.Item2 * 100, score.Item3))];
            var peeled = candidates.GroupBy(c => ParetoBeam.Band(c.WeightsLeft, Totals.Weights)).OrderBy(band => band.Key).Select(Peeled).ToList();
            var expected = new List<ScoredCandidate>();
            for (var turn = 0; expected.Count < Math.Min(width, candidates.Length); turn++)
                expected.AddRange(peeled.Where(band => band.Count > turn).Select(band => band[turn]).Take(width - expected.Count));
            Assert.Equal(expected, ParetoBeam.Parents(OfWidth(width), candidates, Totals));
        });

        static List<ScoredCandidate> Peeled(IEnumerable<ScoredCandidate> band)
        {
            var (left, best) = (band.ToList(), new List<ScoredCandidate>());
            while (left.Count > 0)
            {
                var rank = left.Aggregate(Front.Empty, (front, candidate) => front.Add(candidate)).Members;
                var volumes = Hypervolume.Contributions([.. rank.Select(c => Totals.Gains(OfWidth(1), c.Score))]);
                best.AddRange(rank.Select((c, i) => (c, volume: volumes[i]))
                    .OrderByDescending(pair => pair.volume).ThenBy(pair => pair.c.Path).Select(pair => pair.c));
                left.RemoveAll(rank.Contains);
            }
            return best;
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Two_hundred_thousand_candidates_each_better_than_the_one_before_have_their_ranks_soon()
    {
        const int count = 200_000;
        ScoredCandidate[] chain = [.. Enumerable.Range(0, count).Select(i => new ScoredCandidate(
            default, CandidatePath.Root.Child(new Step((i + 1) / 1e6, 1, RewindPoint.None)), new Score([count - i, 900_000 - i, -i], true), 900_000 - i))];
        var totals = new ObjectiveTotals(count, 2 * count, 1_000_000);
        var best = await Task.Run(
            () => ParetoBeam.Parents(OfWidth(count - 1), chain, totals), TestContext.Current.CancellationToken);
        Assert.Equal(chain.Reverse().Take(count - 1), best);
    }

    [Fact]
    public void Children_beyond_the_share_are_spread_evenly_over_rate_cost_rewind_and_parent()
    {
        var parents = Histories.Parents(Searches.Small, 2, 40, 1);
        for (var left = 1; left < 60; left++)
        {
            var spec = Searches.Small with { Search = new StrategySpec { Width = 3, MaxLevel = 5, MaxCandidates = 1 + parents.Count + left, Seed = 3 } };
            var children = new ParetoBeam().Propose(spec, Histories.Of(2, parents)).Candidates.ToList();
            Assert.Equal(left / 3, children.Count);
            AssertEven(children.CountBy(c => c.Last.PruningRate), 2);
            AssertEven(children.CountBy(c => c.Last.ClassCost), 2);
            AssertEven(children.CountBy(c => c.Last.Rewind), 3);
            AssertEven(children.CountBy(c => c.Parent), 3);
        }
    }

    private static void AssertEven<T>(IEnumerable<KeyValuePair<T, int>> counts, int values)
    {
        var all = counts.Select(pair => pair.Value).ToList();
        while (all.Count < values) all.Add(0);
        Assert.True(all.Max() - all.Min() <= 1, string.Join(' ', all));
    }
}
