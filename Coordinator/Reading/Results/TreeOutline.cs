using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Reading.Results;

/// <summary>The candidates of one level by what they are.</summary>
/// <param name="States">By the names of <see cref="Words.States"/>; none: not named.</param>
/// <param name="Expanded">Have children in the plan.</param>
/// <param name="Front">Are on the front.</param>
internal sealed record LevelOutline(int Level, int Candidates, IReadOnlyDictionary<string, int> States, int Expanded, int Front, double? FewestMissed, double? BestAuc, double? LeastDensity, double? MostDensity);

/// <summary>A candidate in the drawn part of the tree.</summary>
/// <param name="Children">In the plan.</param>
/// <param name="Hidden">Of these, not drawn.</param>
internal sealed record TreeNode(CandidateState Candidate, bool OnFront, int Children, int Hidden);

/// <summary>The tree of a search: every level as sums, and of the candidates as many as can be looked at.</summary>
/// <param name="Nodes">In path order, every one after its parent.</param>
internal sealed record TreeOutline(IReadOnlyList<LevelOutline> Levels, int Candidates, IReadOnlyList<TreeNode> Nodes)
{
    /// <summary>All candidates where they are few; else the root, the front and what runs, with the paths to them, and then what was proposed first.</summary>
    public static TreeOutline Of(SearchState state, int most)
    {
        var front = state.Front.Members.Select(member => member.Id).ToHashSet();
        var plan = state.Plan.Select(id => state[id]).ToList();
        var children = new Dictionary<CandidateId, int>();
        foreach (var candidate in plan)
            if (candidate.Parent is { } parent) children[parent] = children.GetValueOrDefault(parent) + 1;
        var drawn = Drawn(state, plan, front, most);
        var drawnChildren = drawn.Values.Where(candidate => candidate.Parent is not null).GroupBy(candidate => candidate.Parent!.Value).ToDictionary(group => group.Key, group => group.Count());
        var nodes = drawn.Values.OrderBy(candidate => candidate.Path).Select(candidate =>
        {
            var has = children.GetValueOrDefault(candidate.Id);
            return new TreeNode(candidate, front.Contains(candidate.Id), has, has - drawnChildren.GetValueOrDefault(candidate.Id));
        });
        return new([.. plan.GroupBy(candidate => candidate.Path.Level).OrderBy(level => level.Key).Select(level => Level(state, level.Key, [.. level], children, front))], plan.Count, [.. nodes]);
    }

    private static LevelOutline Level(SearchState state, int level, IReadOnlyList<CandidateState> candidates, Dictionary<CandidateId, int> children, HashSet<CandidateId> front)
    {
        var eligible = candidates.Where(candidate => candidate.Eligible).ToList();
        var (runs, totals) = (state.Spec!.Search.Replicates, state.Totals);
        double? Of(Func<double> value) => eligible.Count > 0 && totals is not null ? value() : null;
        return new(
            level, candidates.Count, candidates.GroupBy(Words.Of).ToDictionary(group => group.Key, group => group.Count()),
            candidates.Count(candidate => children.ContainsKey(candidate.Id)), candidates.Count(candidate => front.Contains(candidate.Id)),
            Of(() => eligible.Min(one => one.FalseNegatives) / (double)runs), Of(() => eligible.Max(one => one.AucNumerator) / (double)totals!.Pairs),
            Of(() => eligible.Min(one => one.WeightsLeft) / (double)totals!.Weights), Of(() => eligible.Max(one => one.WeightsLeft) / (double)totals!.Weights));
    }

    private static Dictionary<CandidateId, CandidateState> Drawn(SearchState state, List<CandidateState> plan, HashSet<CandidateId> front, int most)
    {
        var drawn = new Dictionary<CandidateId, CandidateState>();
        var running = state.Leases.Keys.Select(work => work.Candidate).Where(id => state[id].Index >= 0).Order();
        // Of a front too large to be drawn, members from one end to the other.
        var (members, every) = (state.Front.Members, 1 + 2 * state.Front.Count / most);
        var wanted = members.Where((_, i) => i % every == 0).Concat(members).Select(member => member.Id).Concat(running).Concat(plan.Select(candidate => candidate.Id));
        foreach (var id in wanted.Prepend(state.RootId))
        {
            // With its path, or not at all: a branch that hangs in the air says nothing.
            var path = new List<CandidateState>();
            for (CandidateId? at = id; at is { } one && !drawn.ContainsKey(one) && state.Candidates.TryGetValue(one, out var candidate); at = candidate.Parent) path.Add(candidate);
            if (drawn.Count + path.Count > most) break;
            foreach (var candidate in path) drawn.Add(candidate.Id, candidate);
        }
        return drawn;
    }
}
