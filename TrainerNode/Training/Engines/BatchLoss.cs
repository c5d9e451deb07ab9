namespace ActorSearch.TrainerNode.Training.Engines;

/// <summary>The logits of a batch, its loss and the loss's gradient by the logits, in memory that every batch reuses.</summary>
/// <param name="batchSize">Samples of the largest batch.</param>
internal sealed class BatchLoss(LossSettings settings, int batchSize)
{
    private readonly double[] _logits = new double[batchSize], _gradient = new double[batchSize];

    /// <summary>Takes the logit of a sample.</summary>
    /// <exception cref="NonFiniteException">The logit is not finite.</exception>
    public void Take(int sample, float logit) => _logits[sample] = float.IsFinite(logit) ? logit : throw new NonFiniteException($"a logit is {logit}");

    /// <summary>Computes the loss and its gradient once every sample's logit is known.</summary>
    /// <param name="labels">One a sample.</param>
    /// <exception cref="NonFiniteException">The loss is not finite.</exception>
    public double Compute(ReadOnlySpan<byte> labels)
    {
        var loss = Losses.Compute(_logits.AsSpan(0, labels.Length), labels, settings, _gradient.AsSpan(0, labels.Length));
        return double.IsFinite(loss) ? loss : throw new NonFiniteException($"the loss is {loss}");
    }

    /// <summary>The gradient by the logits of some samples.</summary>
    public ReadOnlySpan<double> Gradient(int from, int count) => _gradient.AsSpan(from, count);
}
