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
        byte[] bytes = [];
        Write(record, type => bytes = JsonSerializer.SerializeToUtf8Bytes(record, type));
        if (record is PackedSnapshot) bytes = Seal.Close(bytes);
        CheckLength(record.GetType(), bytes.Length);
        return bytes;
    }

    /// <summary>Writes the same bytes as <see cref="Write(object)"/>, for journal records and snapshots, which may be large.</summary>
    /// <exception cref="SerializationException">The record has no manifest, cannot be written, or is larger than <see cref="MaxRecordBytes"/>.</exception>
    public void Write(object record, Pieces to)
    {
        Write(record, type =>
        {
            using var writer = new Utf8JsonWriter(to, new JsonWriterOptions { Encoder = _options.Encoder, SkipValidation = true });
            JsonSerializer.Serialize(writer, record, type);
        });
        if (record is PackedSnapshot) Seal.Close(to);
        CheckLength(record.GetType(), to.Length);
    }

    /// <summary>The record of a type and its bytes.</summary>
    /// <exception cref="SerializationException">The manifest is unknown, or the bytes are too many, damaged or malformed.</exception>
    public object Read(string manifest, ReadOnlySpan<byte> bytes)
    {
        if (!Manifests.Types.TryGetValue(manifest, out var type)) throw new SerializationException($"unknown manifest '{manifest}'");
        CheckLength(type, bytes.Length);
        if (type == typeof(PackedSnapshot)) bytes = Seal.Open(bytes);
        try
        {
            return JsonSerializer.Deserialize(bytes, _options.GetTypeInfo(type)) ?? throw new SerializationException($"{type.Name}: null");
        }
        catch (Exception e) when (IsFault(e))
        {
            throw new SerializationException($"{type.Name} cannot be read: {e.Message}", e);
        }
    }

    private void Write(object record, Action<JsonTypeInfo> write)
    {
        ManifestOf(record);
        try
        {
            write(_options.GetTypeInfo(record.GetType()));
        }
        catch (Exception e) when (IsFault(e))
        {
            throw new SerializationException($"{record.GetType().Name} cannot be written: {e.Message}", e);
        }
    }

    private static bool IsFault(Exception e) =>
        e is JsonException or NotSupportedException or InvalidOperationException or FormatException or OverflowException or ArgumentException;

    private static void CheckLength(Type type, long length)
    {
        var limit = typeof(IWireMessage).IsAssignableFrom(type) ? MaxMessageBytes : MaxRecordBytes;
        if (length > limit) throw new SerializationException($"{type.Name} has {length} bytes; at most {limit} are allowed");
    }
}
