using ActorSearch.Search.Models;
using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Sparse.Kernels;

namespace ActorSearch.TrainerNode.Sparse.Layers;

/// <summary>
/// A convolution, or a fully connected layer, which is one over maps of one position. Rows of weights make outputs and weight gradients, columns
/// the gradients of inputs. What constant inputs add to a live output is a map that is computed once, and gets the sum of the samples' gradients.
/// </summary>
internal sealed unsafe class ConnectionLayer : ISparseLayer
{
    /// <summary>Bytes of inputs that should stay near while all units of a band of rows are made.</summary>
    private const int BandBytes = 384 * 1024;

    /// <summary>Bytes of one unit's pulls that should stay near while all its weights pass by.</summary>
    private const int PullBytes = 16 * 1024;

    private readonly Blob _input, _output;
    private readonly int[] _shared;
    private readonly UnitTable _live, _constant, _constantOfLive;
    private readonly List<ColumnPhase> _liveColumns = [], _constantColumns = [];
    private readonly int _bandRows, _pullRows;

    public ConnectionLayer(Arena arena, Layer layer, Blob input, Blob output, int[] weights, int[]? biases, int lanes)
    {
        (_input, _output) = (input, output);
        var taps = new Taps(layer.Spec);
        var rows = new List<UnitEntries>[] { [], [], [] };
        var shared = new List<int>();
        foreach (var o in output.Live.Concat(output.Constant))
        {
            var live = Row(layer, taps, weights, o, input.IsLive);
            var constant = Row(layer, taps, weights, o, input.IsConstant);
            var bias = biases is null || biases[o] < 0 ? UnitTable.Nothing : biases[o];
            if (output.IsConstant(o)) rows[1].Add(new(output.Value(o, 0, 0), output.Pull(o, 0, 0), bias, constant));
            else if (constant.Count == 0) rows[0].Add(new(output.Value(o, 0, 0), output.Pull(o, 0, 0), bias, live));
            else
            {
                rows[0].Add(new(output.Value(o, 0, 0), output.Pull(o, 0, 0), UnitTable.Prepared, live));
                rows[2].Add(new(output.SharedValue(shared.Count), output.SharedPull(shared.Count), bias, constant));
                shared.Add(o);
            }
        }
        _shared = [.. shared];
        output.SharedCount = _shared.Length;
        _live = new UnitTable(arena, rows[0], lanes);
        _constant = new UnitTable(arena, rows[1], 1);
        _constantOfLive = new UnitTable(arena, rows[2], 1);

        if (input.HasPulls)
        {
            foreach (var phase in ColumnPhase.All(layer.Spec, input, output))
            {
                if (input.LiveCount > 0) _liveColumns.Add(phase.With(new UnitTable(arena, Columns(layer, taps, weights, phase, constant: false), lanes)));
                if (input.ConstantCount > 0) _constantColumns.Add(phase.With(new UnitTable(arena, Columns(layer, taps, weights, phase, constant: true), 1)));
            }
        }
        _bandRows = Math.Clamp(BandBytes / Math.Max(1, input.LiveCount * input.Values.PlaneWidth * lanes * sizeof(float)), 1, output.Height);
        _pullRows = Math.Clamp(PullBytes / (output.Width * lanes * sizeof(float)), 1, output.Height);
    }

    public void Forward(Workspace work, CompressedWeights weights)
    {
        if (work.Once is { } once)
        {
            for (var i = 0; i < _shared.Length; i++) Prepare(once.Values(_output) + _output.SharedValue(i), work, _shared[i]);
            Rows<Lanes16>(_live, _live.All, work, weights, _output.Rectified, _bandRows);
            return;
        }
        Rows<Lane1>(_constant, _constant.All, work, weights, _output.Rectified, _output.Height);
        Rows<Lane1>(_constantOfLive, _constantOfLive.All, work, weights, false, _output.Height);
    }

