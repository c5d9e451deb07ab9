namespace ActorSearch.Coordinator.Study.Reports;

/// <summary>One way of making tickets, at the sparsities it was carried to: a chain of equal steps, say.</summary>
internal sealed class Method
{
    /// <summary>The search's label, with the step where the search has several methods.</summary>
    public required string Name { get; init; }

    public required StudySearch Search { get; init; }

    /// <summary>`10`, or `1, 2, 5` where the cost changes from level to level; of the children.</summary>
    public required string Costs { get; init; }

    /// <summary>All settings but those that favour the costly class: methods with equal keys differ in class cost alone.</summary>
    public required string Key { get; init; }

    /// <summary>Class cost 1 at the root and in the children, and no ranking term.</summary>
    public required bool IsAgnostic { get; init; }

    /// <summary>Most weights first.</summary>
    public required IReadOnlyList<Ticket> Tickets { get; init; }

    public double RootCost => Search.Spec.Train.ClassCost;

    public IReadOnlyList<double> ClassCosts => [.. Tickets.Select(t => t.ClassCost).Distinct().Order()];

    public string Rewind => string.Join(", ", Tickets.Where(t => t.Level > 0).Select(t => t.Candidate.Path.Last.Rewind).Distinct().Order());

    /// <summary>Pruning rates of the steps; of a one-shot method those of its tickets.</summary>
    public string Rates => string.Join(", ", Tickets.Where(t => t.Level > 0).Select(t => t.Candidate.Path.Last.PruningRate).Distinct().Order().Select(rate => rate.ToString("0.####", CultureInfo.InvariantCulture)));

    /// <summary>The ticket with as many weights as that one, as nearly as it has to be; by number, so that a smaller dense network can be set beside tickets of a larger one.</summary>
    public Ticket? At(Ticket other, EqualSparsity equal) =>
        Tickets.Where(t => equal.Holds(t.WeightsLeft, other.Weights / t.Total)).MinBy(t => Math.Abs(t.Weights - other.Weights));

    /// <summary>The methods of a search: one of a chain; one for each (cost, rewind point) of one-shot pruning; one for each step, repeated, of a tree that was searched exhaustively.</summary>
    public static IReadOnlyList<Method> Of(StudySearch search)
    {
        var tickets = search.Tickets.ToArray();
        if (search.IsChain) return [Make(search, search.Label, tickets)];
        if (!search.IsOneShot && search.Spec.Search.Strategy != StrategyKind.Exhaustive) return [];
        var groups = tickets.Where(t => t.Level > 0 && t.Candidate.Path.Steps.All(step => step == t.Candidate.Path.Last))
            .GroupBy(t => t.Candidate.Path.Last with { PruningRate = search.IsOneShot ? 0 : t.Candidate.Path.Last.PruningRate }).OrderBy(group => group.Key).ToArray();
        return [.. groups.Select(group => Make(search,
            groups.Length == 1 ? search.Label : string.Create(CultureInfo.InvariantCulture, $"{search.Label} {(search.IsOneShot ? "" : $"{group.Key.PruningRate:0.####} ")}c{group.Key.ClassCost:0.###} @{group.Key.Rewind}"),
            // The dense network is where a step of its own cost began.
            [.. tickets.Where(t => t.Level == 0 && t.ClassCost == group.Key.ClassCost), .. group]))];
    }

    private static Method Make(StudySearch search, string name, IReadOnlyList<Ticket> tickets)
    {
        var spec = search.Spec;
        double[] costs = [.. tickets.Where(t => t.Level > 0).Select(t => t.ClassCost)];
        var text = string.Join(", ", (costs.Length == 0 ? [spec.Train.ClassCost] : costs.Distinct().Count() == 1 ? costs[..1] : costs).Select(cost => cost.ToString("0.###", CultureInfo.InvariantCulture)));
        var steps = search.IsOneShot ? [tickets[^1].Candidate.Path.Last with { PruningRate = 0 }] : tickets.MaxBy(t => t.Level)!.Candidate.Path.Steps.ToArray();
        var key = $"{search.NeutralHash}|{(search.IsOneShot ? "one-shot" : "chain")}|{string.Join('/', steps.Select(step => step with { ClassCost = 1 }).Distinct())}";
        var agnostic = spec.Train is { ClassCost: 1, RankingWeight: 0 } && costs.All(cost => cost == 1);
        return new() { Name = name, Search = search, Costs = text, Key = key, IsAgnostic = agnostic, Tickets = [.. tickets.OrderByDescending(t => t.WeightsLeft)] };
    }
}

/// <summary>When two networks count as equally sparse: the weights left differ by at most so much of the smaller share, and by at most 0.5 % of all weights.</summary>
internal readonly record struct EqualSparsity(double Relative)
{
    private const double OfAll = 0.005;

    public bool Holds(double a, double b) => Math.Abs(a - b) <= OfAll && Math.Abs(a - b) <= Relative * Math.Min(a, b);
}
