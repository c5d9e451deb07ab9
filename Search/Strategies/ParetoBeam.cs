using System.Numerics;
using ActorSearch.Search.Candidates;
using ActorSearch.Search.Objectives;
using ActorSearch.Search.Randomness;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Strategies;

/// <summary>
/// Expands the best few candidates of each level, spread over sparsity, within an even share of the candidates left.
/// </summary>
/// <remarks>
/// 1. Share of the level: (max_candidates - proposed so far) / levels left, whole; the root counts as proposed.
/// 2. Parents, `width` of them: the eligible candidates of the last level fall into bands by octave of density, band b holding
///    densities in (2^-(b+1), 2^-b]. Within a band they are ordered by non-dominated rank, then by the volume that they alone
///    dominate among their rank (largest first), then by path. Of equal vectors the later in path order takes the next rank,
///    as on the front. The bands then give one each in turn, the densest first, until there are `width`; so the high rates
///    that win on sparsity do not crowd out the dense candidates, which win on the rest.
/// 3. Children: all parents x steps where that is within the share, else a sample of share size, see <see cref="StratifiedSample"/>.
/// </remarks>
public sealed class ParetoBeam : LevelByLevel
{
    /// <inheritdoc/>
    public override StrategyKind Kind => StrategyKind.ParetoBeam;

    /// <inheritdoc/>
    protected override Proposal Children(SearchSpec spec, SearchHistory history, ImmutableArray<ScoredCandidate> eligible, SpaceSteps steps)
    {
        var share = Share(spec, history);
        if (share <= 0) return new Proposal([]);
        // Which of them are best makes no difference where all are taken.
        List<ScoredCandidate> parents = eligible.Length <= spec.Search.Width ? [.. eligible] : Parents(spec, eligible, history.Totals);
        parents.Sort((a, b) => a.Path.CompareTo(b.Path));
        return new Proposal(Sampled(), AtOnce: Math.Min(share, parents.Count * steps.Count));

        IEnumerable<CandidatePath> Sampled()
        {
            int[] sizes = [parents.Count, steps.Rates.Length, steps.Costs.Length, steps.Rewinds.Length];
            foreach (var cell in new StratifiedSample(Random(spec, history), sizes).Of(share))
                yield return parents[cell[0]].Path.Child(new Step(steps.Rates[cell[1]], steps.Costs[cell[2]], steps.Rewinds[cell[3]]));
        }
    }

    /// <summary>The candidates to expand, best first.</summary>
    public static List<ScoredCandidate> Parents(SearchSpec spec, IEnumerable<ScoredCandidate> eligible, ObjectiveTotals totals)
    {
        var width = spec.Search.Width;
        var bands = eligible.GroupBy(c => Band(c.WeightsLeft, totals.Weights)).OrderBy(band => band.Key).Select(band => Best(spec, band, totals)).ToList();
        var chosen = new List<ScoredCandidate>();
        for (var turn = 0; chosen.Count < width && bands.Exists(band => band.Count > turn); turn++)
        {
            chosen.AddRange(bands.Where(band => band.Count > turn).Select(band => band[turn]).Take(width - chosen.Count));
        }
        return chosen;
    }

    /// <summary>The octave of a density: the largest b with left x 2^b at most the total.</summary>
    public static int Band(long left, long total)
    {
        if (left <= 0) return int.MaxValue;
        return BitOperations.Log2((ulong)(total / left) | 1);
    }

    /// <summary>At least `width` of the best, in order, where there are so many.</summary>
    private static List<ScoredCandidate> Best(SearchSpec spec, IEnumerable<ScoredCandidate> band, ObjectiveTotals totals)
    {
        var best = new List<ScoredCandidate>();
        foreach (var rank in FrontRanks.Of(band))
        {
            if (best.Count >= spec.Search.Width) break;
            best.AddRange(ByContribution(spec, rank, totals));
        }
        return best;
    }

    private static IEnumerable<ScoredCandidate> ByContribution(SearchSpec spec, List<ScoredCandidate> rank, ObjectiveTotals totals)
    {
        var volumes = Hypervolume.Contributions([.. rank.Select(c => totals.Gains(spec, c.Score))]);
        return rank.Select((candidate, i) => (candidate, volume: volumes[i]))
            .OrderByDescending(pair => pair.volume).ThenBy(pair => pair.candidate.Path).Select(pair => pair.candidate);
    }
}
