using System.Buffers;

namespace ActorSearch.TrainerNode.Training.Engines;

/// <summary>
/// A surrogate of 1 - partial AUC up to a false-positive rate b: only the negatives that a threshold with that rate would let through count. These are
/// the hardest ones, the share b of the highest scores (Narasimhan and Agarwal 2013, "A structural SVM based approach for optimizing partial AUC"), taken
/// within the mini-batch (Kar, Narasimhan and Jain 2014, "Online and stochastic gradient methods for non-decomposable loss functions"). For the pairs
/// stands the logistic loss of the difference, which unlike the hinge is consistent with the AUC (Gao and Zhou 2015, "On the consistency of AUC pairwise
/// optimization").
/// </summary>
/// <remarks>
/// Mean over the P positives i and the k = ceil(b N) highest of the N negatives j of log(1 + exp(z_j - z_i)); 0 when the batch lacks a class.
/// The share of a small batch is coarse (at least one negative), so the term is best with `sampling: balanced` or large batches.
/// </remarks>
internal static class PartialAucLoss
{
    /// <param name="gradient">To it is added <paramref name="weight"/> x d term / d z.</param>
    /// <returns>The term, without the weight.</returns>
    public static double Add(ReadOnlySpan<double> logits, ReadOnlySpan<byte> labels, double fpr, double weight, Span<double> gradient)
    {
        var positives = labels.Count((byte)1);
        var negatives = labels.Length - positives;
        if (positives == 0 || negatives == 0) return 0;

        // Pooled, for a training step allocates nothing.
        var pooled = ArrayPool<(double Score, int Position)>.Shared.Rent(negatives);
        var all = pooled.AsSpan(0, negatives);
        for (int i = 0, n = 0; i < logits.Length; i++)
            if (labels[i] != 1) all[n++] = (-logits[i], i);
        all.Sort();
        var hardest = all[..Math.Clamp((int)Math.Ceiling(fpr * negatives), 1, negatives)]; // of equals the first

        var pairs = (double)positives * hardest.Length;
        double sum = 0;
        for (var i = 0; i < logits.Length; i++)
        {
            if (labels[i] != 1) continue;
            foreach (var (_, j) in hardest)
            {
                var (loss, slope) = Losses.Logistic(logits[j] - logits[i]);
                sum += loss;
                var pull = weight * slope / pairs;
                gradient[i] -= pull;
                gradient[j] += pull;
            }
        }
        ArrayPool<(double, int)>.Shared.Return(pooled);
        return sum / pairs;
    }
}
