using System.Globalization;
using ActorSearch.Coordinator.Documents;
using ActorSearch.Coordinator.Results;
using ActorSearch.Messages;
using ActorSearch.Search;

namespace ActorSearch.Coordinator.Actors;

/// <summary>Writes what persons ask of a search and hands it out in parts that fit a message.</summary>
/// <param name="away">Told in the status: the journal fails, and the search waits.</param>
internal sealed class SearchDocuments(JournalAway? away = null)
{
    /// <summary>Bytes of a part; in base64 it stays below 64 kB.</summary>
    public const int MaxPart = 45_000;

    /// <summary>Documents kept for those who read them in parts; the oldest goes, and who still reads it begins again.</summary>
    private const int Kept = 16;

    /// <summary>Versions of another instance, before a restart or a failover, are never taken for its own.</summary>
    private readonly string _instance = Guid.NewGuid().ToString("N")[..8];
    private readonly List<(string Version, byte[] Content)> _written = [];
    private readonly PointSample _points = new();
    private HypervolumeHistory _history = HypervolumeHistory.Empty;
    private int _versions;

    /// <summary>From offset 0 as it is now, later parts of the version asked for; a refusal when there is no such candidate.</summary>
    /// <param name="view">The newest there is, for what slots do; may be a little older than the state.</param>
    public IWireMessage Answer(GetDocument ask, SearchState state, SearchView? view, long sequenceNr, DateTimeOffset now)
    {
        var version = ask.Offset > 0 ? ask.Version : IsOfTheState(ask.Document) ? Version($"{ask.Document}-{sequenceNr}") : null;
        var document = _written.Find(written => written.Version == version);
        if (document.Content is null)
        {
            if (Content(ask, state, view, now) is not { } content) return new OperatorReply(ask.Search, CandidateDocument.Missing(state, ask.Candidate ?? ""), state.Status);
            document = (IsOfTheState(ask.Document) ? Version($"{ask.Document}-{sequenceNr}") : Version($"{sequenceNr}-{++_versions}"), content);
            if (_written.Count == Kept) _written.RemoveAt(0);
            _written.Add(document);
        }
        var offset = Math.Clamp(ask.Offset, 0, document.Content.Length);
        var part = Convert.ToBase64String(document.Content, offset, Math.Min(MaxPart, document.Content.Length - offset));
        return new DocumentPart(ask.Search, document.Version, offset, document.Content.Length, part);
    }

    /// <summary>A function of the state alone: written once while that stays.</summary>
    private static bool IsOfTheState(DocumentKind document) => document is DocumentKind.Front or DocumentKind.Points or DocumentKind.History or DocumentKind.Tree;

    private string Version(FormattableString text) => $"{_instance}-{text.ToString(CultureInfo.InvariantCulture)}";

    private byte[]? Content(GetDocument ask, SearchState state, SearchView? view, DateTimeOffset now) => ask.Document switch
    {
        DocumentKind.Front => FrontFile.Json(state),
        DocumentKind.Candidates when ask.Query is { } query => DocumentJson.Write(CandidatePages.Of(state, query)),
        DocumentKind.Candidate => CandidateDocument.Find(state, ask.Candidate ?? "") is [var one] ? DocumentJson.Write(CandidateDocument.Of(state, one, view)) : null,
        DocumentKind.Slots => DocumentJson.Write(SlotsDocument.Of(state, view)),
        DocumentKind.Points => DocumentJson.WriteCompact(PointsDocument.Of(state, _points)),
        DocumentKind.History => DocumentJson.WriteCompact(HistoryDocument.Of(state, _history = _history.Continue(state))),
        DocumentKind.Tree => DocumentJson.WriteCompact(TreeDocument.Of(state)),
        _ => DocumentJson.Write(StatusDocument.Of(state, now, away)),
    };
}
