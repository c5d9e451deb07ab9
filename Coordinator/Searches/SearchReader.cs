using ActorSearch.Messages;
using Akka.Actor;

namespace ActorSearch.Coordinator.Searches;

/// <summary>Search to its reader: write this of the state as it is now, and answer the asker.</summary>
internal sealed record ReadDocument(GetDocument Ask, SearchState State, long SequenceNr, DateTimeOffset Now) : ILocalMessage;

/// <summary>Writes what persons read of one search beside its actor, which goes on deciding meanwhile: a state never changes once made.</summary>
internal sealed class SearchReader : ReceiveActor
{
    private readonly SearchDocuments _documents = new();

    public SearchReader(SearchViews views)
    {
        Receive<ReadDocument>(read => Sender.Tell(_documents.Answer(read.Ask, read.State, views.Newest(read.Ask.Search), read.SequenceNr, read.Now)));
        Receive<Leave>(leave => Sender.Tell(leave));
    }

    public static Props Props(SearchViews views) => Akka.Actor.Props.Create(() => new SearchReader(views));
}
