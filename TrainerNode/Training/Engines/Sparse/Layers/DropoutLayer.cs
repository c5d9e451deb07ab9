using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;
using ActorSearch.TrainerNode.Training.Models;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

/// <summary>
/// Dropout by the mask that all engines share. It differs between samples, so what comes out is live even where a constant goes in; in
/// evaluation values pass as they are.
/// </summary>
/// <param name="index">Of the layer in the network: the name of its masks.</param>
internal sealed unsafe class DropoutLayer(Blob input, Blob output, int index, double rate) : ISparseLayer
{
    private readonly int _size = output.Units * output.Height * output.Width;
    private float[] _mask = [];

    /// <summary>Positions of the masks kept.</summary>
    private int Positions => output.LiveCount * output.Height * output.Width;

    public void Open(Workspace work)
    {
        if (work.Once is not null) work.AddExtra(this, (long)Positions * work.Lanes);
    }

    public void Forward(Workspace work, CompressedWeights weights)
    {
        if (work.Once is not { } once) return;
        var mask = work.Extra(this);
        if (work.Dropout is { } stream) Draw(work, stream);
        else new Span<float>(mask, checked(Positions * work.Lanes)).Fill(1); // for a backward pass without dropout
        foreach (var unit in output.Live)
        {
            var constant = input.IsConstant(unit);
            for (var y = 0; y < output.Height; y++)
            {
                for (var x = 0; x < output.Width; x++, mask += work.Lanes)
                {
                    var from = constant ? once.Value(input, unit, y, x) : work.Value(input, unit, y, x);
                    var to = work.Value(output, unit, y, x);
                    for (var v = 0; v < work.Lanes; v += Lanes16.Count)
                    {
                        var value = constant ? Lanes16.All(*from) : Lanes16.Load(from + v);
                        Lanes16.Store(work.Dropout is null ? value : Lanes16.Multiply(value, Lanes16.Load(mask + v)), to + v);
                    }
                }
            }
        }
    }

    public void Backward(Workspace work, CompressedWeights weights)
    {
        if (work.Once is not { } once || !input.HasPulls) return;
        var mask = work.Extra(this);
        foreach (var unit in output.Live)
        {
            for (var y = 0; y < output.Height; y++)
            {
                for (var x = 0; x < output.Width; x++, mask += work.Lanes)
                {
                    var pulls = work.Pull(output, unit, y, x);
                    if (input.IsConstant(unit)) AddUp(pulls, mask, work.Lanes, once.Value(input, unit, y, x), once.Pull(input, unit, y, x));
                    else Pass(pulls, mask, work.Lanes, work.Value(input, unit, y, x), work.Pull(input, unit, y, x));
                }
            }
        }
    }

    private void Pass(float* pulls, float* mask, int lanes, float* values, float* to)
    {
        for (var v = 0; v < lanes; v += Lanes16.Count)
        {
            var passed = Lanes16.Multiply(Lanes16.Load(pulls + v), Lanes16.Load(mask + v));
            if (input.Rectified) passed = Lanes16.Gate(passed, Lanes16.Load(values + v));
            Lanes16.Store(passed, to + v);
        }
    }

    private void AddUp(float* pulls, float* mask, int lanes, float* value, float* to)
    {
        if (input.Rectified && !(*value > 0)) return;
        Lanes16 sum = default;
        for (var v = 0; v < lanes; v += Lanes16.Count) sum = Lanes16.MultiplyAdd(Lanes16.Load(pulls + v), Lanes16.Load(mask + v), sum);
        *to += Lanes16.Sum(sum);
    }

    /// <summary>Draws come sample by sample; they are kept as the values lie. Lanes without a sample stay 0.</summary>
    private void Draw(Workspace work, DropoutStream stream)
    {
        if (_mask.Length < _size * work.Lanes) _mask = new float[_size * work.Lanes];
        var drawn = _mask.AsSpan(0, work.Samples * _size);
        (stream with { FirstSample = work.FirstSample }).Fill(index, rate, _size, drawn);
        var to = work.Extra(this);
        var positions = output.Height * output.Width;
        foreach (var unit in output.Live)
        {
            for (var position = 0; position < positions; position++, to += work.Lanes)
            {
                for (var sample = 0; sample < work.Samples; sample++) to[sample] = drawn[sample * _size + unit * positions + position];
                new Span<float>(to + work.Samples, work.Lanes - work.Samples).Clear();
            }
        }
    }
}
