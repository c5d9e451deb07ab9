using ActorSearch.Search.Objectives;
using ActorSearch.Search.Randomness;
using CsCheck;
using Xunit;

namespace ActorSearch.Search.Tests.Objectives;

public sealed class FrontTests
{
    /// <summary>Of one to five objectives, the costs of all candidates alike; many are equal.</summary>
    private static readonly Gen<ScoredCandidate[]> Candidates =
        Gen.Int[1, 5].SelectMany(objectives =>
            (from costs in Gen.Long[-8, 4].Array[objectives]
             from feasible in Gen.Int[0, 9]
             select new Score([.. costs], feasible > 0)).Array[0, 80]).Select(Numbered);

    /// <summary>Paths that are distinct and in the order given.</summary>
    private static ScoredCandidate[] Numbered(Score[] scores) =>
        [.. scores.Select((score, i) => new ScoredCandidate(
            new CandidateId($"c{i}"), CandidatePath.Root.Child(new Step((i + 1) / 1000.0, 1, RewindPoint.None)), score, i % 7))];

    private static Front Of(IEnumerable<ScoredCandidate> candidates) => candidates.Aggregate(Front.Empty, (front, candidate) => front.Add(candidate));

    [Fact]
    public void It_holds_exactly_the_feasible_candidates_that_none_dominates_and_of_equal_ones_the_first() => Candidates.Sample(candidates =>
    {
        var expected = candidates.Where(c => c.Score.Feasible
            && !candidates.Any(o => o.Score.Feasible && (Dominates(o.Score, c.Score) || o.Score == c.Score && o.Path.CompareTo(c.Path) < 0)));
        var front = Of(candidates);
        Assert.Equal(expected.OrderByDescending(c => c.WeightsLeft).ThenBy(c => c.Path), front.Members);
        Assert.Equal(front.Members.Length, front.Count);
    });

    [Fact]
    public void The_order_of_arrival_does_not_matter() => Gen.Select(Candidates, Gen.Int).Sample((candidates, seed) =>
    {
        var shuffled = candidates.ToArray();
        new CounterRandom(seed, 0, 0, RandomPurpose.Sampling).Shuffle<ScoredCandidate>(shuffled);
        Assert.Equal(Of(candidates).Members, Of(shuffled).Members);
    });

    [Fact]
    public void Adding_leaves_the_old_front_as_it_was() => Candidates.Sample(candidates =>
    {
        var half = Of(candidates.Take(candidates.Length / 2));
        var before = half.Members;
        Of(half.Members.Concat(candidates.Skip(candidates.Length / 2)));
        foreach (var candidate in candidates) half.Add(candidate);
        Assert.Equal(before, half.Members);
    });

    [Fact]
    public void Dominance_is_a_strict_partial_order()
    {
        var scores = Gen.Int[1, 4].SelectMany(objectives => Gen.Long[0, 3].Array[objectives].Select(costs => new Score([.. costs], true)).Array[3]);
        scores.Sample(all =>
        {
            var (a, b, c) = (all[0], all[1], all[2]);
            Assert.False(Dominates(a, a));
            Assert.False(Dominates(a, b) && Dominates(b, a));
            Assert.True(!(Dominates(a, b) && Dominates(b, c)) || Dominates(a, c));
        });
    }

    /// <summary>Rank 0 is the front; without it the next rank is the front of the rest, and so on.</summary>
    [Fact]
    public void Ranks_are_fronts_taken_off_one_after_another() => Candidates.Sample(candidates =>
    {
        var left = candidates.Where(c => c.Score.Feasible).ToList();
        foreach (var rank in FrontRanks.Of(left))
        {
            var front = Of(left).Members;
            Assert.Equal(front.OrderBy(c => c.Path), rank.OrderBy(c => c.Path));
            left.RemoveAll(front.Contains);
        }
        Assert.Empty(left);
    });

    private static bool Dominates(Score a, Score b) => a.Covers(b) && !b.Covers(a);
}
