using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Strategies;

/// <summary>Every child of every eligible candidate of the last level.</summary>
public sealed class Exhaustive : IStrategy
{
    public IEnumerable<CandidatePath> Propose(SearchSpec spec, PlanSoFar plan)
    {
        var steps = SpaceSteps.Of(spec.Space.At(plan.Level + 1));
        return plan.Eligible.SelectMany(parent => steps.All(), (parent, step) => parent.Path.Child(step));
    }
}
