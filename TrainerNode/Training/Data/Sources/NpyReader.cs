using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace ActorSearch.TrainerNode.Training.Data.Sources;

/// <summary>
/// Reads one NumPy array front to back (numpy.lib.format, versions 1 to 3): booleans, integers and floats of 1 to 8 bytes, either byte order, C order.
/// </summary>
internal sealed class NpyReader
{
    private const int Block = 1 << 16;

    private readonly Stream _stream;
    private readonly DataName _name;
    private readonly char _kind;
    private readonly int _size;
    private readonly bool _bigEndian;

    public ImmutableArray<int> Shape { get; }

    /// <param name="stream">Positioned at the array's first byte.</param>
    /// <param name="name">File and array, for messages.</param>
    public NpyReader(Stream stream, DataName name)
    {
        (_stream, _name) = (stream, name);
        Span<byte> start = stackalloc byte[8];
        Read(start);
        if (start[0] != 0x93 || !start[1..6].SequenceEqual("NUMPY"u8))
            throw Bad("is not a NumPy array (the first bytes are not \\x93NUMPY)");
        if (start[6] is < 1 or > 3) throw Bad($"has NumPy format version {start[6]}; expected 1 to 3");
        Span<byte> length = stackalloc byte[start[6] == 1 ? 2 : 4];
        Read(length);
        var count = length.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(length) : BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (count > 1 << 20) throw Bad("has a damaged header");
        var bytes = new byte[count];
        Read(bytes);
        var header = Encoding.UTF8.GetString(bytes);
        var type = Regex.Match(header, @"'descr':\s*'([<>|=]?)([a-zA-Z])(\d+)'");
        var order = Regex.Match(header, @"'fortran_order':\s*(True|False)");
        var shape = Regex.Match(header, @"'shape':\s*\(([\d,\s]*)\)");
        if (!type.Success || !order.Success || !shape.Success) throw Bad("has a damaged or unsupported header; expected a plain array of numbers");
        (_bigEndian, _kind, _size) = (type.Groups[1].Value == ">", type.Groups[2].Value[0], int.Parse(type.Groups[3].Value, CultureInfo.InvariantCulture));
        if (!(_kind is 'b' && _size == 1 || _kind is 'u' or 'i' && _size is 1 or 2 or 4 or 8 || _kind is 'f' && _size is 2 or 4 or 8))
            throw Bad($"holds {type.Value["'descr':".Length..].Trim()}; expected whole numbers or floats");
        Shape = [.. shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(n => int.TryParse(n, CultureInfo.InvariantCulture, out var value) ? value : throw Bad($"has an axis of {n}"))];
        if (order.Groups[1].Value == "True" && Shape.Length > 1) throw Bad("is in Fortran order; expected C order (numpy.ascontiguousarray)");
    }

    /// <summary>The next numbers, one by one: a header that claims more than there is costs no memory.</summary>
    public IEnumerable<double> Read(int count)
    {
        var buffer = new byte[Math.Min(count, Block) * _size];
        for (var left = count; left > 0; left -= Block)
        {
            var block = Math.Min(left, Block);
            Read(buffer.AsSpan(0, block * _size));
            for (var i = 0; i < block; i++) yield return One(buffer.AsSpan(i * _size, _size));
        }
    }

    /// <summary>The next numbers as pixels: each must be whole and in 0 .. 255.</summary>
    public void ReadPixels(Span<byte> values)
    {
        if (_size == 1 && _kind == 'u')
        {
            Read(values);
            return;
        }
        var i = 0;
        foreach (var value in Read(values.Length)) values[i++] = Pixel(value);
    }

    private byte Pixel(double value)
    {
        const string expected = "expected whole numbers from 0 to 255";
        if (value >= 0 && value <= 255 && value == Math.Floor(value)) return (byte)value;
        throw Bad($"holds the pixel {value}; {expected}", $"holds other pixels; {expected}");
    }

    private double One(ReadOnlySpan<byte> bytes)
    {
        Span<byte> little = stackalloc byte[8];
        bytes.CopyTo(little);
        if (_bigEndian) little[.._size].Reverse();
        return (_kind, _size) switch
        {
            ('f', 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(little),
            ('f', 4) => BinaryPrimitives.ReadSingleLittleEndian(little),
            ('f', _) => BinaryPrimitives.ReadDoubleLittleEndian(little),
            ('i', 1) => (sbyte)little[0],
            ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(little),
            ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(little),
            ('i', _) => BinaryPrimitives.ReadInt64LittleEndian(little),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(little),
        };
    }

    private void Read(Span<byte> bytes)
    {
        if (_stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length) throw Bad("ends too early; the file is damaged");
    }

    private BadInputException Bad(string what, string? withoutContent = null) =>
        new($"{_name.Path} {what}") { WithoutContent = $"{_name.Remote} {withoutContent ?? what}" };
}
