using ActorSearch.Search.Exact;

namespace ActorSearch.TrainerNode.Training.Engines;

/// <summary>What the loss of a batch consists of.</summary>
/// <param name="ClassCost">Factor c on the loss of the costly class.</param>
/// <param name="NormaliseCost">Divide the cross-entropy by the batch's mean sample weight, (c P + N) / (P + N).</param>
/// <param name="RankingWeight">Factor lambda on the ranking term; 0 = off.</param>
/// <param name="PartialAucWeight">Factor on the term on the partial AUC; 0 = off.</param>
/// <param name="PartialAucFpr">The false-positive rate up to which that term counts, in (0, 1].</param>
public readonly record struct LossSettings(double ClassCost, bool NormaliseCost, double RankingWeight, double PartialAucWeight = 0, double PartialAucFpr = 1)
{
    /// <summary>The settings of a specification.</summary>
    /// <param name="classCost">That of the run; the specification's is the root's.</param>
    public static LossSettings Of(TrainSpec train, double classCost) =>
        new(classCost, train.NormaliseCost, train.RankingWeight, train.PartialAuc?.Weight ?? 0, train.PartialAuc?.Fpr ?? 1);
}

/// <summary>
/// The loss of one batch and its gradient by the logits, in double precision and outside of torch: one logit a sample is little work,
/// and the same numbers serve every engine. Entezari and Saukh, arXiv 1909.10364v3, as corrected in design part 3.
/// </summary>
public static class Losses
{
    /// <param name="logits">z, one a sample.</param>
    /// <param name="labels">y, 1 for the costly class.</param>
    /// <param name="gradient">Receives d loss / d z.</param>
    /// <returns>Weighted cross-entropy (mean over the batch) + lambda x ranking term + weight x term on the partial AUC.</returns>
    public static double Compute(ReadOnlySpan<double> logits, ReadOnlySpan<byte> labels, LossSettings settings, Span<double> gradient)
    {
        var loss = WeightedCrossEntropy(logits, labels, settings, gradient);
        if (settings.RankingWeight != 0) loss += settings.RankingWeight * AddRanking(logits, labels, settings.RankingWeight, gradient);
        if (settings.PartialAucWeight != 0)
            loss += settings.PartialAucWeight * PartialAucLoss.Add(logits, labels, settings.PartialAucFpr, settings.PartialAucWeight, gradient);
        return loss;
    }

    /// <summary>-( c y log s(z) + (1-y) log(1 - s(z)) ) with log s(z) = -softplus(-z), which neither overflows nor cancels.</summary>
    private static double WeightedCrossEntropy(ReadOnlySpan<double> logits, ReadOnlySpan<byte> labels, LossSettings settings, Span<double> gradient)
    {
        var positives = labels.Count((byte)1);
        var weightSum = settings.NormaliseCost ? settings.ClassCost * positives + (labels.Length - positives) : labels.Length;
        double sum = 0;
        for (var i = 0; i < logits.Length; i++)
        {
            var (sign, cost) = labels[i] == 1 ? (-1, settings.ClassCost) : (1, 1);
            var (loss, slope) = Logistic(sign * logits[i]);
            sum += cost * loss;
            gradient[i] = sign * cost * slope / weightSum;
        }
        return sum / weightSum;
    }

    /// <summary>
    /// sum over positives of min(0, s(z+) - max s(z-))^2 / (positives + 1); its gradient flows through the maximum (the first of equals).
    /// 0 when the batch lacks a class.
    /// </summary>
    private static double AddRanking(ReadOnlySpan<double> logits, ReadOnlySpan<byte> labels, double lambda, Span<double> gradient)
    {
        var (highest, positives) = (-1, 0);
        for (var i = 0; i < logits.Length; i++)
        {
            if (labels[i] == 1) positives++;
            else if (highest < 0 || logits[i] > logits[highest]) highest = i;
        }
        if (positives == 0 || highest < 0) return 0;

        var most = Sigmoid(logits[highest]);
        double sum = 0, pull = 0;
        for (var i = 0; i < logits.Length; i++)
        {
            if (labels[i] != 1) continue;
            var s = Sigmoid(logits[i]);
            var behind = Math.Min(0, s - most);
            sum += behind * behind;
            pull -= 2 * behind;
            gradient[i] += lambda * 2 * behind * s * Sigmoid(-logits[i]) / (positives + 1);
        }
        gradient[highest] += lambda * pull * most * Sigmoid(-logits[highest]) / (positives + 1);
        return sum / (positives + 1);
    }

    /// <summary>log(1 + exp(z)) and its derivative, the sigmoid, by one exponential; log1p by its series where 1 + x would lose digits.</summary>
    internal static (double Softplus, double Sigmoid) Logistic(double z)
    {
        var x = ExactMath.Exp(-Math.Abs(z));
        return (Math.Max(z, 0) + (x < 1e-5 ? x - x * x / 2 : ExactMath.Log(1 + x)), (z >= 0 ? 1 : x) / (1 + x));
    }

    private static double Sigmoid(double z)
    {
        var x = ExactMath.Exp(-Math.Abs(z));
        return (z >= 0 ? 1 : x) / (1 + x);
    }
}
