using System.Diagnostics;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Telemetry;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Node.Telemetry;

namespace ActorSearch.Coordinator.Searches;

/// <summary>What is measured and shown of a search, apart from what is decided.</summary>
internal sealed class SearchTelemetry(SearchId id, SearchSettings settings)
{
    private readonly SearchFigures? _figures = settings.Metrics?.Searches.Of(id);
    private readonly SortedDictionary<string, int> _slots = new(StringComparer.Ordinal);
    private readonly SlotClock _clock = new();

    public void Seen(RegisterTrainer trainer) => _slots[trainer.Trainer] = trainer.Slots;

    /// <summary>What attempts belong to: the submission, or after a recovery, which has forgotten that, the search as this coordinator has it.</summary>
    private string? _trace;

    public void Submitted(string? trace) => _trace = trace ?? _trace;

    public void Leased(OpenLease open) =>
        open.Span = Traces.Begin("attempt", ActivityKind.Producer, _trace, id, open.Lease.Work, open.Lease.Attempt, open.Lease.Slot);

    /// <summary>Its result was told, and is being written.</summary>
    public Activity? Reported(TrainingFinished message) =>
        Traces.Begin("result", ActivityKind.Consumer, message.Trace, id, message.Work, message.Attempt, message.Slot);

    public void Note(ISearchEvent @event) => _figures?.Note(@event);

    public void Recovered(long replayed, TimeSpan took)
    {
        if (replayed > 0 && Traces.Begin("recovered", ActivityKind.Internal, null, id) is { } span)
        {
            _trace = span.Id;
            span.End("recovered");
        }
        settings.Meter?.Recovered(replayed, took);
        if (_figures is not null) _figures.Recovery = (took, replayed);
    }

    public void Saved(TimeSpan took)
    {
        settings.Meter?.Saved(took);
        if (_figures is not null) _figures.Snapshot = took;
    }

    public void Trained(RunTimings timings) => _clock.Trained(timings);

    public void Tested(TimeSpan time) => _clock.Tested(time);

    public void Interrupted(TimeSpan time) => _clock.Interrupted(time);

    public void Advance(SearchState state, int busy, TimeSpan monotonic, DateTimeOffset now) =>
        _clock.Advance(monotonic, _slots.Values.Sum(), busy, state.Status == SearchStatus.Running, state.ReadyAt(now) > 0);

    /// <param name="pending">Commands whose write is not done.</param>
    /// <param name="mailbox">Messages that nobody has looked at.</param>
    public void Publish(SearchState state, LeaseBook leases, int pending, int mailbox, TimeSpan monotonic, DateTimeOffset now)
    {
        if (state.Status == SearchStatus.NotSubmitted) return;
        Advance(state, leases.Count, monotonic, now);
        double inTraining = 0, inTest = 0;
        foreach (var open in leases.Open)
        {
            var seconds = (monotonic - open.Since).TotalSeconds;
            if (open.Lease.Work.Kind == WorkKind.Train) inTraining += seconds;
            else inTest += seconds;
        }
        var bySlot = leases.Open.GroupBy(open => open.Lease.Slot).ToDictionary(group => group.Key, group => group.Last());
        var slots = ImmutableArray.CreateBuilder<SlotView>();
        foreach (var (trainer, count) in _slots)
            for (var i = 0; i < count; i++)
            {
                var slot = new SlotId(trainer, i);
                slots.Add(bySlot.GetValueOrDefault(slot) is { } open
                    ? new SlotView(slot, open.Lease.Work, open.Epoch, open.LastEpoch, open.SamplesPerSecond) { Attempt = open.Lease.Attempt, Curve = open.Curve, Engine = open.Engine }
                    : new SlotView(slot, null, 0, 0, 0));
            }
        var view = new SearchView(state, slots.ToImmutable(), _clock.Read(inTraining, inTest));
        settings.Views.Publish(view);
        _figures?.Show(view, pending, mailbox);
    }
}
