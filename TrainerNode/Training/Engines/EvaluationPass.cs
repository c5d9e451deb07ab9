using ActorSearch.TrainerNode.Training.Data;

namespace ActorSearch.TrainerNode.Training.Engines;

/// <summary>Logits of a whole split, in batches of a fixed size (the size changes the last bits).</summary>
internal static class EvaluationPass
{
    /// <summary>Most samples at once.</summary>
    public const int BatchSize = 128;

    /// <param name="beat">Called before every batch.</param>
    /// <param name="stop">Looked at before every batch.</param>
    /// <returns>One logit a sample, in the split's order.</returns>
    /// <exception cref="NonFiniteException">A logit is not finite.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static float[] Logits(INetworkEngine engine, IDataset dataset, Split split, Action beat, CancellationToken stop = default)
    {
        var logits = new float[dataset.Labels(split).Length];
        var indices = new int[engine.EvaluationBatch];
        for (var from = 0; from < logits.Length; from += indices.Length)
        {
            stop.ThrowIfCancellationRequested();
            beat();
            var count = Math.Min(indices.Length, logits.Length - from);
            for (var i = 0; i < count; i++) indices[i] = from + i;
            dataset.Fill(split, indices.AsSpan(0, count), engine.EvaluationInputs(count));
            engine.Evaluate(logits.AsSpan(from, count));
        }
        var bad = Array.FindIndex(logits, z => !float.IsFinite(z));
        return bad < 0 ? logits : throw new NonFiniteException($"the logit of {split.ToString().ToLowerInvariant()} sample {bad} is {logits[bad]}");
    }
}
