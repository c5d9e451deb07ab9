using ActorSearch.Messages;
using ActorSearch.TrainerNode.Node.Telemetry;
using Akka.Actor;
using Akka.Event;

namespace ActorSearch.Coordinator.Searches;

// What persons, the pool and trainers say.
public sealed partial class SearchActor
{
    private void OnOperator(IOperatorCommand message)
    {
        var asker = Sender;
        if (message is Submit submit)
        {
            _telemetry.Submitted(submit.Trace);
            _endTold = false;
        }
        if (Command(message) is { } command) Commit(command, Answer);
        else Answer(Accepted.Instance);
        void Answer(SearchReply reply) => asker.Tell(new OperatorReply(_id, (reply as Refused)?.Reason, _state.Status));
    }

    private void OnDocument(GetDocument message)
    {
        if (_state.Status == SearchStatus.NotSubmitted) Sender.Tell(new OperatorReply(_id, $"there is no search {_id}", _state.Status));
        else _reader.Forward(new ReadDocument(message, _state, LastSequenceNr, Now));
    }

    private ISearchCommand? Command(IOperatorCommand message) => message switch
    {
        Submit submit => new SubmitSearch(_id, submit.Spec, submit.SpecHash, submit.TrainingHash, submit.DataFingerprint, Now),
        Pause pause => new PauseSearch(pause.Reason, Now),
        Resume => new ResumeSearch(Now),
        Cancel => new CancelSearch(Now),
        _ => null,
    };

    private void OnOffer(SlotOffered offer)
    {
        _announced = Math.Max(0, _announced - 1);
        // The slot asked again before it got what it was given; it will ask again when it is idle.
        if (_leases.Holds(offer.Slot, offer.Process) || !_asking.Add((offer.Slot, offer.Process))) return;
        Commit(new RequestLease(offer.Slot, offer.Numerics, Now), reply =>
        {
            _asking.Remove((offer.Slot, offer.Process));
            OnLeaseReply(offer, reply);
        });
    }

    private void OnLeaseReply(SlotOffered offer, SearchReply reply)
    {
        switch (reply)
        {
            case Granted { Order: var order } when _leases.Find(order.Work, order.Attempt) is { } open:
                (open.Process, open.Node) = (offer.Process, offer.Node);
                _telemetry.Leased(open);
                if (Log.IsInfoEnabled)
                    using (open.Span.Around())
                        Log.Info("{Search} {Run} attempt {Attempt} is given to {Slot}", _id, order.Work, order.Attempt, open.Lease.Slot);
                offer.Node.Tell(new StartTraining(offer.Slot.Index, order, Self, open.Span?.Id));
                break;
            case NothingToDo nothing:
                if (nothing.RetryAt is { } at) ScheduleRetry(at);
                if (nothing.Reason is { } reason) Log.Warning("search {Search}: {Reason}", _id, reason);
                _announced = 0;
                _pool.Tell(new SlotReturned(_id, offer, nothing.Reason is not null), Self);
                break;
            default:
                _pool.Tell(new SlotReturned(_id, offer, false), Self);
                break;
        }
    }

    /// <summary>Of a lease only its own trainer tells. One from before the recovery has none until its trainer has registered; what that says meanwhile it says again.</summary>
    private void OnProgress(TrainingProgress message)
    {
        if (_leases.Find(message.Work, message.Attempt) is not { } open)
        {
            Stop(Sender, message.Work, message.Attempt);
            return;
        }
        if (!Sender.Equals(open.Node)) return;
        open.Heard(message);
        if (message.Checkpoint is not { } checkpoint) return;
        var trainer = Sender;
        Commit(new RecordCheckpoint(message.Work, message.Attempt, checkpoint, Now), reply =>
        {
            if (reply is StaleAttempt) Stop(trainer, message.Work, message.Attempt);
        });
    }

    /// <summary>
    /// The slot asks the pool for more work in the same breath. The write waits for that offer, an echo's time, so that the result and the slot's
    /// next lease are one write: the slot stands idle for one flush of the disk, not for two. While a write is in flight everything waits anyway.
    /// </summary>
    private void OnFinished(TrainingFinished message)
    {
        var trainer = Sender;
        if (_leases.Find(message.Work, message.Attempt) is { } open)
        {
            if (!trainer.Equals(open.Node)) return;
            open.SilentChecks = 0;
            open.Reported = true;
        }
        var span = _telemetry.Reported(message);
        _buffer.Add(new ReportOutcome(message.Work, message.Attempt, message.Outcome, Now), reply =>
        {
            if (reply is Accepted)
            {
                trainer.Tell(new ResultAccepted(_id, message.Work, message.Attempt));
                span.End("accepted");
                return;
            }
            span.End("refused", "late");
            Log.Info("{Search} {Run} attempt {Attempt}: a late result was refused", _id, message.Work, message.Attempt);
            Stop(trainer, message.Work, message.Attempt);
        });
        if (!_working) Flush();
        else if (!_writing) _pool.Tell(Echo.Instance, Self);
    }

    /// <summary>
    /// A trainer says what it holds. Leases from before the recovery are kept when it still has them and ended when not; a lease
    /// of this actor's own ends only with the trainer's process, for the order may still be on its way.
    /// </summary>
    private void OnTrainer(RegisterTrainer trainer)
    {
        _telemetry.Seen(trainer);
        var held = trainer.Held.Where(h => h.Search == _id).ToHashSet();
        foreach (var open in _leases.Open.Where(open => open.Lease.Slot.Trainer == trainer.Trainer && open.Process is null))
        {
            if (!held.Any(h => h.Work == open.Lease.Work && h.Attempt == open.Lease.Attempt)) continue;
            (open.Process, open.Node, open.SilentChecks) = (trainer.Process, trainer.Node, 0);
            trainer.Node.Tell(new KeepTraining(_id, open.Lease.Work, open.Lease.Attempt, Self));
            if (_state.Status == SearchStatus.Paused) trainer.Node.Tell(new HandBack(_id, open.Lease.Work, open.Lease.Attempt));
        }
        EndLeases(open => open.Lease.Slot.Trainer == trainer.Trainer && open.Process != trainer.Process, new LeaseEnd(LeaseEndKind.TrainerWithoutIt));
        foreach (var stray in held.Where(h => _leases.Find(h.Work, h.Attempt) is null)) Stop(trainer.Node, stray.Work, stray.Attempt);
    }

    private void EndLeases(Func<OpenLease, bool> which, LeaseEnd reason)
    {
        foreach (var open in _leases.Open.Where(open => !open.Ending && !open.Reported).Where(which).ToArray())
        {
            open.Ending = true;
            Commit(new EndLease(open.Lease.Work, open.Lease.Attempt, reason, Now), _ => { });
        }
    }

    private void Stop(IActorRef trainer, WorkId work, int attempt) =>
        trainer.Tell(new StopTraining(_id, work, attempt, AttemptOver), Self);
}
