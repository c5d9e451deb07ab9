using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ActorSearch.TrainerNode.Training.Checkpoints;

/// <summary>The type of a tensor's numbers.</summary>
internal enum TensorType
{
    /// <summary>Floats of 4 bytes.</summary>
    F32,

    /// <summary>Bytes.</summary>
    U8,
}

/// <summary>One tensor of a file: its bytes are row-major, little-endian.</summary>
internal sealed record StoredTensor(string Name, TensorType Type, ImmutableArray<long> Shape, ReadOnlyMemory<byte> Data)
{
    /// <summary>A tensor of floats, in one row unless a shape is given.</summary>
    public static StoredTensor Floats(string name, ReadOnlySpan<float> values, params ReadOnlySpan<int> shape) =>
        new(name, TensorType.F32, shape.IsEmpty ? [values.Length] : [.. shape], MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>A row of bytes.</summary>
    public static StoredTensor Bytes(string name, ReadOnlySpan<byte> values) => new(name, TensorType.U8, [values.Length], values.ToArray());

    /// <exception cref="InvalidDataException">The tensor has another type.</exception>
    public ReadOnlySpan<float> AsFloats() => MemoryMarshal.Cast<byte, float>(Of(TensorType.F32));

    /// <exception cref="InvalidDataException">The tensor has another type.</exception>
    public ReadOnlySpan<byte> AsBytes() => Of(TensorType.U8);

    /// <exception cref="InvalidDataException">One of the floats is not finite.</exception>
    internal void RequireFinite()
    {
        foreach (var value in AsFloats())
            if (!float.IsFinite(value)) throw new InvalidDataException($"tensor {Name} holds a number that is not finite");
    }

    private ReadOnlySpan<byte> Of(TensorType type) => Type == type ? Data.Span : throw new InvalidDataException($"tensor {Name} is not of type {type}");
}

/// <summary>
/// The safetensors format (github.com/huggingface/safetensors): 8 bytes header length, a JSON header, then the data without gaps.
/// Reading takes nothing on trust: every size, offset and name is checked before it is used.
/// </summary>
internal sealed class SafetensorsFile
{
    private const string MetadataKey = "__metadata__";
    private const int LongestHeader = 100_000_000;
    private readonly Dictionary<string, StoredTensor> _tensors;

    /// <param name="tensors">With different names.</param>
    public SafetensorsFile(IReadOnlyDictionary<string, string> metadata, IEnumerable<StoredTensor> tensors)
    {
        Metadata = metadata;
        _tensors = tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
    }

    /// <summary>Texts by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>All tensors.</summary>
    public IReadOnlyCollection<StoredTensor> Tensors => _tensors.Values;

    /// <exception cref="InvalidDataException">There is no such tensor.</exception>
    public StoredTensor this[string name] => _tensors.GetValueOrDefault(name) ?? throw new InvalidDataException($"tensor {name} is missing");

    /// <summary>The file: a function of the contents alone. Floats come before bytes and the header is padded, so that floats lie aligned.</summary>
    public byte[] ToBytes()
    {
        var ordered = _tensors.Values.OrderBy(t => t.Type).ThenBy(t => t.Name, StringComparer.Ordinal).ToList();
        var members = new OrderedDictionary<string, object>
        {
            [MetadataKey] = new OrderedDictionary<string, string>(Metadata.OrderBy(m => m.Key, StringComparer.Ordinal)),
        };
        var end = 0L;
        foreach (var tensor in ordered)
            members.Add(tensor.Name, new { dtype = tensor.Type.ToString(), shape = tensor.Shape, data_offsets = new[] { end, end += tensor.Data.Length } });
        var header = JsonSerializer.SerializeToUtf8Bytes(members);
        var at = 8 + (header.Length + 7) / 8 * 8;
        var bytes = new byte[checked(at + end)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, at - 8);
        bytes.AsSpan(8, at - 8).Fill((byte)' ');
        header.CopyTo(bytes, 8);
        foreach (var tensor in ordered)
        {
            tensor.Data.Span.CopyTo(bytes.AsSpan(at));
            at += tensor.Data.Length;
        }
        return bytes;
    }

