using ActorSearch.TrainerNode.Torch.Dense;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Engines;

namespace ActorSearch.TrainerNode.Tickets;

/// <summary>
/// The network of a ticket, built from the file alone. On a CPU whose numerics are those of the trainer that made it, its logits are those of the search,
/// bit by bit. Belongs to one thread.
/// </summary>
public sealed class TicketNetwork : IDisposable
{
    private readonly INetworkEngine _engine;
    private readonly int _sampleSize;

    /// <summary>Builds the network with its trained weights.</summary>
    /// <exception cref="NotSupportedException">The ticket was made with libtorch, which computes wrong on this CPU.</exception>
    public TicketNetwork(Ticket ticket)
    {
        Ticket = ticket;
        var dense = ticket.Info.Use?.Engine == EngineKind.Torch;
        var train = new TrainSpec { BatchSize = ticket.Info.Use?.Batch ?? EvaluationPass.BatchSize, Engine = dense ? EngineKind.Torch : EngineKind.Sparse };
        var engines = TorchEngines.OnCpu();
        if (dense) engines.Prepare(VectorLevel.Auto); // loads libtorch, which nothing else here needs
        _engine = engines.Open(ticket.Layout.Architecture, ticket.Mask, train, default, train.BatchSize);
        _sampleSize = _engine.EvaluationInputs(1).Length;
        _engine.Load(ticket.Trained);
    }

    /// <summary>What it was built from.</summary>
    public Ticket Ticket { get; }

    /// <summary>Brings samples to the range that the network was trained on, in place.</summary>
    /// <param name="samples">[samples, input shape...]: pixels in [0, 1], or features, NaN where one is missing.</param>
    public void Normalize(Span<float> samples)
    {
        var (mean, deviation, median) = Ticket.Info.Normalization;
        var plane = _sampleSize / mean.Length;
        for (var i = 0; i < samples.Length; i++)
        {
            var channel = i % _sampleSize / plane;
            if (median is { } medians && float.IsNaN(samples[i])) samples[i] = medians[channel];
            samples[i] = (samples[i] - mean[channel]) / deviation[channel];
        }
    }

    /// <summary>One logit a sample. A sample is of the costly class where its logit is at least a threshold of <see cref="TicketInfo.Thresholds"/>.</summary>
    /// <param name="samples">[samples, input shape...], normalised.</param>
    public float[] Logits(ReadOnlySpan<float> samples)
    {
        var logits = new float[samples.Length / _sampleSize];
        for (var from = 0; from < logits.Length; from += _engine.EvaluationBatch)
        {
            var count = Math.Min(_engine.EvaluationBatch, logits.Length - from);
            samples.Slice(from * _sampleSize, count * _sampleSize).CopyTo(_engine.EvaluationInputs(count));
            _engine.Evaluate(logits.AsSpan(from, count));
        }
        return logits;
    }

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();
}
