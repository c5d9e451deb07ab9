using ActorSearch.Search.Metrics;

namespace ActorSearch.Search.Figures;

/// <summary>Area under the precision-recall curve, as average precision: sum over the thresholds of (recall step) x precision, ties taken together.</summary>
public sealed class PrAuc() : RankingMetric("auc_pr", "PR AUC")
{
    public override string Key => "aucPr";

    public override int Order => 90;

    public override ShownIn ShownIn => ShownIn.Files | ShownIn.Dashboard;

    internal override double Of(GroupCounts counts) => Ranking.AveragePrecision(counts);
}
