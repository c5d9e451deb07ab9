using ActorSearch.Messages;

namespace ActorSearch.Coordinator.Searches;

/// <summary>What persons are told while a journal fails: searches as they were seen last in this process, and that they wait.</summary>
internal sealed class WaitingDocuments(JournalAway away, SearchViews views)
{
    private readonly Dictionary<SearchId, SearchDocuments> _documents = [];

    public JournalAway Away => away;

    /// <summary>A document where there is a state to write it of; to everything else, that the journal is away.</summary>
    public object Answer(IOperatorCommand command, DateTimeOffset now)
    {
        if (command is not GetDocument ask || views.Newest(ask.Search) is not { } view) return away;
        if (!_documents.TryGetValue(ask.Search, out var documents)) _documents.Add(ask.Search, documents = new SearchDocuments(away));
        return documents.Answer(ask, view.State, view, 0, now);
    }
}
