using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Messages;

namespace ActorSearch.Coordinator.Searches;

/// <summary>
/// Write a document of a search as it is now. Answered with its bytes, or with <see cref="OperatorReply"/> when there is none. Within the active coordinator's
/// process: other coordinators ask over HTTP.
/// </summary>
/// <param name="Query">For <see cref="DocumentKind.Candidates"/>.</param>
/// <param name="Candidate">For <see cref="DocumentKind.Candidate"/>: the id, a unique beginning of it, or `root`.</param>
internal sealed record GetDocument(SearchId Search, DocumentKind Document, CandidateQuery? Query = null, string? Candidate = null)
    : IOperatorCommand, ILocalMessage;
