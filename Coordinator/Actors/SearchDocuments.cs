using System.Globalization;
using ActorSearch.Coordinator.Results;
using ActorSearch.Messages;
using ActorSearch.Search;

namespace ActorSearch.Coordinator.Actors;

/// <summary>Writes what persons ask of a search and hands it out in parts that fit a message.</summary>
internal sealed class SearchDocuments
{
    /// <summary>Bytes of a part; in base64 it stays below 64 kB.</summary>
    public const int MaxPart = 45_000;

    private readonly Dictionary<DocumentKind, (string Version, byte[] Content)> _written = [];
    private int _versions;

    /// <summary>From offset 0 as it is now; later parts of what was written then (a part beyond its end, after a restart, is empty).</summary>
    public DocumentPart Part(GetDocument ask, SearchState state, long sequenceNr, DateTimeOffset now)
    {
        if (ask.Offset <= 0 || !_written.ContainsKey(ask.Document)) Write(ask.Document, state, sequenceNr, now);
        var (version, content) = _written[ask.Document];
        var offset = Math.Clamp(ask.Offset, 0, content.Length);
        return new DocumentPart(ask.Search, version, offset, content.Length, Convert.ToBase64String(content, offset, Math.Min(MaxPart, content.Length - offset)));
    }

    private void Write(DocumentKind document, SearchState state, long sequenceNr, DateTimeOffset now)
    {
        var version = document == DocumentKind.Front
            ? string.Create(CultureInfo.InvariantCulture, $"{sequenceNr}")
            : string.Create(CultureInfo.InvariantCulture, $"{sequenceNr}-{++_versions}");
        if (_written.TryGetValue(document, out var before) && before.Version == version) return;
        _written[document] = (version, document == DocumentKind.Front ? FrontFile.Json(state) : StatusFile.Json(state, now));
    }
}
