using ActorSearch.Messages;
using Akka.Actor;

namespace ActorSearch.Coordinator.Searches;

/// <summary>Search to its reader: write this document of the state as it is now, and send it to the client.</summary>
internal sealed record ReadDocument(GetDocument Ask, SearchState State, long SequenceNr, DateTimeOffset Now) : ILocalMessage;

/// <summary>Writes the documents of one search, while the search's actor continues to decide: a state never changes once made.</summary>
internal sealed class SearchReader : ReceiveActor
{
    private readonly SearchDocuments _documents = new();

    public SearchReader(SearchViews views)
    {
        Receive<ReadDocument>(read => Sender.Tell(_documents.Answer(read.Ask, read.State, views.Newest(read.Ask.Search), read.SequenceNr, read.Now)));
        Receive<Leave>(leave => Sender.Tell(leave));
    }
}
