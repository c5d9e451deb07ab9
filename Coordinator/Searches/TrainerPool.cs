using System.Diagnostics;
using ActorSearch.Coordinator.Telemetry;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Actors;
using ActorSearch.TrainerNode.Node.Hosting;
using Akka.Actor;
using Akka.Cluster;

namespace ActorSearch.Coordinator.Searches;

/// <summary>
/// Knows the connected trainers and the slots that ask for work, and hands these to the searches in turn. Holds nothing
/// that a beat of every trainer would not report again.
/// </summary>
internal sealed class TrainerPool : ReceiveActor, IWithTimers
{
    /// <summary>Trainers in one message, and attempts of theirs: with either the message stays below 64 kB.</summary>
    private const int ListPage = 100, ListedWork = 250, WorkOfOne = 100;

    private readonly Dictionary<string, RegisterTrainer> _trainers = [];
    private readonly Dictionary<SearchId, IActorRef> _searches = [];
    private readonly ParkedSlots _parked = new();

    /// <summary>
    /// By name: the process that registers under a name in use, until the current holder has answered or the time for that is over. The key identifies the
    /// question; it is random, so that only the holder can answer.
    /// </summary>
    private readonly Dictionary<string, (RegisterTrainer Message, string Key)> _claims = [];

    /// <summary>How long a trainer has to answer when another process registers by its name.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);

    private readonly CoordinatorMeter? _metrics;

