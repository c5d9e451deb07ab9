using ActorSearch.Search.Layers;
using ActorSearch.Search.Optimizers;
using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse;

/// <summary>
/// The weights that are left, then the buffers, one after another in the layout's order, each tensor from a 64-byte boundary; the weights' gradients and
/// optimizer state are laid out alike. An optimizer step is one pass over them, by the formulas that all engines share.
/// </summary>
internal sealed unsafe class CompressedWeights
{
    private readonly FlatLayout _layout;
    private readonly NetworkMask _mask;
    private readonly TrainSpec _train;
    private readonly Optimizer _optimizer;
    private readonly nint[] _state;
    private readonly int[] _first;
    private readonly int _length, _trained;

    public CompressedWeights(Arena arena, FlatLayout layout, NetworkMask mask, TrainSpec train)
    {
        (_layout, _mask, _train) = (layout, mask, train);
        _first = new int[layout.Tensors.Length];
        for (var i = 0; i < _first.Length; i++)
        {
            _first[i] = _length;
            _length += FlatLayout.Aligned(Left(i));
            if (i < layout.Parameters.Length) _trained = _length;
        }
        Values = arena.Floats(_length);
        Gradients = arena.Floats(_trained);
        _optimizer = train.Optimizer;
        _state = [.. _optimizer.Slots.Select(_ => (nint)arena.Floats(_trained))];
    }

    public float* Values { get; }
    public float* Gradients { get; }
    public long Steps { get; private set; }

    /// <summary>The compressed place of every element of a tensor, -1 where pruned.</summary>
    public int[] Places(LayerTensor tensor)
    {
        var places = new int[tensor.Count];
        var next = _first[tensor.Index];
        for (var i = 0; i < places.Length; i++) places[i] = _mask.Of(tensor.Index) is { } mask && !mask[i] ? -1 : next++;
        return places;
    }

    public void Load(float[] weights) => Compress(weights, Values, _first.Length);
    public float[] Copy(float[]? into) => Spread(Values, _first.Length, into);
    public float[] CopyGradients(float[]? into) => Spread(Gradients, _mask.Tensors.Length, into);
    public double GradientNorm() => GradientNorms.Of(Span(Gradients)); // the gaps between tensors are 0

    public void ClearGradients() => Span(Gradients).Clear();

    public IReadOnlyDictionary<string, float[]> SaveState() =>
        _optimizer.Slots.Zip(_state).ToDictionary(s => s.First, s => Spread((float*)s.Second, _mask.Tensors.Length));

    /// <exception cref="InvalidDataException">A part of the state is missing.</exception>
    public void RestoreState(IReadOnlyDictionary<string, float[]> state, long steps)
    {
        foreach (var (name, target) in _optimizer.Slots.Zip(_state))
        {
            var values = state.GetValueOrDefault(name) ?? throw new InvalidDataException($"optimizer state {name} is missing");
            Compress(values, (float*)target, _mask.Tensors.Length);
        }
        Steps = steps;
    }

    public void Step(double rate) =>
        _optimizer.Step(new OptimizerStep(_train, rate, ++Steps), Span(Values), Span(Gradients), new StateSlots(_state, 0, _trained), mask: default);

    /// <summary>The trained part of a buffer.</summary>
    private Span<float> Span(float* buffer) => new(buffer, _trained);

    private int Left(int tensor) => _mask.Of(tensor)?.Left ?? _layout.Tensors[tensor].Count;

    private void Compress(float[] dense, float* compressed, int tensors)
    {
        for (var i = 0; i < tensors; i++)
        {
            var values = _layout.Slice((ReadOnlySpan<float>)dense, i);
            var target = new Span<float>(compressed + _first[i], Left(i));
            if (_mask.Of(i) is { } mask) mask.Gather(values).CopyTo(target);
            else values.CopyTo(target);
        }
    }

    /// <param name="into">Is written over; null = a new array.</param>
    private float[] Spread(float* compressed, int tensors, float[]? into = null)
    {
        var dense = into ?? new float[_layout.Length];
        for (var i = 0; i < tensors; i++)
        {
            var target = _layout.Slice(dense.AsSpan(), i);
            var values = new ReadOnlySpan<float>(compressed + _first[i], Left(i));
            if (_mask.Of(i) is { } mask) mask.Scatter(values, target);
            else values.CopyTo(target);
        }
        return dense;
    }
}
