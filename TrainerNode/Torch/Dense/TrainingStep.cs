using System.Runtime.InteropServices;
using ActorSearch.TrainerNode.Training.Engines;
using ActorSearch.TrainerNode.Training.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace ActorSearch.TrainerNode.Torch.Dense;

/// <summary>
/// One optimizer step: inputs to logits, loss and its gradient in C#, backward pass, update. Buffers are made once. With a micro-batch
/// the step first computes all logits without gradients, so that the loss (the ranking term too) is that of the whole batch, and
/// then runs each part forward and backward with its share of the gradient; that costs one more forward pass.
/// </summary>
public sealed class TrainingStep : IDisposable
{
    private readonly TorchNetwork _network;
    private readonly NetworkOptimizer _optimizer;
    private readonly LossSettings _loss;
    private readonly int _part;
    private readonly Tensor _inputs, _pull;
    private readonly int _sampleSize;
    private readonly double[] _logits, _gradient;

    /// <param name="batchSize">Largest batch.</param>
    /// <param name="microBatch">Samples on the device at once; null = the batch.</param>
    public TrainingStep(TorchNetwork network, NetworkOptimizer optimizer, LossSettings loss, int batchSize, int? microBatch)
    {
        (_network, _optimizer, _loss) = (network, optimizer, loss);
        _part = Math.Clamp(microBatch ?? batchSize, 1, batchSize);
        long[] shape = [batchSize, .. network.Architecture.InputShape.Select(n => (long)n)];
        _sampleSize = network.Architecture.InputShape.Aggregate(1, (a, b) => a * b);
        using var scope = NewDisposeScope();
        _inputs = HostBuffer(shape, network.Device);
        _pull = HostBuffer([batchSize, 1], network.Device);
        (_logits, _gradient) = (new double[batchSize], new double[batchSize]);
    }

    /// <summary>Where the next batch's normalised samples go.</summary>
    public Span<float> Inputs(int samples) => Floats(_inputs)[..(samples * _sampleSize)];

    /// <summary>Trains on what <see cref="Inputs"/> holds.</summary>
    /// <param name="labels">One a sample; their number is the batch's size.</param>
    /// <returns>The batch's loss.</returns>
    /// <exception cref="NonFiniteException">A logit or the loss is not finite; the weights are as before.</exception>
    public double Run(ReadOnlySpan<byte> labels, double rate, DropoutStream dropout)
    {
        var loss = Gradients(labels, dropout);
        _optimizer.Step(rate);
        return loss;
    }

    /// <summary>The first half of a step: the loss, and the gradients where the optimizer reads them.</summary>
    /// <param name="dropout">Null = none.</param>
    /// <exception cref="NonFiniteException">A logit or the loss is not finite.</exception>
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

        var loss = Losses.Compute(_logits.AsSpan(0, samples), labels, _loss, _gradient.AsSpan(0, samples));
        if (!double.IsFinite(loss)) throw new NonFiniteException($"the loss is {loss}");
        var pull = Floats(_pull);
        for (var i = 0; i < samples; i++) pull[i] = (float)_gradient[i];

        if (whole is not null && _network.Device.type == DeviceType.CPU) _optimizer.Gradients.Take(whole, Part(_pull, 0, samples));
        else AddGradients(whole, samples, dropout);
        return loss;
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

    public void Dispose()
    {
        _inputs.Dispose();
        _pull.Dispose();
    }

    private Tensor Forward(int from, int count, DropoutStream? dropout) =>
        _network.Forward(Part(_inputs, from, count), dropout is { } stream ? stream with { FirstSample = from } : null);

    private Tensor Part(Tensor buffer, int from, int count)
    {
        var part = count == buffer.shape[0] ? buffer : buffer.narrow(0, from, count);
        return _network.Device.type == DeviceType.CPU ? part : part.to(_network.Device);
    }

    private void ReadLogits(Tensor logits, int from, int count)
    {
        var values = Floats(logits.cpu());
        for (var i = 0; i < count; i++)
        {
            if (!float.IsFinite(values[i])) throw new NonFiniteException($"a logit is {values[i]}");
            _logits[from + i] = values[i];
        }
    }

    /// <summary>Memory that the host fills; pinned where a device copies from it.</summary>
    internal static Tensor HostBuffer(long[] shape, Device device)
    {
        var buffer = zeros(shape, dtype: ScalarType.Float32);
        return (device.type == DeviceType.CPU ? buffer : buffer.pin_memory()).DetachFromDisposeScope();
    }

    internal static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
