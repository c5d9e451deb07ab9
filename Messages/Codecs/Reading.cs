using System.Text.Json;

namespace ActorSearch.Messages.Codecs;

/// <summary>Reads a value from the reader's current token.</summary>
internal delegate T Reading<out T>(ref Utf8JsonReader reader);
