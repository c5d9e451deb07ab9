using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Reading.Documents;

/// <summary>The tree of a search: each level as sums, and the nodes that are worth a look.</summary>
/// <param name="Candidates">In the plan.</param>
/// <param name="Nodes">
/// At most 240, in path order, each after its parent: all candidates if they are few, otherwise the root, the front and what runs, with the paths to
/// them, and then what was proposed first.
/// </param>
internal sealed record TreeDocument(string Search, int Candidates, IReadOnlyList<LevelDocument> Levels, IReadOnlyList<NodeDocument> Nodes)
{
    public const int MostNodes = 240;

    public static TreeDocument Of(SearchState state, int most = MostNodes)
    {
        var front = state.FrontIds;
        var plan = state.Plan.Select(id => state[id]).ToList();
        var children = Children(plan);
        var drawn = Drawn(state, plan, most);
        var drawnChildren = Children(drawn);
        return new(
            state.Id.Value, plan.Count,
            [.. plan.GroupBy(candidate => candidate.Path.Level).OrderBy(level => level.Key)
                .Select(level => LevelDocument.Of(state, level.Key, [.. level], children, front))],
            [.. drawn.OrderBy(candidate => candidate.Path).Select(candidate => NodeDocument.Of(
                state.Spec!, candidate, front.Contains(candidate.Id), children.GetValueOrDefault(candidate.Id),
                drawnChildren.GetValueOrDefault(candidate.Id)))]);
    }

    /// <summary>How many of these candidates are children of a candidate.</summary>
    private static Dictionary<CandidateId, int> Children(IEnumerable<CandidateState> candidates) => candidates
        .Where(candidate => candidate.Parent is not null).CountBy(candidate => candidate.Parent!.Value).ToDictionary();

    private static Dictionary<CandidateId, CandidateState>.ValueCollection Drawn(SearchState state, List<CandidateState> plan, int most)
    {
        var drawn = new Dictionary<CandidateId, CandidateState>();
        var running = state.Leases.Keys.Select(work => work.Candidate).Where(id => state[id].Index >= 0).Order();
        // Of a front too large to be drawn, members from one end to the other.
        var (members, every) = (state.Front.Members, 1 + 2 * state.Front.Count / most);
        var wanted = members.Where((_, i) => i % every == 0).Concat(members).Select(member => member.Id).Concat(running)
            .Concat(plan.Select(candidate => candidate.Id));
        foreach (var id in wanted.Prepend(state.RootId))
        {
            // With its path, or not at all: a branch that hangs in the air says nothing.
            var path = new List<CandidateState>();
            for (CandidateId? at = id; at is { } one && !drawn.ContainsKey(one) && state.Candidates.TryGetValue(one, out var candidate); at = candidate.Parent)
                path.Add(candidate);
            if (drawn.Count + path.Count > most) break;
            foreach (var candidate in path) drawn.Add(candidate.Id, candidate);
        }
        return drawn.Values;
    }
}

/// <summary>One level; the best figures are of candidates that may be on the front, means over the runs.</summary>
/// <param name="States">How many are in each of <see cref="Words.States"/>; none: not named.</param>
/// <param name="Expanded">Have children in the plan.</param>
internal sealed record LevelDocument(
    int Level, int Candidates, IReadOnlyDictionary<string, int> States, int Expanded, int Front, double? Fn, double? Auc, double? SparsityFrom,
    double? SparsityTo)
{
    public static LevelDocument Of(
        SearchState state, int level, IReadOnlyList<CandidateState> candidates, Dictionary<CandidateId, int> children, HashSet<CandidateId> front)
    {
        var eligible = state.Totals is null ? [] : candidates.Where(candidate => candidate.Eligible).ToList();
        double? Sparsity(long? weights) => 1 - weights / (double?)state.Totals?.Weights;
        return new(
            level, candidates.Count, candidates.CountBy(candidate => Words.Of(state.Spec!, candidate)).ToDictionary(),
            candidates.Count(candidate => children.ContainsKey(candidate.Id)), candidates.Count(candidate => front.Contains(candidate.Id)),
            eligible.Min(one => (long?)one.FalseNegatives) / (double)state.Spec!.Search.Replicates,
            eligible.Max(one => (long?)one.AucNumerator) / (double?)state.Totals?.Pairs,
            Sparsity(eligible.Max(one => (long?)one.WeightsLeft)), Sparsity(eligible.Min(one => (long?)one.WeightsLeft)));
    }
}

/// <summary>One candidate of the tree.</summary>
/// <param name="Step">The last step in words.</param>
/// <param name="Children">In the plan.</param>
/// <param name="Hidden">Of these, not among the nodes.</param>
internal sealed record NodeDocument(string Candidate, string? Parent, int Level, string Step, string State, bool OnFront, int Children, int Hidden)
{
    public static NodeDocument Of(SearchSpec spec, CandidateState candidate, bool onFront, int children, int drawnChildren) => new(
        candidate.Id.Value, candidate.Parent?.Value, candidate.Path.Level, candidate.LastStep is { } last ? Words.Of(last) : "dense",
        Words.Of(spec, candidate), onFront, children, children - drawnChildren);
}
