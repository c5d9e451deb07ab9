using ActorSearch.TrainerNode.Data;
using ActorSearch.TrainerNode.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace ActorSearch.TrainerNode.Training;

/// <summary>Logits of a whole split, without gradients, in batches of a fixed size (the size changes the last bits).</summary>
public sealed class EvaluationPass : IDisposable
{
    private const int BatchSize = 128;
    private readonly TorchNetwork _network;
    private readonly Tensor _inputs;
    private readonly int _batch, _sampleSize;

    /// <param name="microBatch">Most samples on the device at once; null = no limit.</param>
    public EvaluationPass(TorchNetwork network, int? microBatch)
    {
        _network = network;
        _batch = Math.Min(BatchSize, microBatch ?? BatchSize);
        _sampleSize = network.Architecture.InputShape.Aggregate(1, (a, b) => a * b);
        using var scope = NewDisposeScope();
        _inputs = TrainingStep.HostBuffer([_batch, .. network.Architecture.InputShape.Select(n => (long)n)], network.Device);
    }

    /// <param name="beat">Called before every batch.</param>
    /// <returns>One logit a sample, in the split's order.</returns>
    /// <exception cref="NonFiniteException">A logit is not finite.</exception>
    public float[] Logits(IDataset dataset, Split split, Action beat)
    {
        var logits = new float[dataset.Labels(split).Length];
        var indices = new int[_batch];
        for (var from = 0; from < logits.Length; from += _batch)
        {
            beat();
            using var scope = NewDisposeScope();
            using var _ = no_grad();
            var count = Math.Min(_batch, logits.Length - from);
            for (var i = 0; i < count; i++) indices[i] = from + i;
            dataset.Fill(split, indices.AsSpan(0, count), TrainingStep.Floats(_inputs)[..(count * _sampleSize)]);
            var input = (count == _batch ? _inputs : _inputs.narrow(0, 0, count)).to(_network.Device);
            TrainingStep.Floats(_network.Forward(input, null).cpu())[..count].CopyTo(logits.AsSpan(from));
        }
        var bad = Array.FindIndex(logits, z => !float.IsFinite(z));
        return bad < 0 ? logits : throw new NonFiniteException($"the logit of {split.ToString().ToLowerInvariant()} sample {bad} is {logits[bad]}");
    }

    public void Dispose() => _inputs.Dispose();
}
