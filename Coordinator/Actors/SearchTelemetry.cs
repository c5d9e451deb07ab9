using System.Collections.Immutable;
using ActorSearch.Messages;
using ActorSearch.Search;

namespace ActorSearch.Coordinator.Actors;

/// <summary>What is measured and shown of a search, apart from what is decided.</summary>
internal sealed class SearchTelemetry(SearchSettings settings)
{
    private readonly SortedDictionary<string, int> _slots = new(StringComparer.Ordinal);
    private readonly SlotClock _clock = new();

    public void Seen(RegisterTrainer trainer) => _slots[trainer.Trainer] = trainer.Slots;

    public void Trained(RunTimings timings) => _clock.Trained(timings);

    public void Tested(TimeSpan time) => _clock.Tested(time);

    public void Interrupted(TimeSpan time) => _clock.Interrupted(time);

    public void Advance(SearchState state, int busy, TimeSpan monotonic, DateTimeOffset now) =>
        _clock.Advance(monotonic, _slots.Values.Sum(), busy, state.Status == SearchStatus.Running, state.ReadyAt(now) > 0);

    public void Publish(SearchState state, LeaseBook leases, TimeSpan monotonic, DateTimeOffset now)
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
                    ? new SlotView(slot, open.Lease.Work, open.Epoch, open.LastEpoch, open.SamplesPerSecond)
                    : new SlotView(slot, null, 0, 0, 0));
            }
        settings.Views.Publish(new SearchView(state, slots.ToImmutable(), _clock.Read(inTraining, inTest)));
    }
}
