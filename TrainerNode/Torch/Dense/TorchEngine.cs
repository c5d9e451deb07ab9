using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Training.Engines;
using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;
using TorchSharp;
using static ActorSearch.TrainerNode.Torch.Dense.TorchNetwork;
using static TorchSharp.torch;

namespace ActorSearch.TrainerNode.Torch.Dense;

/// <summary>
/// The dense engine: libtorch computes the whole network, and a mask keeps pruned weights at 0. A step goes from inputs to logits, computes the loss and its
/// gradient in C#, and runs the backward pass and the update. Buffers are made once. With a micro-batch the step first computes all logits without gradients,
/// so that the loss (the ranking term too) is that of the whole batch, and then runs each part forward and backward with its share of the gradient; that costs
/// one more forward pass.
/// </summary>
internal sealed class TorchEngine : INetworkEngine
{
    private readonly TorchNetwork _network;
    private readonly NetworkOptimizer _optimizer;
    private readonly BatchLoss _loss;
    private readonly Tensor _inputs, _pull, _evaluationInputs;
    private readonly int _part, _sampleSize;

    /// <summary>An engine with weights and optimizer state of 0.</summary>
    /// <param name="microBatch">Samples on the device at once; null = the batch.</param>
    public TorchEngine(Architecture architecture, NetworkMask mask, TrainSpec train, LossSettings loss, int? microBatch, Device device)
    {
        _network = new TorchNetwork(architecture, device);
        _optimizer = new NetworkOptimizer(_network, mask, train);
        _loss = new BatchLoss(loss, train.BatchSize);
        _part = Math.Clamp(microBatch ?? train.BatchSize, 1, train.BatchSize);
        EvaluationBatch = Math.Min(EvaluationPass.BatchSize, microBatch ?? EvaluationPass.BatchSize);
        long[] sample = [.. architecture.InputShape.Select(n => (long)n)];
        using var scope = NewDisposeScope();
        _inputs = HostBuffer([train.BatchSize, .. sample]);
        _pull = HostBuffer([train.BatchSize, 1]);
        _evaluationInputs = HostBuffer([EvaluationBatch, .. sample]);
        _sampleSize = Floats(_evaluationInputs).Length / EvaluationBatch;
    }

    /// <inheritdoc/>
    public EngineKind Kind => EngineKind.Torch;

    /// <inheritdoc/>
    public long Steps => _optimizer.Steps;

    /// <inheritdoc/>
    public int EvaluationBatch { get; }

    /// <inheritdoc/>
    public void Load(float[] weights) => _network.Load(weights);

    /// <inheritdoc/>
    public float[] Copy(float[]? into = null) => _network.Copy(into);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, float[]> SaveOptimizer() => _optimizer.Save();

    /// <inheritdoc/>
    public void RestoreOptimizer(IReadOnlyDictionary<string, float[]> state, long steps) => _optimizer.Restore(state, steps);

    /// <inheritdoc/>
    public Span<float> TrainingInputs(int samples) => Floats(_inputs)[..(samples * _sampleSize)];

    /// <inheritdoc/>
    public double Train(ReadOnlySpan<byte> labels, double rate, DropoutStream dropout)
    {
        var loss = Gradients(labels, dropout);
        _optimizer.Step(rate);
        return loss;
    }

    /// <inheritdoc/>
    public double Gradients(ReadOnlySpan<byte> labels, DropoutStream? dropout)
    {
        using var scope = NewDisposeScope();
        var samples = labels.Length;
        Tensor? whole = null;
        _optimizer.Gradients.Release();
        for (var from = 0; from < samples; from += _part)
        {
            var count = Math.Min(_part, samples - from);
            if (count == samples)
            {
                whole = Forward(from, count, dropout);
                ReadLogits(whole, from, count);
                continue;
            }
            using var part = NewDisposeScope();
            using var _ = no_grad();
            ReadLogits(Forward(from, count, dropout), from, count);
        }

        var loss = _loss.Compute(labels);
        var pull = Floats(_pull);
        var gradient = _loss.Gradient(0, samples);
        for (var i = 0; i < samples; i++) pull[i] = (float)gradient[i];

        if (whole is not null && _network.IsCpu) _optimizer.Gradients.Take(whole, Part(_pull, 0, samples));
        else AddGradients(whole, samples, dropout);
        return loss;
    }

    /// <inheritdoc/>
    public float[] GradientCopy(float[]? into = null)
    {
        _optimizer.Gradients.Gather();
        return CopyOf(_network.Gradients, into);
    }

    /// <inheritdoc/>
    public double GradientNorm() => _optimizer.GradientNorm();

    /// <inheritdoc/>
    public Span<float> EvaluationInputs(int samples) => Floats(_evaluationInputs)[..(samples * _sampleSize)];

    /// <inheritdoc/>
    public void Evaluate(Span<float> logits)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Floats(_network.Forward(Part(_evaluationInputs, 0, logits.Length), null).cpu())[..logits.Length].CopyTo(logits);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in new[] { _inputs, _pull, _evaluationInputs }) buffer.Dispose();
        _optimizer.Dispose();
        _network.Dispose();
    }

    /// <param name="whole">The batch's logits, or null to compute them again part by part.</param>
    private void AddGradients(Tensor? whole, int samples, DropoutStream? dropout)
    {
        _network.ClearGradients();
        for (var from = 0; from < samples; from += _part)
        {
            using var part = NewDisposeScope();
            var count = Math.Min(_part, samples - from);
            var logits = whole ?? Forward(from, count, dropout);
            logits.backward([Part(_pull, from, count)]);
        }
    }

    private Tensor Forward(int from, int count, DropoutStream? dropout) =>
        _network.Forward(Part(_inputs, from, count), dropout is { } stream ? stream with { FirstSample = from } : null);

    private Tensor Part(Tensor buffer, int from, int count)
    {
        var part = count == buffer.shape[0] ? buffer : buffer.narrow(0, from, count);
        return _network.IsCpu ? part : part.to(_network.Device);
    }

    private void ReadLogits(Tensor logits, int from, int count)
    {
        var values = Floats(logits.cpu());
        for (var i = 0; i < count; i++) _loss.Take(from + i, values[i]);
    }

    /// <summary>Memory that the host fills; pinned where a device copies from it.</summary>
    private Tensor HostBuffer(long[] shape)
    {
        var buffer = zeros(shape, dtype: ScalarType.Float32);
        return (_network.IsCpu ? buffer : buffer.pin_memory()).DetachFromDisposeScope();
    }
}
