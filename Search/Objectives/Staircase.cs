namespace ActorSearch.Search.Objectives;

/// <summary>Members that differ in their last two costs only: the last but one ascends, and with it the last descends, both strictly.</summary>
/// <param name="First">A score with the costs before the last two.</param>
internal sealed record Staircase(Score First, ImmutableArray<ScoredCandidate> Steps)
{
    /// <summary>In lexicographic order.</summary>
    public int ComparePrefix(Score score)
    {
        for (var i = 0; i < score.Costs.Length - 2; i++)
            if (First.Costs[i] != score.Costs[i]) return First.Costs[i].CompareTo(score.Costs[i]);
        return 0;
    }

    /// <summary>Whether the prefix of the members is no worse than that of a score.</summary>
    public bool PrefixCovers(Score score) => PrefixCovers(First, score);

    /// <summary>Whether the prefix of a score is no worse than that of the members.</summary>
    public bool PrefixIsCoveredBy(Score score) => PrefixCovers(score, First);

    /// <summary>The member that is no worse in the last two costs.</summary>
    public ScoredCandidate? Covering(Score score)
    {
        var at = CountUpTo(score.X) - 1;
        return at >= 0 && Steps[at].Score.Y <= score.Y ? Steps[at] : null;
    }

    /// <summary>The staircase without the members that are no better in the last two costs.</summary>
    public Staircase WithoutCovered(Score score, out int removed)
    {
        var from = CountUpTo(score.X - 1);
        var to = from;
        while (to < Steps.Length && Steps[to].Score.Y >= score.Y) to++;
        removed = to - from;
        return removed == 0 ? this : this with { Steps = Steps.RemoveRange(from, removed) };
    }

    /// <summary>The staircase with a candidate that covers no member and is covered by none.</summary>
    public Staircase Insert(ScoredCandidate candidate) => this with { Steps = Steps.Insert(CountUpTo(candidate.Score.X - 1), candidate) };

    /// <summary>The staircase with another candidate of an equal score.</summary>
    public Staircase Replace(ScoredCandidate old, ScoredCandidate candidate) => this with { Steps = Steps.SetItem(CountUpTo(old.Score.X - 1), candidate) };

    private static bool PrefixCovers(Score score, Score other)
    {
        for (var i = 0; i < score.Costs.Length - 2; i++)
            if (score.Costs[i] > other.Costs[i]) return false;
        return true;
    }

    /// <summary>How many members have at most this last but one cost.</summary>
    private int CountUpTo(long x) => Sorted.CountWhile(Steps.AsSpan(), x, static (step, x) => step.Score.X <= x);
}
