namespace ActorSearch.Search.Figures;

/// <summary>Area under the precision-recall curve, as average precision: sum over the thresholds of (recall step) x precision, ties taken together.</summary>
public sealed class PrAuc() : RankingMetric("auc_pr", "PR AUC", 90, ShownIn.Files | ShownIn.Dashboard)
{
    public override string Key => "aucPr";

    internal override double Of(GroupCounts counts) => Ranking.AveragePrecision(counts);
}
