namespace ActorSearch.Coordinator.Study.Reports;

/// <summary>One way of making tickets, at the sparsities it was carried to: a chain of equal steps, say.</summary>
/// <param name="Name">The search's label, with the step where the search has several methods.</param>
/// <param name="Costs">`10`, or `1, 2, 5` where the cost changes from level to level; of the children.</param>
/// <param name="Key">All settings but those that favour the costly class: methods with equal keys differ in class cost alone.</param>
/// <param name="IsAgnostic">Class cost 1 at the root and in the children, and no ranking term.</param>
/// <param name="Tickets">Most weights first.</param>
internal sealed record Method(string Name, StudySearch Search, string Costs, string Key, bool IsAgnostic, IReadOnlyList<Ticket> Tickets)
{
    public double RootCost => Search.Spec.Train.ClassCost;

    public string Rewind => string.Join(", ", OfSteps(step => step.Rewind));

    /// <summary>Pruning rates of the steps; of a one-shot method those of its tickets.</summary>
    public string Rates => string.Join(", ", OfSteps(step => step.PruningRate).Select(rate => $"{rate:0.####}"));

    /// <summary>
    /// The ticket with as many weights as that one, as nearly as it has to be; by number, so that a smaller dense network can be compared with tickets of a
    /// larger one.
    /// </summary>
    public Ticket? At(Ticket other, EqualSparsity equal) =>
        Tickets.Where(t => equal.Holds(t.WeightsLeft, other.Weights / t.Total)).MinBy(t => Math.Abs(t.Weights - other.Weights));

    /// <summary>
    /// The methods of a search: one of a chain; one for each (cost, rewind point) of one-shot pruning; one for each step, repeated, of a tree that was searched
    /// exhaustively.
    /// </summary>
    public static IReadOnlyList<Method> Of(StudySearch search)
    {
        var tickets = search.Tickets;
        if (search.IsChain) return [Make(search, search.Label, tickets)];
        if (!search.IsOneShot && search.Spec.Search.Strategy != StrategyKind.Exhaustive) return [];
        var groups = tickets.Where(t => t.Level > 0 && t.Candidate.Path.Steps.All(step => step == t.Candidate.Path.Last))
            .GroupBy(t => t.Candidate.Path.Last with { PruningRate = search.IsOneShot ? 0 : t.Candidate.Path.Last.PruningRate })
            .OrderBy(group => group.Key).ToArray();
        string NameOf(Step step) => groups.Length == 1 ? search.Label
            : $"{search.Label} {(search.IsOneShot ? "" : $"{step.PruningRate:0.####} ")}c{step.ClassCost:0.###} @{step.Rewind}";
        // The dense network is where a step of its own cost began.
        return [.. groups.Select(group => Make(
            search, NameOf(group.Key), [.. tickets.Where(t => t.Level == 0 && t.ClassCost == group.Key.ClassCost), .. group]))];
    }

    private static Method Make(StudySearch search, string name, IReadOnlyList<Ticket> tickets)
    {
        var train = search.Spec.Train;
        double[] costs = [.. tickets.Where(t => t.Level > 0).Select(t => t.ClassCost)];
        var shown = costs.Length == 0 ? [train.ClassCost] : costs.Distinct().Count() == 1 ? costs[..1] : costs;
        var steps = search.IsOneShot ? [tickets[^1].Candidate.Path.Last with { PruningRate = 0 }] : tickets.MaxBy(t => t.Level)!.Candidate.Path.Steps.ToArray();
        var key = string.Join('/', steps.Select(step => step with { ClassCost = 1 }).Distinct());
        return new(
            name, search, string.Join(", ", shown.Select(cost => $"{cost:0.###}")),
            $"{search.NeutralHash}|{(search.IsOneShot ? "one-shot" : "chain")}|{key}",
            train is { ClassCost: 1, RankingWeight: 0 } && costs.All(cost => cost == 1), [.. tickets.OrderByDescending(t => t.WeightsLeft)]);
    }

    private IEnumerable<T> OfSteps<T>(Func<Step, T> value) => Tickets.Where(t => t.Level > 0).Select(t => value(t.Candidate.Path.Last)).Distinct().Order();
}

/// <summary>
/// When two networks count as equally sparse: the weights left differ by at most so much of the smaller share, and by at most 0.5 % of all weights.
/// </summary>
internal readonly record struct EqualSparsity(double Relative)
{
    private const double OfAll = 0.005;

    public bool Holds(double a, double b) => Math.Abs(a - b) <= OfAll && Math.Abs(a - b) <= Relative * Math.Min(a, b);
}
