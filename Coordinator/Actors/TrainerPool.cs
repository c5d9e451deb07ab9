using ActorSearch.Messages;
using ActorSearch.Search;
using Akka.Actor;
using Akka.Cluster;

namespace ActorSearch.Coordinator.Actors;

/// <summary>
/// Knows the trainers that are there and the slots that ask for work, and hands these to the searches in turn. Holds nothing
/// that a beat of every trainer would not tell it again.
/// </summary>
internal sealed class TrainerPool : ReceiveActor
{
    /// <summary>Trainers in one message.</summary>
    private const int ListPage = 100;

    private readonly Dictionary<string, RegisterTrainer> _trainers = [];
    private readonly Dictionary<SearchId, IActorRef> _searches = [];
    private readonly ParkedSlots _parked = new();

    public TrainerPool()
    {
        Receive<RegisterTrainer>(OnRegister);
        Receive<RequestWork>(message =>
        {
            if (!_trainers.TryGetValue(message.Slot.Trainer, out var trainer) || trainer.Process != message.Process) return;
            _parked.Park(new SlotOffered(message.Slot, message.Process, message.Node, message.Numerics));
            Offer();
        });
        Receive<TrainerLeaving>(message =>
        {
            if (_trainers.TryGetValue(message.Trainer, out var trainer) && trainer.Process == message.Process) _parked.RemoveTrainer(message.Trainer);
        });
        Receive<SearchStarted>(message =>
        {
            _searches[message.Search] = Context.Watch(message.Actor);
            _parked.Want(message.Search, 0, 0, 1);
            foreach (var trainer in _trainers.Values) trainer.Node.Tell(ReportHeldWork.Instance);
        });
        Receive<SlotsWanted>(message =>
        {
            if (!Sender.Equals(_searches.GetValueOrDefault(message.Search))) return;
            _parked.Want(message.Search, message.Count, message.Held, message.Weight);
            Offer();
        });
        Receive<SlotReturned>(message =>
        {
            _parked.Park(message.Offer, message.Never ? message.Search : null);
            if (!message.Never) _parked.WantNone(message.Search);
            Offer();
        });
        Receive<Echo>(echo => Sender.Tell(echo));
        Receive<ListTrainers>(OnList);
        Receive<Terminated>(OnTerminated);
    }

    private void OnList(ListTrainers message)
    {
        var after = _trainers.Values.Where(trainer => string.CompareOrdinal(trainer.Trainer, message.After) > 0)
            .OrderBy(trainer => trainer.Trainer, StringComparer.Ordinal).Take(ListPage + 1)
            .Select(trainer => new TrainerEntry(trainer.Trainer, trainer.Slots, trainer.Held.Length, trainer.Numerics, trainer.Device)).ToList();
        Sender.Tell(new TrainerList([.. after.Take(ListPage)], after.Count > ListPage));
    }

    private void OnRegister(RegisterTrainer message)
    {
        if (_trainers.TryGetValue(message.Trainer, out var known) && known.Process != message.Process)
        {
            Forget(known);
            Remove(known.Node.Path.Address);
        }
        if (known?.Process != message.Process) Context.Watch(message.Node);
        _trainers[message.Trainer] = message;
        foreach (var search in _searches.Values) search.Tell(message);
        message.Node.Tell(new TrainerRegistered(Self));
    }

    /// <summary>
    /// Its successor is there, so it is dead; the cluster need not wait to find out, and admits nobody while it does. Where nodes have
    /// no address there is no cluster.
    /// </summary>
    private static void Remove(Address node)
    {
        if (node.HasGlobalScope) Cluster.Get(Context.System).Down(node);
    }

    private void OnTerminated(Terminated message)
    {
        foreach (var (id, actor) in _searches.Where(pair => pair.Value.Equals(message.ActorRef)).ToArray())
        {
            _searches.Remove(id);
            _parked.RemoveSearch(id);
        }
        foreach (var trainer in _trainers.Values.Where(trainer => trainer.Node.Equals(message.ActorRef)).ToArray()) Forget(trainer);
    }

    private void Forget(RegisterTrainer trainer)
    {
        Context.Unwatch(trainer.Node);
        _trainers.Remove(trainer.Trainer);
        _parked.RemoveTrainer(trainer.Trainer);
        foreach (var search in _searches.Values) search.Tell(new TrainerGone(trainer.Trainer, trainer.Process));
    }

    private void Offer()
    {
        while (_parked.Next() is { } next)
        {
            if (_searches.TryGetValue(next.Search, out var search)) search.Tell(next.Offer);
            else _parked.Park(next.Offer);
        }
    }
}
