using ActorSearch.Messages;
using ActorSearch.Search;
using Akka.Actor;

namespace ActorSearch.TrainerNode.Actors;

/// <summary>Outcomes that no search has acknowledged yet.</summary>
internal sealed class Outbox
{
    private readonly Dictionary<(SearchId, WorkId, int), (TrainingFinished Message, IActorRef Search)> _waiting = [];

    public int Count => _waiting.Count;

    public bool IsEmpty => Count == 0;

    public IEnumerable<HeldWork> Held => _waiting.Values.Select(w => new HeldWork(w.Message.Slot.Index, w.Message.Search, w.Message.Work, w.Message.Attempt));

    public void Add(TrainingFinished message, IActorRef search, IActorRef node)
    {
        _waiting[(message.Search, message.Work, message.Attempt)] = (message, search);
        search.Tell(message, node);
    }

    public void Remove(SearchId search, WorkId work, int attempt) => _waiting.Remove((search, work, attempt));

    /// <summary>The search lives at another place now.</summary>
    public void Redirect(KeepTraining keep, IActorRef node)
    {
        if (_waiting.TryGetValue((keep.Search, keep.Work, keep.Attempt), out var waiting)) Add(waiting.Message, keep.Reports, node);
    }

    public void Repeat(IActorRef node)
    {
        foreach (var (message, search) in _waiting.Values) search.Tell(message, node);
    }
}
