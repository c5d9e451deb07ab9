using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ActorSearch.TrainerNode.Training.Checkpoints;

public enum TensorType { F32, U8 }

/// <summary>One tensor of a file: its bytes are row-major, little-endian.</summary>
public sealed record StoredTensor(string Name, TensorType Type, ImmutableArray<long> Shape, ReadOnlyMemory<byte> Data)
{
    public static StoredTensor Floats(string name, ReadOnlySpan<float> values, params ReadOnlySpan<int> shape)
    {
        ImmutableArray<long> dimensions = shape.IsEmpty ? [values.Length] : [.. shape.ToArray().Select(n => (long)n)];
        return new(name, TensorType.F32, dimensions, MemoryMarshal.AsBytes(values).ToArray());
    }

    public static StoredTensor Bytes(string name, ReadOnlySpan<byte> values) => new(name, TensorType.U8, [values.Length], values.ToArray());

    public ReadOnlySpan<float> AsFloats() => Type == TensorType.F32
        ? MemoryMarshal.Cast<byte, float>(Data.Span)
        : throw new InvalidDataException($"tensor {Name} is not of type F32");
}

/// <summary>
/// The safetensors format (github.com/huggingface/safetensors): 8 bytes header length, a JSON header, then the data without gaps.
/// Reading takes nothing on trust: every size, offset and name is checked before it is used.
/// </summary>
public sealed class SafetensorsFile
{
    private const string MetadataKey = "__metadata__";
    private const int LongestHeader = 100_000_000;
    private readonly Dictionary<string, StoredTensor> _tensors;

    public SafetensorsFile(IReadOnlyDictionary<string, string> metadata, IEnumerable<StoredTensor> tensors)
    {
        Metadata = metadata;
        _tensors = tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
    }

    public IReadOnlyDictionary<string, string> Metadata { get; }
    public IReadOnlyCollection<StoredTensor> Tensors => _tensors.Values;

    /// <exception cref="InvalidDataException">There is no such tensor.</exception>
    public StoredTensor this[string name] => _tensors.GetValueOrDefault(name) ?? throw new InvalidDataException($"tensor {name} is missing");

    /// <summary>The file: a function of the contents alone. Floats come before bytes and the header is padded, so that floats lie aligned.</summary>
    public byte[] ToBytes()
    {
        var ordered = _tensors.Values.OrderBy(t => t.Type).ThenBy(t => t.Name, StringComparer.Ordinal).ToList();
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            json.WriteStartObject(MetadataKey);
            foreach (var (key, value) in Metadata.OrderBy(m => m.Key, StringComparer.Ordinal)) json.WriteString(key, value);
            json.WriteEndObject();
            long offset = 0;
            foreach (var tensor in ordered)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type.ToString());
                json.WriteStartArray("shape");
                foreach (var dimension in tensor.Shape) json.WriteNumberValue(dimension);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.Data.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while (header.Length % 8 != 0) header.WriteByte((byte)' ');

        var bytes = new byte[checked(8 + header.Length + ordered.Sum(t => (long)t.Data.Length))];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        header.GetBuffer().AsSpan(0, (int)header.Length).CopyTo(bytes.AsSpan(8));
        var at = 8 + (int)header.Length;
        foreach (var tensor in ordered)
        {
            tensor.Data.Span.CopyTo(bytes.AsSpan(at));
            at += tensor.Data.Length;
        }
        return bytes;
    }

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
        var type = entry.Value.GetProperty("dtype").GetString() switch
        {
            "F32" => TensorType.F32,
            "U8" => TensorType.U8,
            var other => throw new InvalidDataException($"tensor {name} has type {other}; F32 and U8 are known"),
        };
        ImmutableArray<long> shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())];
        ImmutableArray<long> offsets = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(d => d.GetInt64())];
        if (offsets is not [var begin, var end] || begin < 0 || end < begin || end > data.Length) throw new InvalidDataException($"tensor {name} lies outside the data");
        if (shape.Any(d => d < 0)) throw new InvalidDataException($"tensor {name} has a negative dimension");
        var size = shape.Aggregate(type == TensorType.F32 ? 4L : 1L, (a, b) => checked(a * b));
        if (size != end - begin) throw new InvalidDataException($"tensor {name} has {end - begin} bytes where its shape takes {size}");
        return (new StoredTensor(name, type, shape, data[(int)begin..(int)end]), (begin, end));
    }
}