    public void Backward(Workspace work, CompressedWeights weights)
    {
        if (work.Once is { } once)
        {
            for (var i = 0; i < _shared.Length; i++) AddUp(work, _shared[i], once.Pulls(_output) + _output.SharedPull(i));
            Gradients<Lanes16>(_live, _live.All, work, weights);
            foreach (var phase in _liveColumns) Pulls<Lanes16>(phase, work, weights);
            return;
        }
        Gradients<Lane1>(_constant, _constant.All, work, weights);
        Gradients<Lane1>(_constantOfLive, _constantOfLive.All, work, weights);
        foreach (var phase in _constantColumns) Pulls<Lane1>(phase, work, weights);
    }

    /// <summary>One output of a layer on the network's input.</summary>
    /// <param name="index">Of the live or the constant outputs.</param>
    public void ForwardOne(int index, Workspace work, CompressedWeights weights)
    {
        if (work.Once is null) Rows<Lane1>(_constant, new(index, index + 1), work, weights, _output.Rectified, _output.Height);
        else Rows<Lanes16>(_live, new(index, index + 1), work, weights, _output.Rectified, _output.Height);
    }

    /// <summary>The weight gradients of one output of a layer on the network's input.</summary>
    /// <param name="index">Of the live or the constant outputs.</param>
    public void BackwardOne(int index, Workspace work, CompressedWeights weights)
    {
        if (work.Once is null) Gradients<Lane1>(_constant, new(index, index + 1), work, weights);
        else Gradients<Lanes16>(_live, new(index, index + 1), work, weights);
    }

    private void Rows<T>(UnitTable table, UnitRange units, Workspace work, CompressedWeights weights, bool rectify, int bandRows) where T : struct, ILanes<T>
    {
        if (units.First == units.End) return;
        var (sourcePitch, targetPitch) = (_input.Values.PlaneWidth * work.Lanes, _output.Values.PlaneWidth * work.Lanes);
        var values = table.Values(weights.Values);
        for (var y = 0; y < _output.Height; y += bandRows)
        {
            var shape = new MapShape(Math.Min(bandRows, _output.Height - y), _output.Width * work.Lanes / T.Count, sourcePitch, targetPitch, 0);
            SumKernel.Run<T>(table, units, values, weights.Values, work.Values(_input) + y * sourcePitch, work.Values(_output) + y * targetPitch, null, shape, rectify ? SumKernel.Rectify : SumKernel.Plain);
        }
    }

    private void Gradients<T>(UnitTable table, UnitRange units, Workspace work, CompressedWeights weights) where T : struct, ILanes<T>
    {
        if (units.First == units.End) return;
        var (sourcePitch, pullPitch) = (_input.Values.PlaneWidth * work.Lanes, _output.Pulls.PlaneWidth * work.Lanes);
        var gradients = table.Gradients(weights.Gradients);
        for (var y = 0; y < _output.Height; y += _pullRows)
        {
            var shape = new MapShape(Math.Min(_pullRows, _output.Height - y), _output.Width * work.Lanes / T.Count, sourcePitch, 0, pullPitch);
            WeightGradientKernel.Run<T>(table, units, work.Pulls(_output) + y * pullPitch, work.Values(_input) + y * sourcePitch, gradients, shape);
            WeightGradientKernel.Biases<T>(table, units, work.Pulls(_output) + y * pullPitch, weights.Gradients, shape);
        }
        table.Scatter(weights.Gradients);
    }

