using System.Text.Json;

namespace ActorSearch.Messages.Codecs;

/// <summary>How a value is written in JSON and in packed bytes.</summary>
/// <param name="Read">
/// Reads JSON from the reader's current token; throws <see cref="JsonException"/> or <see cref="InvalidOperationException"/> for another type.
/// </param>
/// <param name="Write">Writes what <paramref name="Read"/> reads.</param>
/// <param name="Unpack">Reads packed bytes; throws <see cref="FormatException"/> for others.</param>
/// <param name="Pack">Writes what <paramref name="Unpack"/> reads.</param>
internal sealed record Codec<T>(Reading<T> Read, Action<Utf8JsonWriter, T> Write, Func<PackReader, T> Unpack, Action<PackWriter, T> Pack);
