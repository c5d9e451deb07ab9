using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActorSearch.Messages.Json;
using ActorSearch.Messages.Packing;
using Akka.Actor;

namespace ActorSearch.Messages;

/// <summary>Records to UTF-8 JSON and back by manifest; anything outside <see cref="Manifests"/> or malformed is a <see cref="SerializationException"/>.</summary>
public sealed class RecordCodec
{
    /// <summary>Largest message between processes, bytes. Remoting drops frames above 128 kB without telling anyone; this tells.</summary>
    public const int MaxMessageBytes = 100_000;

    /// <summary>Largest journal record or snapshot that is read, bytes.</summary>
    public const int MaxRecordBytes = 1 << 30;

    private readonly JsonSerializerOptions _options;

    private RecordCodec(ExtendedActorSystem? system) => _options = RecordOptions.For(system);

    /// <summary>For the journal's records, which hold no actor references.</summary>
    public static RecordCodec Journal { get; } = new(null);

    public static RecordCodec ForMessages(ExtendedActorSystem system) => new(system);

    public static string ManifestOf(object record) =>
        Manifests.Of(record.GetType()) ?? throw new SerializationException($"{record.GetType()} has no manifest");

    public byte[] Write(object record)
    {
        ManifestOf(record);
        byte[] bytes;
        try
        {
            bytes = JsonSerializer.SerializeToUtf8Bytes(record, TypeInfo(record.GetType()));
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new SerializationException($"{record.GetType().Name} cannot be written: {e.Message}", e);
        }
        var limit = record is IWireMessage ? MaxMessageBytes : MaxRecordBytes;
        if (record is PackedSnapshot) bytes = Seal.Close(bytes);
        return bytes.Length <= limit ? bytes : throw new SerializationException($"{record.GetType().Name} has {bytes.Length} bytes; at most {limit} are allowed");
    }

    /// <summary>The same bytes as <see cref="Write(object)"/>, for what may be large.</summary>
    public void Write(object record, Pieces to)
    {
        ManifestOf(record);
        try
        {
            using var writer = new Utf8JsonWriter(to, new JsonWriterOptions { Encoder = _options.Encoder, SkipValidation = true });
            JsonSerializer.Serialize(writer, record, TypeInfo(record.GetType()));
            if (record is PackedSnapshot)
            {
                writer.Flush();
                Seal.Close(to);
            }
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new SerializationException($"{record.GetType().Name} cannot be written: {e.Message}", e);
        }
        if (to.Length > MaxRecordBytes) throw new SerializationException($"{record.GetType().Name} has {to.Length} bytes; at most {MaxRecordBytes} are allowed");
    }

    public object Read(string manifest, ReadOnlySpan<byte> bytes)
    {
        if (!Manifests.Types.TryGetValue(manifest, out var type)) throw new SerializationException($"unknown manifest '{manifest}'");
        var limit = typeof(IWireMessage).IsAssignableFrom(type) ? MaxMessageBytes : MaxRecordBytes;
        if (bytes.Length > limit) throw new SerializationException($"{type.Name} has {bytes.Length} bytes; at most {limit} are allowed");
        if (type == typeof(PackedSnapshot)) bytes = Seal.Open(bytes);
        try
        {
            return JsonSerializer.Deserialize(bytes, TypeInfo(type)) ?? throw new SerializationException($"{type.Name}: null");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            throw new SerializationException($"{type.Name} cannot be read: {e.Message}", e);
        }
    }

    private JsonTypeInfo TypeInfo(Type type) => _options.GetTypeInfo(type);
}