    private void Pulls<T>(ColumnPhase phase, Workspace work, CompressedWeights weights) where T : struct, ILanes<T>
    {
        var (sourcePitch, targetPitch, gatePitch) = (_output.Pulls.PlaneWidth * work.Lanes, _input.Pulls.PlaneWidth * work.Lanes, _input.Values.PlaneWidth * work.Lanes);
        var values = phase.Table!.Values(weights.Values);
        var bandRows = Math.Clamp(BandBytes / Math.Max(1, _output.LiveCount * sourcePitch * sizeof(float)), 1, phase.Rows);
        for (var row = 0; row < phase.Rows; row += bandRows)
        {
            var shape = new MapShape(Math.Min(bandRows, phase.Rows - row), phase.Columns * work.Lanes / T.Count, sourcePitch, targetPitch, gatePitch);
            SumKernel.Run<T>(
                phase.Table, phase.Table.All, values, weights.Values, work.Pulls(_output) + phase.Source * work.Lanes + row * sourcePitch, work.Pulls(_input) + row * targetPitch,
                work.Values(_input) + row * gatePitch, shape, _input.Rectified ? SumKernel.Gate : SumKernel.Plain);
        }
    }

    /// <summary>Puts the map of what constant inputs add, the same for every sample, where the live ones are added to it.</summary>
    private void Prepare(float* map, Workspace work, int unit)
    {
        for (var y = 0; y < _output.Height; y++)
        {
            var to = work.Values(_output) + _output.Value(unit, y, 0) * work.Lanes;
            for (var x = 0; x < _output.Width; x++, to += work.Lanes) new Span<float>(to, work.Lanes).Fill(map[y * _output.Values.PlaneWidth + x]);
        }
    }

    /// <summary>Adds each position's gradient, summed over the samples, to the map of what constant inputs add.</summary>
    private void AddUp(Workspace work, int unit, float* map)
    {
        for (var y = 0; y < _output.Height; y++)
        {
            var pull = work.Pulls(_output) + _output.Pull(unit, y, 0) * work.Lanes;
            for (var x = 0; x < _output.Width; x++, pull += work.Lanes)
            {
                var sum = Lanes16.Load(pull);
                for (var i = Lanes16.Count; i < work.Lanes; i += Lanes16.Count) sum = Lanes16.Add(sum, Lanes16.Load(pull + i));
                map[y * _output.Pulls.PlaneWidth + x] += Lanes16.Sum(sum);
            }
        }
    }

    private List<Entry> Row(Layer layer, Taps taps, int[] weights, int output, Func<int, bool> takes)
    {
        var entries = new List<Entry>();
        var inputs = layer.Weight!.Shape[1];
        for (var i = 0; i < inputs; i++)
        {
            if (!takes(i)) continue;
            var first = _input.Value(i, 0, 0) - _input.Values.Position(0, 0);
            for (var t = 0; t < taps.Count; t++)
            {
                var place = weights[(output * inputs + i) * taps.Count + t];
                if (place >= 0) entries.Add(new(first + taps.From(t, _input.Values), place));
            }
        }
        return entries;
    }

    private List<UnitEntries> Columns(Layer layer, Taps taps, int[] weights, ColumnPhase phase, bool constant)
    {
        var columns = new List<UnitEntries>();
        foreach (var i in constant ? _input.Constant : _input.Live)
        {
            var entries = new List<Entry>();
            for (var o = 0; o < layer.Weight!.Shape[0]; o++)
            {
                if (Pull(o, constant) is not { } first) continue;
                foreach (var t in phase.Taps)
                {
                    var place = weights[(o * layer.Weight.Shape[1] + i) * taps.Count + t];
                    if (place >= 0) entries.Add(new(first - taps.Back(t, _output.Pulls), place));
                }
            }
            columns.Add(new(_input.Pull(i, phase.Y, phase.X), _input.Value(i, phase.Y, phase.X), UnitTable.Nothing, entries));
        }
        return columns;
    }

    /// <summary>First position of the gradients that an output hands to inputs of a kind: its own, or, from a live output to constant inputs, those of the shared map.</summary>
    private int? Pull(int output, bool constant)
    {
        if (constant ? _output.IsConstant(output) : _output.IsLive(output)) return _output.Pull(output, 0, 0);
        var index = constant ? Array.IndexOf(_shared, output) : -1;
        return index < 0 ? null : _output.SharedPull(index);
    }
}
