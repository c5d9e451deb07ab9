using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Reading.Documents;

/// <summary>The tree of a search: each level as sums, and the nodes that are worth a look.</summary>
/// <param name="Candidates">In the plan.</param>
/// <param name="Nodes">At most 240, in path order, each after its parent: all, or the front and what runs with the paths to them first.</param>
internal sealed record TreeDocument(string Search, int Candidates, IReadOnlyList<LevelDocument> Levels, IReadOnlyList<NodeDocument> Nodes)
{
    public const int MostNodes = 240;

    public static TreeDocument Of(SearchState state)
    {
        var outline = TreeOutline.Of(state, MostNodes);
        return new(state.Id.Value, outline.Candidates, [.. outline.Levels.Select(LevelDocument.Of)], [.. outline.Nodes.Select(NodeDocument.Of)]);
    }
}

/// <summary>One level; the best figures are of candidates that may be on the front, means over the runs.</summary>
/// <param name="States">How many are `waiting`, `running`, `done`, `dead`, `one-class`, `max-fpr` and `abandoned`; none: not named.</param>
/// <param name="Expanded">Have children.</param>
internal sealed record LevelDocument(int Level, int Candidates, IReadOnlyDictionary<string, int> States, int Expanded, int Front, double? Fn, double? Auc, double? SparsityFrom, double? SparsityTo)
{
    public static LevelDocument Of(LevelOutline level) => new(
        level.Level, level.Candidates, level.States, level.Expanded, level.Front, level.FewestMissed, level.BestAuc, 1 - level.MostDensity, 1 - level.LeastDensity);
}

/// <summary>One candidate of the tree.</summary>
/// <param name="Step">The last step in words.</param>
/// <param name="Children">In the plan.</param>
/// <param name="Hidden">Of these, not among the nodes.</param>
internal sealed record NodeDocument(string Candidate, string? Parent, int Level, string Step, string State, bool OnFront, int Children, int Hidden)
{
    public static NodeDocument Of(TreeNode node) => new(
        node.Candidate.Id.Value, node.Candidate.Parent?.Value, node.Candidate.Path.Level, node.Candidate.Path.Level == 0 ? "dense" : Words.Of(node.Candidate.Path.Last),
        Words.Of(node.Candidate), node.OnFront, node.Children, node.Hidden);
}
