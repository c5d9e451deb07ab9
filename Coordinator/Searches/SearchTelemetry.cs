using System.Diagnostics;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Telemetry;
using ActorSearch.Messages;
using ActorSearch.TrainerNode.Node.Telemetry;

namespace ActorSearch.Coordinator.Searches;

/// <summary>What is measured and shown of a search, apart from what is decided.</summary>
internal sealed class SearchTelemetry(SearchId id, SearchSettings settings)
{
    private readonly SortedDictionary<string, int> _slots = new(StringComparer.Ordinal);

    /// <summary>What attempts belong to: the submission, or after a recovery, which has forgotten that, the search as this coordinator has it.</summary>
    private string? _trace;

    /// <summary>Null where no metrics are read.</summary>
    public SearchFigures? Figures { get; } = settings.Metrics?.Searches.Of(id);

    public SlotClock Clock { get; } = new();

    public void Seen(RegisterTrainer trainer) => _slots[trainer.Trainer] = trainer.Slots;

    public void Submitted(string? trace) => _trace = trace ?? _trace;

    public void Leased(OpenLease open) =>
        open.Span = Traces.Begin("attempt", ActivityKind.Producer, _trace, id, open.Lease.Work, open.Lease.Attempt, open.Lease.Slot);

    /// <summary>A trainer reported its result, which is being written.</summary>
    public Activity? Reported(TrainingFinished message) =>
        Traces.Begin("result", ActivityKind.Consumer, message.Trace, id, message.Work, message.Attempt, message.Slot);

    public void Recovered(long replayed, TimeSpan took)
    {
        if (replayed > 0 && Traces.Begin("recovered", ActivityKind.Internal, null, id) is { } span)
        {
            _trace = span.Id;
            span.End("recovered");
        }
        settings.Meter?.Recovered(replayed, took);
        if (Figures is not null) Figures.Recovery = (took, replayed);
    }

    public void Saved(TimeSpan took)
    {
        settings.Meter?.Saved(took);
        if (Figures is not null) Figures.Snapshot = took;
    }

    public void Advance(SearchState state, int busy, TimeSpan monotonic, DateTimeOffset now) =>
        Clock.Advance(monotonic, _slots.Values.Sum(), busy, state.Status == SearchStatus.Running, state.ReadyAt(now) > 0);

    /// <param name="pending">Commands whose write is not done.</param>
    /// <param name="mailbox">Messages that wait for the actor.</param>
    public void Publish(SearchState state, LeaseBook leases, int pending, int mailbox, TimeSpan monotonic, DateTimeOffset now)
    {
        if (state.Status == SearchStatus.NotSubmitted) return;
        Advance(state, leases.Count, monotonic, now);
        double Seconds(WorkKind kind) =>
            leases.Open.Where(open => open.Lease.Work.Kind == kind).Sum(open => (monotonic - open.Since).TotalSeconds);
        var bySlot = leases.Open.GroupBy(open => open.Lease.Slot).ToDictionary(group => group.Key, group => group.Last());
        var slots = from trainer in _slots
                    from i in Enumerable.Range(0, trainer.Value)
                    let slot = new SlotId(trainer.Key, i)
                    select bySlot.GetValueOrDefault(slot)?.View ?? new SlotView(slot, null, 0, 0, 0);
        var view = new SearchView(state, [.. slots], Clock.Read(Seconds(WorkKind.Train), Seconds(WorkKind.Test)));
        settings.Views.Publish(view);
        Figures?.Show(view, pending, mailbox);
    }
}
