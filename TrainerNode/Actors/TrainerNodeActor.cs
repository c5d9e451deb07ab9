using System.Diagnostics;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Node.Telemetry;
using Akka;
using Akka.Actor;
using Akka.Event;

namespace ActorSearch.TrainerNode.Actors;

/// <summary>
/// The main actor of a trainer process. It registers with every beat, owns the slots, receives all orders for them, and keeps outcomes until a search
/// acknowledges them. It never blocks.
/// </summary>
public sealed class TrainerNodeActor : ReceiveActor, IWithTimers
{
    private sealed record BeatDue : ILocalMessage;

    private sealed class Slot(SlotId id, IActorRef actor)
    {
        public SlotId Id { get; } = id;
        public IActorRef Actor { get; set; } = actor;

        /// <summary>The order that it runs; null while it is idle.</summary>
        public WorkOrder? Order { get; set; }

        public IActorRef Search { get; set; } = ActorRefs.Nobody;

        /// <summary>The last message with a checkpoint. It is sent again to a search that moved, because the search may not have recorded it before.</summary>
        public TrainingProgress? Checkpoint { get; set; }

        /// <summary>The current attempt's span; null while idle and if tracing is off.</summary>
        public Activity? Span { get; set; }

        /// <summary>The search ended the attempt: further messages of the session are dropped.</summary>
        public bool Stopped { get; set; }
    }

    /// <summary>How often the trainer registers after it has lost its coordinator, until a coordinator responds.</summary>
    private static readonly TimeSpan BeatWhileAlone = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a graceful stop waits for checkpoints and acknowledgements; shorter than the timeout of the coordinated-shutdown phase.</summary>
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(55);

    private readonly TrainerOptions _options;
    private readonly IActorRef _coordinator;
    private readonly string _process = Guid.NewGuid().ToString("N");
    private readonly Slot[] _slots;
    private readonly Outbox _outbox = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly List<IActorRef> _draining = [];
    private IActorRef? _pool;

    /// <summary>Address of another process that has this trainer's name; null if there is none.</summary>
    private string? _nameTaken;

    /// <summary>The reason in the outcome of the first attempt that ran out of device memory; null until then.</summary>
    private string? _outOfMemory;

    /// <summary>Starts the slots' actors.</summary>
    /// <param name="coordinator">The singleton's proxy, which reaches the supervisor on whichever node it runs.</param>
    public TrainerNodeActor(TrainerOptions options, IActorRef coordinator)
    {
        (_options, _coordinator) = (options, coordinator);
        _slots = [.. Enumerable.Range(0, options.Slots).Select(i => new Slot(new SlotId(options.Name, i), StartSlot(i)))];

        Receive<BeatDue>(_ => Beat());
        Receive<ReportHeldWork>(_ => Register());
        Receive<TrainerRegistered>(OnRegistered);
        Receive<TrainerNameTaken>(OnNameTaken);
        Receive<StartTraining>(OnStart);
        Receive<KeepTraining>(OnKeep);
        Receive<HandBack>(message => Running(message.Search, message.Work, message.Attempt)?.Actor.Tell(new CancelRun()));
        Receive<StopTraining>(OnStop);
        Receive<ResultAccepted>(message => Forget(message.Search, message.Work, message.Attempt));
        Receive<SlotProgress>(OnProgress);
        Receive<SlotEnded>(OnEnded);
        Receive<Terminated>(OnTerminated);
        Receive<DrainSlots>(_ => OnDrain());
    }

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    private bool IsDraining => _draining.Count > 0 || _outOfMemory is not null;

    protected override void PreStart()
    {
        Register();
        Timers.StartPeriodicTimer("beat", new BeatDue(), _options.Beat);
        var (self, system) = (Self, Context.System);
        CoordinatedShutdown.Get(system).AddTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind, "drain-slots",
            async () =>
            {
                // The cluster removed this node, so no search can acknowledge an outcome.
                if (CoordinatedShutdown.Get(system).ShutdownReason is CoordinatedShutdown.ClusterDowningReason) return Done.Instance;
                try
                {
                    await self.Ask<Drained>(new DrainSlots(), DrainLimit).ConfigureAwait(false);
                }
                catch (AskTimeoutException)
                {
                    // A session hangs, or an outcome stays unacknowledged. The next attempt continues from the last recorded checkpoint.
                }
                return Done.Instance;
            });
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void Beat()
    {
        Register();
        _outbox.Repeat(Self);
    }

