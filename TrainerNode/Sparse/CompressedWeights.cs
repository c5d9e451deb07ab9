using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Models;
using ActorSearch.TrainerNode.Pruning;
using ActorSearch.TrainerNode.Training;

namespace ActorSearch.TrainerNode.Sparse;

/// <summary>
/// The weights that are left, one after another in the layout's order, each tensor from a 64-byte boundary, with their gradients and optimiser
/// state laid out alike. An optimiser step is one pass over them, by the formulas that all engines share.
/// </summary>
internal sealed unsafe class CompressedWeights
{
    private const int Alignment = 16;
    private readonly FlatLayout _layout;
    private readonly NetworkMask _mask;
    private readonly TrainSpec _train;
    private readonly IReadOnlyList<string> _names;
    private readonly nint[] _state;
    private readonly int[] _first;
    private readonly int _length;

    public CompressedWeights(Arena arena, FlatLayout layout, NetworkMask mask, TrainSpec train)
    {
        (_layout, _mask, _train) = (layout, mask, train);
        _first = new int[layout.Parameters.Length];
        for (var i = 0; i < _first.Length; i++)
        {
            _first[i] = _length;
            _length += ((mask.Tensors[i]?.Left ?? layout.Parameters[i].Count) + Alignment - 1) / Alignment * Alignment;
        }
        Values = arena.Floats(_length);
        Gradients = arena.Floats(_length);
        _names = Optimiser.StateNames(train.Optimizer);
        _state = [.. _names.Select(_ => (nint)arena.Floats(_length))];
    }

    public float* Values { get; }
    public float* Gradients { get; }
    public long Steps { get; private set; }

    /// <summary>The compressed place of every element of a tensor, -1 where pruned.</summary>
    public int[] Places(int parameter)
    {
        var places = new int[_layout.Parameters[parameter].Count];
        var next = _first[parameter];
        for (var i = 0; i < places.Length; i++) places[i] = _mask.Tensors[parameter] is { } mask && !mask[i] ? -1 : next++;
        return places;
    }

    public void Load(float[] weights) => Compress(weights, Values);
    public float[] Copy(float[]? into) => Spread(Values, into);
    public float[] CopyGradients(float[]? into) => Spread(Gradients, into);
    public double GradientNorm() => GradientNorms.Of(Span(Gradients)); // the gaps between tensors are 0

    public void ClearGradients() => Span(Gradients).Clear();

    public IReadOnlyDictionary<string, float[]> SaveState() => _names.Zip(_state).ToDictionary(s => s.First, s => Spread((float*)s.Second));

    /// <exception cref="InvalidDataException">A part of the state is missing.</exception>
    public void RestoreState(IReadOnlyDictionary<string, float[]> state, long steps)
    {
        for (var i = 0; i < _names.Count; i++)
            Compress(state.GetValueOrDefault(_names[i]) ?? throw new InvalidDataException($"optimiser state {_names[i]} is missing"), (float*)_state[i]);
        Steps = steps;
    }

    public void Step(double rate)
    {
        Steps++;
        var second = _state.Length > 1 ? Span((float*)_state[1]) : default;
        FusedUpdates.Step(_train, rate, Steps, Span(Values), Span(Gradients), Span((float*)_state[0]), second, mask: default);
    }

    private Span<float> Span(float* buffer) => new(buffer, _length);

    private void Compress(float[] dense, float* compressed)
    {
        for (var i = 0; i < _first.Length; i++)
        {
            var values = _layout.Slice((ReadOnlySpan<float>)dense, i);
            var target = new Span<float>(compressed + _first[i], _mask.Tensors[i]?.Left ?? values.Length);
            if (_mask.Tensors[i] is { } mask) mask.Gather(values).CopyTo(target);
            else values.CopyTo(target);
        }
    }

    /// <param name="into">Is written over; null = a new array.</param>
    private float[] Spread(float* compressed, float[]? into = null)
    {
        var dense = into ?? new float[_layout.Length];
        for (var i = 0; i < _first.Length; i++)
        {
            var target = _layout.Slice(dense.AsSpan(), i);
            var values = new ReadOnlySpan<float>(compressed + _first[i], _mask.Tensors[i]?.Left ?? target.Length);
            if (_mask.Tensors[i] is { } mask) mask.Scatter(values, target);
            else values.CopyTo(target);
        }
        return dense;
    }
}
