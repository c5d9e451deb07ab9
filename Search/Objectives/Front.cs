namespace ActorSearch.Search.Objectives;

/// <summary>
/// The non-dominated feasible candidates. Of equal vectors the first in path order stays, so what is on the front does not
/// depend on the order in which candidates came.
/// </summary>
/// <remarks>
/// Kept as staircases of the last two costs, one for each vector of the costs before them: on a staircase a lower cost of one kind comes with a higher one of
/// the other, so a binary search on each staircase finds what covers a candidate, and what the candidate covers. With two objectives there is one staircase.
/// </remarks>
public sealed class Front
{
    /// <summary>In order of their prefixes.</summary>
    private readonly ImmutableArray<Staircase> _staircases;

    private ImmutableArray<ScoredCandidate> _members;

    private Front(ImmutableArray<Staircase> staircases, int count) => (_staircases, Count) = (staircases, count);

    /// <summary>Without candidates.</summary>
    public static Front Empty { get; } = new([], 0);

    /// <summary>Number of members.</summary>
    public int Count { get; }

    /// <summary>Sparsity ascending (most weights first), then path order. Sorted when first asked for.</summary>
    public ImmutableArray<ScoredCandidate> Members => _members.IsDefault
        ? _members = [.. _staircases.SelectMany(s => s.Steps).OrderByDescending(m => m.WeightsLeft).ThenBy(m => m.Path)]
        : _members;

    /// <summary>The front with one candidate more; the same front when that candidate is not feasible or adds nothing.</summary>
    public Front Add(ScoredCandidate candidate)
    {
        var score = candidate.Score;
        if (!score.Feasible) return this;
        var own = Sorted.CountWhile(_staircases.AsSpan(), score, static (stairs, score) => stairs.ComparePrefix(score) < 0);
        var hasOwn = own < _staircases.Length && _staircases[own].ComparePrefix(score) == 0;
        for (var i = 0; i < own + (hasOwn ? 1 : 0); i++)
        {
            if (!_staircases[i].PrefixCovers(score) || _staircases[i].Covering(score) is not { } other) continue;
            return other.Score == score && candidate.Path.CompareTo(other.Path) < 0
                ? new Front(_staircases.SetItem(i, _staircases[i].Replace(other, candidate)), Count)
                : this;
        }

        var kept = _staircases.ToBuilder();
        if (!hasOwn) kept.Insert(own, new Staircase(score, []));
        var count = Count + 1;
        for (var i = kept.Count - 1; i >= own; i--)
        {
            if (!kept[i].PrefixIsCoveredBy(score)) continue;
            var rest = kept[i].WithoutCovered(score, out var removed);
            count -= removed;
            if (i == own) kept[i] = rest.Insert(candidate);
            else if (rest.Steps.IsEmpty) kept.RemoveAt(i);
            else if (removed > 0) kept[i] = rest;
        }
        return new Front(kept.ToImmutable(), count);
    }
}
