using ActorSearch.Search.Budgets;
using ActorSearch.Search.Objectives;
using ActorSearch.Search.Strategies;

namespace ActorSearch.Search.Tests.Budgets;

/// <summary>Successive halving, for the tests alone: one epoch each, then the better half trains twice as long, to the end from four epochs on.</summary>
internal sealed class Halving : BudgetRule
{
    public override string Name => "halving";

    public override int? First(SearchSpec spec, SearchHistory history) => 1;

    public override Continuation? Next(SearchSpec spec, SearchHistory history)
    {
        var round = history.LastRound.ToList();
        if (round.Max(candidate => candidate.Epochs) is not { } epochs) return null;
        // The better half went on before: who is left was the worse half.
        if (round.Exists(candidate => candidate.Epochs is null && EpochCost.OfRun(spec, candidate.Path) > epochs)) return null;
        var stopped = round.Where(candidate => candidate.Epochs == epochs && candidate.Scored is { Score.Feasible: true }).ToList();
        var best = stopped.OrderBy(candidate => candidate.Scored!.Score.Costs[0]).ThenBy(candidate => candidate.Path).Take((stopped.Count + 1) / 2);
        return stopped.Count == 0 ? null : new Continuation([.. best.Select(candidate => candidate.Path).Order()], epochs >= 2 ? null : 2 * epochs);
    }
}
