using ActorSearch.Search.Randomness;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Engines;

namespace ActorSearch.TrainerNode.Training.Runs;

/// <summary>
/// How much the loss would change without a weight, to first order: (w dL/dw)^2, summed over the mini-batches of one pass over train at the parent's kept
/// weights (Molchanov et al. 2019, "Importance estimation for neural network pruning"; |w dL/dw| in Molchanov et al. 2017). L is the loss that the
/// run trains with, at the class cost `prune.class_cost`: a large one keeps what the costly class needs.
/// </summary>
internal static class TaylorImportance
{
    /// <param name="beat">Called before every batch.</param>
    /// <returns>
    /// The root of the sum for each weight, by layout, 0 where pruned. No augmentation, no dropout; the batches are drawn by seed, replicate and level.
    /// </returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static float[] Of(RunInputs inputs, Ticket parent, IEngines engines, Action beat, CancellationToken stop)
    {
        var (spec, data, weights) = (inputs.Order.Spec, inputs.Data, parent.Trained);
        var labels = data.Labels(Split.Train);
        var size = spec.Train.BatchSize;
        var order = BatchOrder.Of(labels, size, spec.Train.Sampling, new BatchOrderKey(inputs.Seed, inputs.Replicate, inputs.Level, RandomPurpose.Importance));
        var loss = LossSettings.Of(spec.Train, spec.Prune.ClassCost);
        using var engine = engines.Open(inputs.Architecture, parent.Mask, spec.Train, loss, inputs.Order.MicroBatch);
        engine.Load(weights);

        var sums = new double[weights.Length];
        var batchLabels = new byte[size];
        float[]? gradients = null;
        for (var from = 0; from < order.Length; from += size)
        {
            stop.ThrowIfCancellationRequested();
            beat();
            var indices = order.AsSpan(from, Math.Min(size, order.Length - from));
            data.Fill(Split.Train, indices, engine.TrainingInputs(indices.Length));
            for (var i = 0; i < indices.Length; i++) batchLabels[i] = labels[indices[i]];
            engine.Gradients(batchLabels.AsSpan(0, indices.Length), null);
            gradients = engine.GradientCopy(gradients);
            for (var i = 0; i < sums.Length; i++)
            {
                var change = (double)weights[i] * gradients[i];
                sums[i] += change * change;
            }
        }
        return Array.ConvertAll(sums, sum => (float)Math.Sqrt(sum));
    }
}