    /// <summary>A text of the metadata.</summary>
    /// <exception cref="InvalidDataException">Missing.</exception>
    internal string Text(string name) => Metadata.GetValueOrDefault(name) ?? throw new InvalidDataException($"metadata {name} is missing");

    /// <summary>A value of the metadata.</summary>
    /// <exception cref="InvalidDataException">Missing, or not such a value.</exception>
    internal T Json<T>(string name) => FileJson.Read<T>(name, Text(name));

    /// <exception cref="InvalidDataException">The metadata have no such text or value, or another one.</exception>
    internal void Require(string name, object expected)
    {
        var (text, wanted) = (Text(name), FileJson.Text(expected));
        if (text != wanted) throw new InvalidDataException($"{name} is {Short(text)} where {Short(wanted)} was expected");
    }

    private static string Short(string text) => text.Length <= 80 ? $"`{text}`" : $"`{text[..80]}...`";

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">Not such a file, or not a consistent one.</exception>
    public static SafetensorsFile Parse(ReadOnlyMemory<byte> file)
    {
        if (file.Length < 8) throw new InvalidDataException("shorter than its header length");
        var length = BinaryPrimitives.ReadInt64LittleEndian(file.Span);
        if (length < 2 || length > LongestHeader || length > file.Length - 8) throw new InvalidDataException($"a header of {length} bytes does not fit");
        var data = file[(8 + (int)length)..];
        try
        {
            using var header = JsonDocument.Parse(file.Slice(8, (int)length), new JsonDocumentOptions { MaxDepth = 8 });
            return Read(header.RootElement, data);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException or KeyNotFoundException)
        {
            throw new InvalidDataException("the header is not valid", e);
        }
    }

    private static SafetensorsFile Read(JsonElement header, ReadOnlyMemory<byte> data)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var tensors = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        var ranges = new List<(long Begin, long End)>();
        var sawMetadata = false;
        foreach (var entry in header.EnumerateObject())
        {
            if (entry.Name == MetadataKey)
            {
                if (sawMetadata) throw new InvalidDataException("two blocks of metadata");
                sawMetadata = true;
                foreach (var item in entry.Value.EnumerateObject())
                {
                    var text = item.Value.GetString() ?? throw new InvalidDataException($"metadata {item.Name} is not text");
                    if (!metadata.TryAdd(item.Name, text)) throw new InvalidDataException($"metadata {item.Name} occurs twice");
                }
                continue;
            }
            var (tensor, range) = ReadTensor(entry, data);
            if (!tensors.TryAdd(entry.Name, tensor)) throw new InvalidDataException($"tensor {entry.Name} occurs twice");
            ranges.Add(range);
        }
        long end = 0;
        foreach (var range in ranges.Order())
        {
            if (range.Begin != end) throw new InvalidDataException("tensors overlap or leave a gap");
            end = range.End;
        }
        if (end != data.Length) throw new InvalidDataException($"{data.Length} bytes of data where the header describes {end}");
        return new SafetensorsFile(metadata, tensors.Values);
    }

    private static (StoredTensor Tensor, (long Begin, long End) Range) ReadTensor(JsonProperty entry, ReadOnlyMemory<byte> data)
    {
        var name = entry.Name;
        var (dtype, shape, offsets) = entry.Value.Deserialize<Description>(FileJson.Options) ?? throw new JsonException($"tensor {name} is null");
        var type = dtype switch
        {
            "F32" => TensorType.F32,
            "U8" => TensorType.U8,
            _ => throw new InvalidDataException($"tensor {name} has type {dtype}; F32 and U8 are known"),
        };
        if (offsets is not [var begin, var end] || begin < 0 || end < begin || end > data.Length)
            throw new InvalidDataException($"tensor {name} lies outside the data");
        if (shape.Any(d => d < 0)) throw new InvalidDataException($"tensor {name} has a negative dimension");
        var size = shape.Aggregate(type == TensorType.F32 ? 4L : 1L, (a, b) => checked(a * b));
        if (size != end - begin) throw new InvalidDataException($"tensor {name} has {end - begin} bytes where its shape takes {size}");
        return (new StoredTensor(name, type, [.. shape], data[(int)begin..(int)end]), (begin, end));
    }

    /// <summary>A tensor in the header.</summary>
    private sealed record Description(string Dtype, long[] Shape, long[] DataOffsets);
}
