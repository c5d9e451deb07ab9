using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Messages;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Searches;

/// <summary>Writes what persons ask of a search.</summary>
/// <param name="away">Reported in the status: the journal fails, and the search waits.</param>
internal sealed class SearchDocuments(JournalAway? away = null)
{
    /// <summary>Documents that depend on the state alone, each with the number of the state it was written from.</summary>
    private readonly Dictionary<DocumentKind, (long SequenceNr, byte[] Json)> _written = [];
    private readonly PointSample _points = new();
    private HypervolumeHistory _history = HypervolumeHistory.Empty;

    /// <returns>The document, or a refusal when there is no such candidate.</returns>
    /// <param name="view">The newest there is, for what slots do; may be a little older than the state.</param>
    /// <param name="sequenceNr">Differs when the state does.</param>
    public object Answer(GetDocument ask, SearchState state, SearchView? view, long sequenceNr, DateTimeOffset now)
    {
        if (_written.TryGetValue(ask.Document, out var written) && written.SequenceNr == sequenceNr) return new WrittenDocument(written.Json);
        if (ask.Query?.Parent is { } parent && CandidateDocument.Find(state, parent) is not [_])
            return new OperatorReply(ask.Search, CandidateDocument.Missing(state, parent), state.Status);
        if (Content(ask, state, view, now) is not { } json) return new OperatorReply(ask.Search, CandidateDocument.Missing(state, ask.Candidate ?? ""), state.Status);
        if (ask.Document is DocumentKind.Front or DocumentKind.Points or DocumentKind.History or DocumentKind.Tree) _written[ask.Document] = (sequenceNr, json);
        return new WrittenDocument(json);
    }

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
