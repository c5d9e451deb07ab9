namespace ActorSearch.TrainerNode.Sparse.Kernels;

/// <summary>One weight as a kernel meets it.</summary>
/// <param name="Offset">Where its input lies from the first position of the map that the kernel makes, in positions.</param>
/// <param name="Weight">Its place among the compressed weights.</param>
internal readonly record struct Entry(int Offset, int Weight);

/// <summary>One map to make.</summary>
/// <param name="Target">First position in the buffer written to.</param>
/// <param name="Other">First position in a second buffer: gradients of a row, or the values that gate a column.</param>
/// <param name="Initial">Compressed place of the bias, <see cref="UnitTable.Nothing"/>, or <see cref="UnitTable.Prepared"/> where the target already holds what to add to.</param>
internal sealed record UnitEntries(int Target, int Other, int Initial, List<Entry> Entries);

/// <summary>Some of a table's units.</summary>
internal readonly record struct UnitRange(int First, int End);

/// <summary>Rows (or columns) of a layer's weights that are left, as kernels read them.</summary>
internal sealed unsafe class UnitTable
{
    public const int Nothing = -1, Prepared = -2;

    private readonly bool _inPlace;

    /// <param name="lanes">Floats of a position.</param>
    public UnitTable(Arena arena, IReadOnlyList<UnitEntries> units, int lanes)
    {
        Count = units.Count;
        Entries = units.Sum(unit => unit.Entries.Count);
        _inPlace = units.All(unit => Enumerable.Range(0, unit.Entries.Count).All(k => unit.Entries[k].Weight == unit.Entries[0].Weight + k));
        var start = new List<int> { 0 };
        foreach (var unit in units) start.Add(start[^1] + unit.Entries.Count);
        Start = arena.Ints(start);
        ValueStart = _inPlace ? arena.Ints([.. units.Select(unit => unit.Entries.Count == 0 ? 0 : unit.Entries[0].Weight)]) : Start;
        Offsets = arena.Ints([.. units.SelectMany(unit => unit.Entries).Select(entry => checked(entry.Offset * lanes))]);
        Weights = arena.Ints([.. units.SelectMany(unit => unit.Entries).Select(entry => entry.Weight)]);
        Target = arena.Ints([.. units.Select(unit => checked(unit.Target * lanes))]);
        Other = arena.Ints([.. units.Select(unit => checked(unit.Other * lanes))]);
        Initial = arena.Ints([.. units.Select(unit => unit.Initial)]);
        if (!_inPlace) Gathered = arena.Floats(Entries);
    }

    public int Count { get; }
    public UnitRange All => new(0, Count);
    public int Entries { get; }

    /// <summary>[Count + 1] first entry of each unit.</summary>
    public int* Start { get; }

    /// <summary>[Count] first value of each unit among <see cref="Values"/>.</summary>
    public int* ValueStart { get; }

    /// <summary>[Entries] in floats.</summary>
    public int* Offsets { get; }

    /// <summary>[Entries] places among the compressed weights.</summary>
    public int* Weights { get; }

    /// <summary>[Count] in floats.</summary>
    public int* Target { get; }

    /// <summary>[Count] in floats.</summary>
    public int* Other { get; }

    /// <summary>[Count]</summary>
    public int* Initial { get; }

    private float* Gathered { get; }

    /// <summary>The weights' present values in this table's order: in their own place where that is the order.</summary>
    public float* Values(float* weights)
    {
        if (_inPlace) return weights;
        for (var k = 0; k < Entries; k++) Gathered[k] = weights[Weights[k]];
        return Gathered;
    }

    /// <summary>Where to add gradients in this table's order; <see cref="Scatter"/> brings them home.</summary>
    public float* Gradients(float* gradients)
    {
        if (_inPlace) return gradients;
        new Span<float>(Gathered, Entries).Clear();
        return Gathered;
    }

    public void Scatter(float* gradients)
    {
        if (_inPlace) return;
        for (var k = 0; k < Entries; k++) gradients[Weights[k]] += Gathered[k];
    }
}
