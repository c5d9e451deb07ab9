using ActorSearch.Messages;
using Akka.Actor;

namespace ActorSearch.TrainerNode.Actors;

/// <summary>Keeps outcomes until the search acknowledges them.</summary>
internal sealed class Outbox
{
    private readonly Dictionary<(SearchId, WorkId, int), (TrainingFinished Message, IActorRef Search)> _waiting = [];

    /// <summary>Outcomes that wait for an acknowledgement.</summary>
    public int Count => _waiting.Count;

    /// <summary>The attempts that these outcomes belong to.</summary>
    public IEnumerable<HeldWork> Held => _waiting.Values.Select(w => new HeldWork(w.Message.Slot.Index, w.Message.Search, w.Message.Work, w.Message.Attempt));

    /// <summary>Sends an outcome and keeps it.</summary>
    /// <param name="node">The sender.</param>
    public void Add(TrainingFinished message, IActorRef search, IActorRef node)
    {
        _waiting[(message.Search, message.Work, message.Attempt)] = (message, search);
        search.Tell(message, node);
    }

    /// <summary>Forgets the outcome of an attempt, if there is one.</summary>
    public void Remove(SearchId search, WorkId work, int attempt) => _waiting.Remove((search, work, attempt));

    /// <summary>Sends the attempt's outcome to the search's new actor, and keeps that address.</summary>
    public void Redirect(KeepTraining keep, IActorRef node)
    {
        if (_waiting.TryGetValue((keep.Search, keep.Work, keep.Attempt), out var waiting)) Add(waiting.Message, keep.Reports, node);
    }

    /// <summary>Sends every outcome again.</summary>
    public void Repeat(IActorRef node)
    {
        foreach (var (message, search) in _waiting.Values) search.Tell(message, node);
    }
}
