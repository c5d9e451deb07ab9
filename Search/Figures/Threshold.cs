using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Figures;

/// <summary>The threshold of the search's operating point, as a probability. It says nothing of how good a network is.</summary>
public sealed class Threshold() : Metric("threshold", "threshold", 30, ShownIn.Files)
{
    public override double Of(Evaluation evaluation) => evaluation.Threshold;

    internal override double Part(GroupCounts counts, int called) => throw new NotSupportedException("a threshold is chosen, not measured");
}
