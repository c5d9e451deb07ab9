using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Layers;

/// <summary>The weights of a layer that are left and have something to do, as tables for the kernels.</summary>
internal sealed class Connections
{
    private readonly Blob _input, _output;
    private readonly Layer _layer;
    private readonly Taps _taps;
    private readonly int[] _weights;

    /// <param name="weights">Compressed place of every weight, -1 where pruned.</param>
    /// <param name="biases">The same of the biases; null = none.</param>
    public Connections(Arena arena, Layer layer, Blob input, Blob output, int[] weights, int[]? biases, int lanes)
    {
        (_input, _output, _layer, _taps, _weights) = (input, output, layer, new Taps(layer.Spec), weights);
        List<UnitEntries> live = [], constant = [], constantOfLive = [];
        var shared = new List<int>();
        foreach (var o in output.Live.Concat(output.Constant))
        {
            var fromConstant = Row(o, input.IsConstant);
            var bias = biases is null || biases[o] < 0 ? UnitTable.Nothing : biases[o];
            UnitEntries Unit(int initial, List<Entry> entries) => new(output.Value(o), output.Pull(o), initial, entries);
            if (output.IsConstant(o))
            {
                constant.Add(Unit(bias, fromConstant));
                continue;
            }
            live.Add(Unit(fromConstant.Count == 0 ? bias : UnitTable.Prepared, Row(o, input.IsLive)));
            if (fromConstant.Count == 0) continue;
            constantOfLive.Add(new(output.SharedValue(shared.Count), output.SharedPull(shared.Count), bias, fromConstant));
            shared.Add(o);
        }
        Shared = [.. shared];
        output.SharedCount = Shared.Length;
        (Live, Constant, ConstantOfLive) = (new UnitTable(arena, live, lanes), new UnitTable(arena, constant, 1), new UnitTable(arena, constantOfLive, 1));
        if (!input.HasPulls) return;
        foreach (var phase in ColumnPhase.All(layer.Spec, input, output))
        {
            if (input.LiveCount > 0) LiveColumns.Add(phase with { Table = new UnitTable(arena, Columns(phase, constant: false), lanes) });
            if (input.ConstantCount > 0) ConstantColumns.Add(phase with { Table = new UnitTable(arena, Columns(phase, constant: true), 1) });
        }
    }

    /// <summary>Live outputs, their weights from live inputs.</summary>
    public UnitTable Live { get; }

    /// <summary>Constant outputs.</summary>
    public UnitTable Constant { get; }

    /// <summary>Live outputs, their weights from constant inputs, which make the maps behind the constant outputs.</summary>
    public UnitTable ConstantOfLive { get; }

    /// <summary>The live outputs that have such a map.</summary>
    public int[] Shared { get; }

    public List<ColumnPhase> LiveColumns { get; } = [];
    public List<ColumnPhase> ConstantColumns { get; } = [];

    private List<Entry> Row(int output, Func<int, bool> takes)
    {
        var entries = new List<Entry>();
        var inputs = _layer.Weight!.Shape[1];
        for (var i = 0; i < inputs; i++)
        {
            if (!takes(i)) continue;
            var first = _input.Value(i) - _input.Values.Position(0, 0);
            for (var t = 0; t < _taps.Count; t++)
            {
                var place = _weights[(output * inputs + i) * _taps.Count + t];
                if (place >= 0) entries.Add(new(first + _taps.From(t, _input.Values), place));
            }
        }
        return entries;
    }

    private List<UnitEntries> Columns(ColumnPhase phase, bool constant)
    {
        var columns = new List<UnitEntries>();
        foreach (var i in constant ? _input.Constant : _input.Live)
        {
            var entries = new List<Entry>();
            for (var o = 0; o < _layer.Weight!.Shape[0]; o++)
            {
                if (Pull(o, constant) is not { } first) continue;
                foreach (var t in phase.Taps)
                {
                    var place = _weights[(o * _layer.Weight.Shape[1] + i) * _taps.Count + t];
                    if (place >= 0) entries.Add(new(first - _taps.Back(t, _output.Pulls), place));
                }
            }
            columns.Add(new(_input.Pull(i, phase.Y, phase.X), _input.Value(i, phase.Y, phase.X), UnitTable.Nothing, entries));
        }
        return columns;
    }

    /// <summary>
    /// First position of the gradients that an output hands to inputs of a kind: its own, or, from a live output to constant inputs, those of the shared map.
    /// </summary>
    private int? Pull(int output, bool constant)
    {
        if (constant ? _output.IsConstant(output) : _output.IsLive(output)) return _output.Pull(output);
        var index = constant ? Array.IndexOf(Shared, output) : -1;
        return index < 0 ? null : _output.SharedPull(index);
    }
}