    public TrainerPool(CoordinatorMeter? metrics)
    {
        _metrics = metrics;
        Receive<RegisterTrainer>(OnRegister);
        Receive<ActorIdentity>(OnIdentity);
        Receive<ClaimDue>(claim =>
        {
            if (_claims.Remove(claim.Trainer, out var held)) Take(held.Message);
        });
        Receive<RequestWork>(message =>
        {
            if (Registered(message.Slot.Trainer, message.Process) is not { } trainer || !trainer.Node.Equals(message.Node)) return;
            if (message.Slot.Index < 0 || message.Slot.Index >= trainer.Slots) return;
            _parked.Park(new SlotOffered(message.Slot, message.Process, message.Node, message.Numerics, Stopwatch.GetTimestamp()));
            Offer();
        });
        Receive<TrainerLeaving>(message =>
        {
            if (Registered(message.Trainer, message.Process) is not null) _parked.RemoveTrainer(message.Trainer);
            Measure();
        });
        Receive<SearchStarted>(message =>
        {
            _searches[message.Search] = Context.Watch(message.Actor);
            _parked.Want(message.Search, 0, 0, 1);
            foreach (var trainer in _trainers.Values) trainer.Node.Tell(new ReportHeldWork());
        });
        Receive<SlotsWanted>(message =>
        {
            if (!Sender.Equals(_searches.GetValueOrDefault(message.Search))) return;
            _parked.Want(message.Search, message.Count, message.Held, message.Weight);
            Offer();
        });
        Receive<SlotReturned>(message =>
        {
            _parked.Park(message.Offer with { Since = Stopwatch.GetTimestamp() }, message.Never ? message.Search : null);
            if (!message.Never) _parked.WantNone(message.Search);
            Offer();
        });
        Receive<Echo>(echo => Sender.Tell(echo));
        Receive<ListTrainers>(OnList);
        Receive<Terminated>(OnTerminated);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The sender of the message, if it is this process of this trainer.</summary>
    private RegisterTrainer? Registered(string name, string process) =>
        _trainers.GetValueOrDefault(name) is { } trainer && trainer.Process == process && Sender.Equals(trainer.Node) ? trainer : null;

    private void OnList(ListTrainers message)
    {
        var page = ImmutableArray.CreateBuilder<TrainerEntry>();
        var (work, more) = (0, false);
        var following = _trainers.Values.Where(trainer => string.CompareOrdinal(trainer.Trainer, message.After) > 0);
        foreach (var trainer in following.OrderBy(trainer => trainer.Trainer, StringComparer.Ordinal))
        {
            ImmutableArray<HeldWork> listed = [.. trainer.Held.Take(WorkOfOne)];
            more = page.Count == ListPage || (page.Count > 0 && work + listed.Length > ListedWork);
            if (more) break;
            work += listed.Length;
            page.Add(new TrainerEntry(trainer.Trainer, trainer.Slots, trainer.Held.Length, trainer.Numerics, trainer.Device, listed));
        }
        Sender.Tell(new TrainerList(page.ToImmutable(), more));
    }

    private sealed record ClaimDue(string Trainer) : ILocalMessage;

    /// <summary>
    /// A process keeps its name for as long as it answers. A new process on the same machine gets the name soon, because its predecessor is dead and does not
    /// answer. After a failover the pool knows no trainers yet; then the cluster's members decide, since each trainer joins with its name as a role.
    /// </summary>
    private void OnRegister(RegisterTrainer message)
    {
        // A trainer registers for itself only.
        if (!Sender.Equals(message.Node)) return;
        var known = _trainers.GetValueOrDefault(message.Trainer);
        if (known?.Process == message.Process) _claims.Remove(message.Trainer);
        if (known?.Process == message.Process || HolderOf(message, known) is not { } holder)
        {
            Take(message);
            return;
        }
        var asked = _claims.TryGetValue(message.Trainer, out var claim);
        _claims[message.Trainer] = (message, asked ? claim.Key : Guid.NewGuid().ToString("N"));
        // Each time that the other one registers: a question may be lost.
        holder.Tell(new Identify(_claims[message.Trainer].Key), Self);
        if (asked) return;
        Timers.StartSingleTimer(message.Trainer, new ClaimDue(message.Trainer), AnswerWithin);
    }

    /// <returns>The current holder of the name; null when it is free. Without addresses (in tests) there is no cluster to ask.</returns>
    private static ICanTell? HolderOf(RegisterTrainer message, RegisterTrainer? known)
    {
        if (known is not null) return known.Node;
        if (message.Node.Path.Address is not { HasGlobalScope: true } own) return null;
        var members = Cluster.Get(Context.System).State.Members;
        var role = NodeHocon.NameRole(message.Trainer);
        var former = members.Where(member => member.HasRole(role) && !member.Address.Equals(own))
            .Where(member => member.Status is not (MemberStatus.Exiting or MemberStatus.Down)).Min(Member.AgeOrdering);
        if (former is null || members.FirstOrDefault(member => member.Address.Equals(own)) is { } registered && registered.IsOlderThan(former)) return null;
        return Context.ActorSelection($"{former.Address}{TrainerStart.PathOf(message.Trainer)}");
    }

    private void OnIdentity(ActorIdentity answer)
    {
        var (name, claim) = _claims.FirstOrDefault(pair => pair.Value.Key.Equals(answer.MessageId));
        if (name is null || !_claims.Remove(name)) return;
        // The process is there, but its trainer is not.
        if (answer.Subject is null) Take(claim.Message);
        else claim.Message.Node.Tell(new TrainerNameTaken(name, answer.Subject.Path.Address.ToString()));
    }

    private void Take(RegisterTrainer message)
    {
        var known = _trainers.GetValueOrDefault(message.Trainer);
        var isNew = known?.Process != message.Process;
        if (known is not null && isNew)
        {
            Forget(known);
            // Its successor is connected, so it is dead; the cluster need not wait to find out, and admits no node while it does. At the same address it would
            // be the successor that is removed; where nodes have no address there is no cluster.
            if (known.Node.Path.Address is { HasGlobalScope: true } former && !former.Equals(message.Node.Path.Address))
                Cluster.Get(Context.System).Down(former);
        }
        if (isNew) Context.Watch(message.Node);
        _trainers[message.Trainer] = message;
        foreach (var search in _searches.Values) search.Tell(message);
        message.Node.Tell(new TrainerRegistered(Self));
        Measure();
    }

    private void OnTerminated(Terminated message)
    {
        foreach (var (id, actor) in _searches.Where(pair => pair.Value.Equals(message.ActorRef)).ToArray())
        {
            _searches.Remove(id);
            _parked.RemoveSearch(id);
        }
        foreach (var trainer in _trainers.Values.Where(trainer => trainer.Node.Equals(message.ActorRef)).ToArray()) Forget(trainer);
        Measure();
    }

    private void Forget(RegisterTrainer trainer)
    {
        Context.Unwatch(trainer.Node);
        if (_claims.Remove(trainer.Trainer, out var claim)) Self.Tell(claim.Message, claim.Message.Node);
        _trainers.Remove(trainer.Trainer);
        _parked.RemoveTrainer(trainer.Trainer);
        foreach (var search in _searches.Values) search.Tell(new TrainerGone(trainer.Trainer, trainer.Process));
    }

    private void Offer()
    {
        while (_parked.Next() is { } next)
        {
            _metrics?.Offered(Stopwatch.GetElapsedTime(next.Offer.Since));
            _searches[next.Search].Tell(next.Offer);
        }
        Measure();
    }

    private void Measure() => _metrics?.Pool(_trainers.Count, _trainers.Values.Sum(trainer => trainer.Slots), _parked.Count);
}
