using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Messages;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Searches;

/// <summary>Writes the documents of a search.</summary>
/// <param name="away">Reported in the status: the journal fails, and the search waits.</param>
internal sealed class SearchDocuments(JournalAway? away = null)
{
    /// <summary>Documents that depend on the state alone, each with the number of the state it was written from.</summary>
    private readonly Dictionary<DocumentKind, (long SequenceNr, byte[] Json)> _written = [];
    private PointSample _points = new();
    private HypervolumeHistory _history = new();

    /// <returns>The document's bytes, or a refusal when there is no such candidate.</returns>
    /// <param name="view">The newest view, for what slots do; may be a little older than the state.</param>
    /// <param name="sequenceNr">Differs when the state does.</param>
    public object Answer(GetDocument ask, SearchState state, SearchView? view, long sequenceNr, DateTimeOffset now)
    {
        if (_written.TryGetValue(ask.Document, out var written) && written.SequenceNr == sequenceNr) return written.Json;
        if ((ask.Query?.Parent ?? ask.Candidate) is { } id && CandidateDocument.Find(state, id) is not [_])
            return new OperatorReply(ask.Search, CandidateDocument.Missing(state, id), state.Status);
        var json = ask.Document switch
        {
            DocumentKind.Front => FrontFile.Json(state),
            DocumentKind.Candidates => DocumentJson.Write(CandidatePages.Of(state, ask.Query!)),
            DocumentKind.Candidate => DocumentJson.Write(CandidateDocument.Of(state, CandidateDocument.Find(state, ask.Candidate!)[0], view)),
            DocumentKind.Slots => DocumentJson.Write(SlotsDocument.Of(state, view)),
            DocumentKind.Points => DocumentJson.WriteCompact(PointsDocument.Of(state, _points = _points.Continue(state))),
            DocumentKind.History => DocumentJson.WriteCompact(HistoryDocument.Of(state, _history = _history.Continue(state))),
            DocumentKind.Tree => DocumentJson.WriteCompact(TreeDocument.Of(state)),
            _ => DocumentJson.Write(StatusDocument.Of(state, now, away)),
        };
        if (ask.Document is DocumentKind.Front or DocumentKind.Points or DocumentKind.History or DocumentKind.Tree) _written[ask.Document] = (sequenceNr, json);
        return json;
    }
}
