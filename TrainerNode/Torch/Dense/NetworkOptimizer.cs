using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActorSearch.Search.Optimizers;
using ActorSearch.TrainerNode.Torch.Optimizers;
using ActorSearch.TrainerNode.Training.Engines;
using ActorSearch.TrainerNode.Training.Pruning;
using TorchSharp;
using static TorchSharp.torch;

namespace ActorSearch.TrainerNode.Torch.Dense;

/// <summary>
/// An optimizer over a network's whole weight buffer. Pruned weights and their state are exactly 0 after every step. On the CPU a step is one fused pass; on
/// other devices a few torch operations.
/// </summary>
internal sealed class NetworkOptimizer : IDisposable
{
    private readonly TorchNetwork _network;
    private readonly TrainSpec _train;
    private readonly Optimizer _optimizer;
    private readonly Tensor[] _state;
    private readonly nint[] _memory;
    private readonly float[] _mask;
    private readonly Tensor? _gone;
    private readonly bool _fused;

    /// <param name="fused">One pass on the CPU (the default there) or torch operations; the two agree to rounding.</param>
    public NetworkOptimizer(TorchNetwork network, NetworkMask mask, TrainSpec train, bool? fused = null)
    {
        using var scope = NewDisposeScope();
        (_network, _train, Gradients, _optimizer) = (network, train, new BatchGradients(network), train.Optimizer);
        _fused = fused ?? network.IsCpu;
        var length = network.Layout.TrainedLength;
        _state = [.. _optimizer.Slots.Select(_ => zeros(length, dtype: ScalarType.Float32, device: network.Device).DetachFromDisposeScope())];
        _memory = _fused ? [.. _state.Select(Address)] : [];
        _mask = mask.IsFull ? [] : mask.ToFloats(network.Layout);
        if (!_fused && _mask.Length > 0) _gone = tensor(_mask.AsSpan(0, length).ToArray()).eq(0).to(network.Device).DetachFromDisposeScope();
    }

    /// <summary>What a step on the CPU applies.</summary>
    public BatchGradients Gradients { get; }

    /// <summary>Steps taken since the state was empty.</summary>
    public long Steps { get; private set; }

    /// <summary>Applies the network's gradients.</summary>
    /// <param name="rate">Learning rate of this step.</param>
    public void Step(double rate)
    {
        var step = new OptimizerStep(_train, rate, ++Steps);
        if (_fused) FusedStep(step);
        else TorchStep(step);
    }

    /// <summary>Euclidean norm of the gradient buffer over the weights that are left: after a step that of the step's batch. Changes nothing.</summary>
    public double GradientNorm()
    {
        if (!_network.IsCpu)
        {
            using var scope = NewDisposeScope();
            using var _ = no_grad();
            return (_gone is null ? Trained(_network.Gradients) : Trained(_network.Gradients).masked_fill(_gone, 0)).norm().ToDouble();
        }
        Gradients.Gather();
        return GradientNorms.Of(_network.GradientSpan, _mask);
    }

    /// <summary>The state by name, each laid out as the weights.</summary>
    public IReadOnlyDictionary<string, float[]> Save() =>
        _optimizer.Slots.Zip(_state).ToDictionary(s => s.First, s => TorchNetwork.CopyOf(s.Second, new float[_network.Layout.Length]));

    /// <exception cref="InvalidDataException">A part of the state is missing: it is another optimizer's.</exception>
    public void Restore(IReadOnlyDictionary<string, float[]> state, long steps)
    {
        foreach (var (name, target) in _optimizer.Slots.Zip(_state))
        {
            var values = state.GetValueOrDefault(name) ?? throw new InvalidDataException($"optimizer state {name} is missing");
            TorchNetwork.CopyTo(values[.._network.Layout.TrainedLength], target);
        }
        Steps = steps;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Gradients.Dispose();
        foreach (var tensor in _state) tensor.Dispose();
        _gone?.Dispose();
    }

    private void FusedStep(OptimizerStep step)
    {
        var weights = _network.WeightSpan;
        for (var i = 0; i < _network.Layout.Parameters.Length; i++)
        {
            var part = _network.Layout.Padded(i);
            var (start, length) = part.GetOffsetAndLength(weights.Length);
            var mask = _mask.Length == 0 ? default : _mask.AsSpan(part);
            _optimizer.Step(step, weights[part], Gradients.Of(i), new StateSlots(_memory, start, length), mask);
        }
    }

    private void TorchStep(OptimizerStep step)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var weights = Trained(_network.Weights);
        if (TorchUpdate.Find(_optimizer.Name) is { } update) update.Step(step, weights, Trained(_network.Gradients), _state);
        else StepOnHost(step, weights);
        if (_gone is null) return;
        weights.masked_fill_(_gone, 0);
        foreach (var state in _state) state.masked_fill_(_gone, 0);
    }

    /// <summary>An optimizer without operations of libtorch: what it changes goes to the CPU's memory and back.</summary>
    private void StepOnHost(OptimizerStep step, Tensor weights)
    {
        Tensor[] moved = [weights.cpu(), Trained(_network.Gradients).cpu(), .. _state.Select(slot => slot.cpu())];
        var at = moved.Skip(2).Select(Address).ToArray();
        for (var i = 0; i < _network.Layout.Parameters.Length; i++)
        {
            var part = _network.Layout.Padded(i);
            var (start, length) = part.GetOffsetAndLength(_network.Layout.TrainedLength);
            var mask = _mask.Length == 0 ? default : _mask.AsSpan(part);
            _optimizer.Step(step, Floats(moved[0])[part], Floats(moved[1])[part], new StateSlots(at, start, length), mask);
        }
        weights.copy_(moved[0]);
        foreach (var (slot, changed) in _state.Zip(moved.Skip(2))) slot.copy_(changed);
    }

    /// <summary>The part of a buffer that is trained.</summary>
    private Tensor Trained(Tensor buffer) => buffer.narrow(0, 0, _network.Layout.TrainedLength);

    /// <summary>The elements of a tensor in the CPU's memory.</summary>
    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private static unsafe nint Address(Tensor tensor) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
}
