using System.Runtime.InteropServices;
using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Models;
using ActorSearch.TrainerNode.Pruning;
using TorchSharp;
using static TorchSharp.torch;

namespace ActorSearch.TrainerNode.Training;

/// <summary>
/// SGD, Adam or AdamW over a network's whole weight buffer; PyTorch's formulas. Pruned weights and their state are exactly 0 after every
/// step. On the CPU a step is one fused pass; on other devices a few torch operations.
/// </summary>
public sealed class Optimiser : IDisposable
{
    private readonly TorchNetwork _network;
    private readonly TrainSpec _train;
    private readonly Tensor[] _state;
    private readonly string[] _names;
    private readonly float[] _mask;
    private readonly Tensor? _gone;
    private readonly bool _fused;

    /// <param name="fused">One pass on the CPU (the default there) or torch operations; the two agree to rounding.</param>
    public Optimiser(TorchNetwork network, NetworkMask mask, TrainSpec train, bool? fused = null)
    {
        using var scope = NewDisposeScope();
        (_network, _train, Gradients) = (network, train, new BatchGradients(network));
        _fused = fused ?? network.Device.type == DeviceType.CPU;
        _names = [.. StateNames(train.Optimizer)];
        _state = [.. _names.Select(_ => zeros(network.Layout.Length, dtype: ScalarType.Float32, device: network.Device).DetachFromDisposeScope())];
        _mask = mask.IsFull ? [] : mask.ToFloats(network.Layout);
        if (!_fused && _mask.Length > 0) _gone = tensor(_mask).eq(0).to(network.Device).DetachFromDisposeScope();
    }

    /// <summary>What a step on the CPU applies.</summary>
    public BatchGradients Gradients { get; }

    /// <summary>Steps taken since the state was empty.</summary>
    public long Steps { get; private set; }

    /// <summary>Applies the network's gradients.</summary>
    /// <param name="rate">Learning rate of this step.</param>
    public void Step(double rate)
    {
        Steps++;
        if (_fused) FusedStep(rate);
        else TorchStep(rate);
    }

    /// <summary>Euclidean norm of the gradient buffer over the weights that are left: after a step that of the step's batch. Changes nothing.</summary>
    public double GradientNorm()
    {
        if (_network.Device.type != DeviceType.CPU)
        {
            using var scope = NewDisposeScope();
            using var _ = no_grad();
            return (_gone is null ? _network.Gradients : _network.Gradients.masked_fill(_gone, 0)).norm().ToDouble();
        }
        Gradients.Gather();
        return GradientNorms.Of(_network.GradientSpan, _mask);
    }

    /// <summary>The state by name, each laid out as the weights.</summary>
    public IReadOnlyDictionary<string, float[]> Save() => _names.Zip(_state).ToDictionary(s => s.First, s => TorchNetwork.CopyOf(s.Second));

    /// <exception cref="InvalidDataException">A part of the state is missing: it is another optimiser's.</exception>
    public void Restore(IReadOnlyDictionary<string, float[]> state, long steps)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            TorchNetwork.CopyTo(state.GetValueOrDefault(_names[i]) ?? throw new InvalidDataException($"optimiser state {_names[i]} is missing"), _state[i]);
        }
        Steps = steps;
    }

    /// <summary>Names of the state of an optimiser, for whoever stores it.</summary>
    public static IReadOnlyList<string> StateNames(OptimizerKind kind) => kind == OptimizerKind.Sgd ? ["momentum"] : ["first_moment", "second_moment"];

    public void Dispose()
    {
        Gradients.Dispose();
        foreach (var tensor in _state) tensor.Dispose();
        _gone?.Dispose();
    }

    private void FusedStep(double rate)
    {
        Span<float> weights = _network.WeightSpan, first = Floats(_state[0]), second = _state.Length > 1 ? Floats(_state[1]) : default;
        for (var i = 0; i < _network.Layout.Parameters.Length; i++)
        {
            var part = _network.Layout.Padded(i);
            FusedUpdates.Step(
                _train, rate, Steps, part.Of(weights), Gradients.Of(i), part.Of(first), second.IsEmpty ? second : part.Of(second),
                _mask.Length == 0 ? default : part.Of((ReadOnlySpan<float>)_mask));
        }
    }

    private void TorchStep(double rate)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var (w, g) = (_network.Weights, _network.Gradients);
        if (_train.Optimizer == OptimizerKind.AdamW) w.mul_(1 - rate * _train.WeightDecay);
        else if (_train.WeightDecay != 0) g = g.add(w, _train.WeightDecay); // a new one: the buffer stays the gradient

        if (_train.Optimizer == OptimizerKind.Sgd)
        {
            var velocity = _state[0].mul_(_train.Momentum).add_(g);
            w.add_(_train.Nesterov ? g.add(velocity, _train.Momentum) : velocity, -rate);
        }
        else
        {
            var (stepRate, root) = FusedUpdates.BiasCorrection(_train, rate, Steps);
            var mean = _state[0].lerp_(g, 1 - _train.Beta1);
            var square = _state[1].mul_(_train.Beta2).addcmul_(g, g, 1 - _train.Beta2);
            w.addcdiv_(mean, square.sqrt().div_(root).add_(_train.Epsilon), -stepRate);
        }
        if (_gone is null) return;
        w.masked_fill_(_gone, 0);
        foreach (var state in _state) state.masked_fill_(_gone, 0);
    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
