using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActorSearch.Messages.Json;
using ActorSearch.Messages.Packing;
using Akka.Actor;

namespace ActorSearch.Messages;

/// <summary>
/// Converts records to UTF-8 JSON and back, by manifest. A type outside <see cref="Manifests"/> and malformed input throw a <see
/// cref="SerializationException"/>.
/// </summary>
public sealed class RecordCodec
{
    /// <summary>
    /// Largest message between processes, in bytes. Akka remoting silently drops frames above 128 kB; this limit, which is lower, reports an error.
    /// </summary>
    public const int MaxMessageBytes = 100_000;

    /// <summary>Largest journal record or snapshot, in bytes.</summary>
    public const int MaxRecordBytes = 1 << 30;

    private readonly JsonSerializerOptions _options;

    private RecordCodec(ExtendedActorSystem? system) => _options = RecordOptions.For(system);

    /// <summary>The codec of journal records, which hold no actor references.</summary>
    public static RecordCodec Journal { get; } = new(null);

    /// <summary>A codec of messages between processes, which may hold references to actors of this system.</summary>
    public static RecordCodec ForMessages(ExtendedActorSystem system) => new(system);

    /// <summary>The manifest of a record's type.</summary>
    /// <exception cref="SerializationException">The type has none.</exception>
    public static string ManifestOf(object record) =>
        Manifests.Of(record.GetType()) ?? throw new SerializationException($"{record.GetType()} has no manifest");

    /// <summary>A record as UTF-8 JSON.</summary>
    /// <exception cref="SerializationException">The record has no manifest, cannot be written, or is too large.</exception>
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
        return bytes.Length <= limit
            ? bytes
            : throw new SerializationException($"{record.GetType().Name} has {bytes.Length} bytes; at most {limit} are allowed");
    }

    /// <summary>Writes the same bytes as <see cref="Write(object)"/>, for journal records and snapshots, which may be large.</summary>
    /// <exception cref="SerializationException">The record has no manifest, cannot be written, or is larger than <see cref="MaxRecordBytes"/>.</exception>
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
        if (to.Length > MaxRecordBytes)
            throw new SerializationException($"{record.GetType().Name} has {to.Length} bytes; at most {MaxRecordBytes} are allowed");
    }

    /// <summary>The record of a type and its bytes.</summary>
    /// <exception cref="SerializationException">The manifest is unknown, or the bytes are too many, damaged or malformed.</exception>
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
        catch (Exception e) when (e is
            JsonException or NotSupportedException or InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            throw new SerializationException($"{type.Name} cannot be read: {e.Message}", e);
        }
    }

    private JsonTypeInfo TypeInfo(Type type) => _options.GetTypeInfo(type);
}
