using ActorSearch.Search.Randomness;
using CsCheck;
using Xunit;

namespace ActorSearch.Search.Tests.Objectives;

public sealed class FrontTests
{
    private static readonly Gen<ScoredCandidate[]> Candidates =
        (from missed in Gen.Long[0, 6]
         from weights in Gen.Long[0, 12]
         from auc in Gen.Long[0, 8]
         from eligible in Gen.Int[0, 9]
         select new CandidateScore(missed, weights, auc, eligible > 0)).Array[0, 80].Select(Numbered);

    /// <summary>Paths that are distinct and in the order given.</summary>
    private static ScoredCandidate[] Numbered(CandidateScore[] scores) =>
        [.. scores.Select((score, i) => new ScoredCandidate(new CandidateId($"c{i}"), CandidatePath.Root.Child(new Step((i + 1) / 1000.0, 1, RewindPoint.None)), score))];

    private static Front Of(IEnumerable<ScoredCandidate> candidates) => candidates.Aggregate(Front.Empty, (front, candidate) => front.Add(candidate));

    [Fact]
    public void It_holds_exactly_the_eligible_candidates_that_none_dominates_and_of_equal_ones_the_first() => Candidates.Sample(candidates =>
    {
        var expected = candidates.Where(c => c.Score.Eligible
            && !candidates.Any(o => o.Score.Eligible && (o.Score.Dominates(c.Score) || o.Score == c.Score && o.Path.CompareTo(c.Path) < 0)));
        var front = Of(candidates);
        Assert.Equal(expected.OrderByDescending(c => c.Score.WeightsLeft).ThenBy(c => c.Path), front.Members);
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
        var score = from missed in Gen.Long[0, 3] from weights in Gen.Long[0, 3] from auc in Gen.Long[0, 3] select new CandidateScore(missed, weights, auc, true);
        Gen.Select(score, score, score).Sample((a, b, c) =>
        {
            Assert.False(a.Dominates(a));
            Assert.False(a.Dominates(b) && b.Dominates(a));
            Assert.True(!(a.Dominates(b) && b.Dominates(c)) || a.Dominates(c));
        });
    }
}
