using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Figures;

/// <summary>Area under the ROC curve, ties counted half. A run keeps its exact numerator, because the search decides by it.</summary>
public sealed class RocAuc() : RankingMetric("auc", "AUC", 80)
{
    public override bool HasInterval => true;

    /// <summary>Twice the (positive, negative) pairs.</summary>
    public override double Whole(int positives, int negatives) => 2.0 * positives * negatives;

    protected override bool IsKept => false;

    internal override double Of(GroupCounts counts) => Ranking.AucNumerator(counts);

    public override double Of(Evaluation evaluation) => evaluation.Auc;
}