    private void Register()
    {
        var running = _slots.Where(slot => slot.Order is not null)
            .Select(slot => new HeldWork(slot.Id.Index, slot.Order!.Search, slot.Order.Work, slot.Order.Attempt));
        _coordinator.Tell(new RegisterTrainer(
            _options.Name, _process, Self, _options.Numerics, _options.Slots, [.. running, .. _outbox.Held], _options.Device?.Invoke()));
    }

    private void OnRegistered(TrainerRegistered message)
    {
        _options.Meter?.Registered(true);
        _nameTaken = null;
        if (!message.Pool.Equals(_pool))
        {
            if (_pool is not null) Context.Unwatch(_pool);
            _pool = Context.Watch(message.Pool);
            Timers.Cancel("alone");
            _log.Info("registered with {0}", message.Pool);
            var at = message.Pool.Path.Address;
            _options.Registered?.Invoke(at.Host is null ? "this process" : $"{at.Host}:{at.Port}");
        }
        foreach (var slot in _slots) AskForWork(slot);
    }

    /// <summary>Logs each address once. The trainer keeps trying to register, because the other process may exit.</summary>
    private void OnNameTaken(TrainerNameTaken message)
    {
        if (_nameTaken == message.Address) return;
        _nameTaken = message.Address;
        _log.Warning("name: {0} is the name of a connected trainer, at {1}; choose another (--name)", message.Trainer, message.Address);
    }

    private void AskForWork(Slot slot)
    {
        if (slot.Order is null && !IsDraining) _pool?.Tell(new RequestWork(slot.Id, _process, Self, _options.Numerics));
    }

    private void OnStart(StartTraining message)
    {
        var order = message.Order;
        if (Running(order.Search, order.Work, order.Attempt) is not null) return;
        if (IsDraining || message.Slot < 0 || message.Slot >= _slots.Length || _slots[message.Slot].Order is not null)
        {
            Report(new SlotId(_options.Name, message.Slot), order, new WorkInterrupted(null), message.Search, message.Trace);
            return;
        }
        var slot = _slots[message.Slot];
        (slot.Order, slot.Search, slot.Stopped, slot.Checkpoint) = (order, message.Search, false, null);
        slot.Span = Traces.Begin(
            order.Work.Kind == WorkKind.Test ? "test" : "training", ActivityKind.Consumer, message.Trace, order.Search, order.Work, order.Attempt, slot.Id);
        var from = order.ResumeFrom is [var checkpoint, ..] ? $"from epoch {checkpoint.Epoch}, batch {checkpoint.Batch}" : "new";
        using (slot.Span.Around())
            _log.Info("{Search} {Run} attempt {Attempt} begins on {Slot}, {From}", order.Search, order.Work, order.Attempt, slot.Id, from);
        _options.Meter?.Started(slot.Id.Index);
        slot.Actor.Tell(new RunOrder(order));
    }

    private void OnKeep(KeepTraining message)
    {
        if (Running(message.Search, message.Work, message.Attempt) is { } slot)
        {
            slot.Search = message.Reports;
            if (slot.Checkpoint is { } checkpoint) slot.Search.Tell(checkpoint);
        }
        _outbox.Redirect(message, Self);
    }

    private void OnStop(StopTraining message)
    {
        if (Running(message.Search, message.Work, message.Attempt) is { } slot)
        {
            slot.Stopped = true;
            slot.Actor.Tell(new CancelRun());
        }
        Forget(message.Search, message.Work, message.Attempt);
    }

    private void OnProgress(SlotProgress message)
    {
        var (order, progress) = (message.Order, message.Progress);
        var slot = _slots[progress.Slot.Index];
        if (slot.Stopped || !ReferenceEquals(slot.Order, order)) return;
        _options.Meter?.Trained(slot.Id.Index, progress.Samples, progress.Point, message.GradientNorm, progress.Engine);
        if (progress.Checkpoint is { } checkpoint)
        {
            slot.Checkpoint = progress;
            slot.Span?.AddEvent(new ActivityEvent("checkpoint", tags: new() { ["bytes"] = checkpoint.Ref.Bytes }));
        }
        slot.Search.Tell(progress);
        if (progress.Point is not { } point) return;
        slot.Span?.AddEvent(new ActivityEvent("epoch", tags: new() { ["epoch"] = point.Epoch, ["loss"] = point.TrainLoss, ["auc"] = point.ValidationAuc }));
        using (slot.Span.Around())
            _log.Info("{Search} {Run} attempt {Attempt} trained epoch {Epoch} on {Slot}", order.Search, order.Work, order.Attempt, point.Epoch, slot.Id);
    }

