namespace ActorSearch.Search.Figures;

/// <summary>Area under the ROC curve for false-positive rates up to 0.1, divided by 0.1, so in [0, 1].</summary>
public sealed class PartialAuc() : RankingMetric("pauc", "Partial AUC (FPR at most 10 %, divided by 0.1)", 100)
{
    public override string Key => "partialAuc";

    internal override double Of(GroupCounts counts) => Ranking.PartialAuc(counts, 0.1);
}
