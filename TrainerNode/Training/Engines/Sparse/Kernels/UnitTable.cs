namespace ActorSearch.TrainerNode.Training.Engines.Sparse.Kernels;

/// <summary>One remaining weight.</summary>
/// <param name="Offset">Distance from the first position of the map that the kernel computes to the first position of the input, in positions.</param>
/// <param name="Weight">Index among the compressed weights.</param>
internal readonly record struct Entry(int Offset, int Weight);

/// <summary>One map to compute.</summary>
/// <param name="Target">First position in the buffer that the kernel writes.</param>
/// <param name="Other">First position in a second buffer: for a row of weights the gradients, for a column the values that gate it.</param>
/// <param name="Initial">Index of the bias among the compressed weights; <see cref="UnitTable.Nothing"/>; or <see cref="UnitTable.Prepared"/>.</param>
/// <param name="Entries">The weights, in the order of summation.</param>
internal sealed record UnitEntries(int Target, int Other, int Initial, List<Entry> Entries);

/// <summary>The remaining weights of a layer, by rows or by columns, in the form that kernels read. Offsets are in floats.</summary>
internal sealed unsafe class UnitTable
{
    /// <summary>Start values of a sum other than a bias: 0, or the values that the target already holds.</summary>
    public const int Nothing = -1, Prepared = -2;

    private readonly bool _inPlace;
    private readonly float* _gathered;

    /// <summary>Copies the units into memory of the arena.</summary>
    /// <param name="lanes">Floats per position.</param>
    public UnitTable(Arena arena, IReadOnlyList<UnitEntries> units, int lanes)
    {
        var entries = units.SelectMany(unit => unit.Entries).ToList();
        (Count, Entries) = (units.Count, entries.Count);
        _inPlace = units.All(unit => Enumerable.Range(0, unit.Entries.Count).All(k => unit.Entries[k].Weight == unit.Entries[0].Weight + k));
        var start = new List<int> { 0 };
        foreach (var unit in units) start.Add(start[^1] + unit.Entries.Count);
        Start = arena.Ints(start);
        ValueStart = _inPlace ? arena.Ints([.. units.Select(unit => unit.Entries.Count == 0 ? 0 : unit.Entries[0].Weight)]) : Start;
        Offsets = arena.Ints([.. entries.Select(entry => checked(entry.Offset * lanes))]);
        Weights = arena.Ints([.. entries.Select(entry => entry.Weight)]);
        Target = arena.Ints([.. units.Select(unit => checked(unit.Target * lanes))]);
        Other = arena.Ints([.. units.Select(unit => checked(unit.Other * lanes))]);
        Initial = arena.Ints([.. units.Select(unit => unit.Initial)]);
        if (!_inPlace) _gathered = arena.Floats(Entries);
    }

    /// <summary>Number of units.</summary>
    public int Count { get; }

    /// <summary>The range of one unit; null = of all.</summary>
    public Range Units(int? only = null) => only is { } index ? index..(index + 1) : 0..Count;

    /// <summary>Number of entries of all units.</summary>
    public int Entries { get; }

    /// <summary>[Count + 1] index of each unit's first entry; the last one is <see cref="Entries"/>.</summary>
    public int* Start { get; }

    /// <summary>[Count] index of each unit's first weight in <see cref="Values"/>.</summary>
    public int* ValueStart { get; }

    /// <summary>[Entries] <see cref="Entry.Offset"/>.</summary>
    public int* Offsets { get; }

    /// <summary>[Entries] <see cref="Entry.Weight"/>.</summary>
    public int* Weights { get; }

    /// <summary>[Count] <see cref="UnitEntries.Target"/>.</summary>
    public int* Target { get; }

    /// <summary>[Count] <see cref="UnitEntries.Other"/>.</summary>
    public int* Other { get; }

    /// <summary>[Count] <see cref="UnitEntries.Initial"/>.</summary>
    public int* Initial { get; }

    /// <summary>The current weights in this table's order. Copies them only if the compressed weights have another order.</summary>
    public float* Values(float* weights)
    {
        if (_inPlace) return weights;
        for (var k = 0; k < Entries; k++) _gathered[k] = weights[Weights[k]];
        return _gathered;
    }

    /// <summary>The buffer to which a kernel adds gradients in this table's order. Call <see cref="Scatter"/> afterwards.</summary>
    public float* Gradients(float* gradients)
    {
        if (_inPlace) return gradients;
        new Span<float>(_gathered, Entries).Clear();
        return _gathered;
    }

    /// <summary>Adds the gradients that a kernel has computed to the gradients of the compressed weights.</summary>
    public void Scatter(float* gradients)
    {
        if (_inPlace) return;
        for (var k = 0; k < Entries; k++) gradients[Weights[k]] += _gathered[k];
    }
}