    private void OnEnded(SlotEnded message)
    {
        var slot = _slots[message.Slot];
        if (!ReferenceEquals(slot.Order, message.Order)) return;
        slot.Order = null;
        _options.Meter?.Ended(slot.Id.Index, slot.Stopped ? null : message.Outcome);
        var (order, outcome) = (message.Order, slot.Stopped ? "stopped" : message.Outcome.GetType().Name);
        using (slot.Span.Around())
            _log.Info("{Search} {Run} attempt {Attempt} ended on {Slot}, {Outcome}", order.Search, order.Work, order.Attempt, slot.Id, outcome);
        if (!slot.Stopped) Report(slot.Id, order, message.Outcome, slot.Search, slot.Span?.Id);
        slot.Span.End(outcome, (message.Outcome as WorkFailed)?.Reason);
        slot.Span = null;
        if (message.Outcome is WorkFailed { Kind: FailureKind.DeviceMemory } failed && _options.OutOfMemory is not null && _outOfMemory is null)
        {
            _outOfMemory = failed.Reason;
            LeaveWork();
        }
        AskForWork(slot);
        AnswerWhenDrained();
    }

    private void OnTerminated(Terminated message)
    {
        if (Array.Find(_slots, s => s.Actor.Equals(message.ActorRef)) is { } slot)
        {
            slot.Actor = StartSlot(slot.Id.Index);
            if (slot.Order is { } order) OnEnded(new SlotEnded(slot.Id.Index, order, new WorkFailed(FailureKind.Environment, "the slot failed", null)));
        }
        else if (message.ActorRef.Equals(_pool))
        {
            // The coordinator stopped or another one took over. Running attempts continue, and frequent beats register the trainer as soon as a coordinator
            // responds.
            _pool = null;
            _options.Meter?.Registered(false);
            Timers.StartPeriodicTimer("alone", new BeatDue(), TimeSpan.Zero, BeatWhileAlone);
        }
    }

    private void OnDrain()
    {
        _draining.Add(Sender);
        LeaveWork();
        AnswerWhenDrained();
    }

    /// <summary>Takes no more work, and asks every slot to save its attempt and stop.</summary>
    private void LeaveWork()
    {
        _pool?.Tell(new TrainerLeaving(_options.Name, _process));
        foreach (var slot in _slots) slot.Actor.Tell(new CancelRun());
    }

    private void AnswerWhenDrained()
    {
        if (!IsDraining || _outbox.Count > 0 || _slots.Any(slot => slot is { Order: not null, Stopped: false })) return;
        foreach (var waiting in _draining) waiting.Tell(new Drained());
        if (_outOfMemory is { } reason) _options.OutOfMemory?.Invoke(reason);
    }

    private void Report(SlotId slot, WorkOrder order, WorkOutcome outcome, IActorRef search, string? trace)
    {
        _outbox.Add(new TrainingFinished(order.Search, slot, order.Work, order.Attempt, outcome, trace), search, Self);
        _options.Meter?.Waiting(_outbox.Count);
    }

    private void Forget(SearchId search, WorkId work, int attempt)
    {
        _outbox.Remove(search, work, attempt);
        _options.Meter?.Waiting(_outbox.Count);
        AnswerWhenDrained();
    }

    private Slot? Running(SearchId search, WorkId work, int attempt) =>
        Array.Find(_slots, slot => slot.Order is { } order && order.Search == search && order.Work == work && order.Attempt == attempt);

    private IActorRef StartSlot(int index) =>
        Context.Watch(Context.ActorOf(Props.Create(() => new SlotActor(index, _options))));

    /// <summary>The actor's name, by convention.</summary>
    public static string ActorName(string trainer) => $"trainer-{trainer}";
}
