using System.Numerics;

namespace ActorSearch.TrainerNode.Training.Pruning;

/// <summary>Which elements of one tensor are left: bit i of the tensor is bit (i mod 8), lowest first, of byte i / 8; spare bits are 0.</summary>
public sealed class BitMask : IEquatable<BitMask>
{
    private readonly byte[] _bytes;

    private BitMask(byte[] bytes, int count) => (_bytes, Count) = (bytes, count);

    /// <summary>Elements of the tensor.</summary>
    public int Count { get; }

    /// <summary>Elements left.</summary>
    public int Left => _bytes.Sum(bits => BitOperations.PopCount(bits));

    /// <summary>The elements as bits.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Whether an element is left.</summary>
    public bool this[int index] => (_bytes[index >> 3] >> (index & 7) & 1) != 0;

    /// <summary>Everything is left.</summary>
    public static BitMask Full(int count)
    {
        var bytes = new byte[(count + 7) / 8];
        Array.Fill(bytes, (byte)0xFF);
        if (count % 8 != 0) bytes[^1] = (byte)((1 << count % 8) - 1);
        return new BitMask(bytes, count);
    }

    /// <exception cref="InvalidDataException">Wrong length, or a spare bit is set.</exception>
    public static BitMask FromBytes(ReadOnlySpan<byte> bytes, int count)
    {
        if (bytes.Length != (count + 7) / 8) throw new InvalidDataException($"a mask of {count} elements takes {(count + 7) / 8} bytes, not {bytes.Length}");
        if (count % 8 != 0 && bytes[^1] >> count % 8 != 0) throw new InvalidDataException("a mask has bits beyond its last element");
        return new BitMask(bytes.ToArray(), count);
    }

    /// <summary>This mask without the elements at these positions.</summary>
    public BitMask Without(ReadOnlySpan<int> indices)
    {
        var bytes = (byte[])_bytes.Clone();
        foreach (var index in indices) bytes[index >> 3] &= (byte)~(1 << (index & 7));
        return new BitMask(bytes, Count);
    }

    /// <summary>The elements left, in order.</summary>
    public float[] Gather(ReadOnlySpan<float> dense)
    {
        var left = new float[Left];
        var at = 0;
        for (var i = 0; i < _bytes.Length; i++)
            for (uint bits = _bytes[i]; bits != 0; bits &= bits - 1) left[at++] = dense[8 * i + BitOperations.TrailingZeroCount(bits)];
        return left;
    }

    /// <summary>Writes the elements left to their places and 0 elsewhere.</summary>
    /// <exception cref="InvalidDataException">Not as many values as elements are left.</exception>
    public void Scatter(ReadOnlySpan<float> left, Span<float> dense)
    {
        if (left.Length != Left) throw new InvalidDataException($"{Left} elements are left but {left.Length} values are stored");
        dense[..Count].Clear();
        var at = 0;
        for (var i = 0; i < _bytes.Length; i++)
            for (uint bits = _bytes[i]; bits != 0; bits &= bits - 1) dense[8 * i + BitOperations.TrailingZeroCount(bits)] = left[at++];
    }

    /// <summary>By value, element by element.</summary>
    public bool Equals(BitMask? other) => other is not null && Count == other.Count && Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => Equals(obj as BitMask);

    public override int GetHashCode() => HashCode.Combine(Count, Left);
}
