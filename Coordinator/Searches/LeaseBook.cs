using System.Diagnostics;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Messages;
using Akka.Actor;

namespace ActorSearch.Coordinator.Searches;

/// <summary>What is known of an open lease beyond the journal: the trainer that holds it, and its last report.</summary>
internal sealed class OpenLease(Lease lease, TimeSpan now)
{
    public Lease Lease { get; } = lease;
    public TimeSpan Since { get; } = now;

    /// <summary>
    /// Checks since the last message of its trainer. Counted rather than timed: a machine that slept, or a clock that was set, ends no lease.
    /// </summary>
    public int SilentChecks { get; set; }

    /// <summary>Process and node are null until the trainer of a lease from before the recovery has confirmed it.</summary>
    public string? Process { get; set; }

    public IActorRef? Node { get; set; }

    /// <summary>What its slot does, as its trainer reported it to this process.</summary>
    public SlotView View { get; private set; } = new(lease.Slot, lease.Work, 0, 0, 0) { Attempt = lease.Attempt };

    /// <summary>Null when tracing is off, and for a lease from before the recovery.</summary>
    public Activity? Span { get; set; }

    /// <summary>An end was asked for and is on its way to the journal.</summary>
    public bool Ending { get; set; }

    /// <summary>Its trainer has reported how it ended.</summary>
    public bool Reported { get; set; }

    public void Heard(TrainingProgress progress)
    {
        SilentChecks = 0;
        View = View with
        {
            Epoch = progress.Epoch,
            LastEpoch = progress.LastEpoch,
            SamplesPerSecond = progress.SamplesPerSecond,
            Engine = progress.Engine ?? View.Engine,
            Curve = progress.Point is { } point && (View.Curve.IsEmpty || View.Curve[^1].Epoch < point.Epoch) ? View.Curve.Add(point) : View.Curve,
        };
    }
}

/// <summary>The open leases of one search, by work and by slot.</summary>
internal sealed class LeaseBook
{
    private readonly Dictionary<WorkId, OpenLease> _open = [];
    private readonly Dictionary<SlotId, List<OpenLease>> _bySlot = [];

    public int Count => _open.Count;

    public IReadOnlyCollection<OpenLease> Open => _open.Values;

    public OpenLease? Find(WorkId work, int attempt) =>
        _open.TryGetValue(work, out var open) && open.Lease.Attempt == attempt ? open : null;

    /// <summary>One more check without a message from any trainer; the next message of a trainer sets its count to 0.</summary>
    public void Check()
    {
        foreach (var open in _open.Values) open.SilentChecks++;
    }

    /// <summary>The slot works for this search and has not reported an end.</summary>
    public bool Holds(SlotId slot, string process) =>
        _bySlot.TryGetValue(slot, out var leases) && leases.Exists(open => open.Process == process && !open.Reported);

    /// <summary>Brings the book in line with a recovered state.</summary>
    public void Restore(SearchState state, TimeSpan now)
    {
        foreach (var lease in state.Leases.Values) Sync(state, lease.Work, now);
    }

    /// <summary>Brings the book in line with the state after these events; returns the leases that are over.</summary>
    public List<OpenLease> Sync(SearchState state, IEnumerable<ISearchEvent> events, TimeSpan now)
    {
        var over = new List<OpenLease>();
        foreach (var @event in events)
            if (WorkOf(@event) is { } work && Sync(state, work, now) is { } closed) over.Add(closed);
        return over;
    }

    private OpenLease? Sync(SearchState state, WorkId work, TimeSpan now)
    {
        var lease = state.Leases.GetValueOrDefault(work);
        _open.TryGetValue(work, out var open);
        if (open?.Lease.Attempt == lease?.Attempt) return null;
        if (open is not null) Remove(open);
        if (lease is not null) Add(new OpenLease(lease, now));
        return open;
    }

    /// <summary>The work whose lease this event begins or ends; every lease that ends has an event of its own.</summary>
    private static WorkId? WorkOf(ISearchEvent @event) => @event switch
    {
        LeaseGranted e => e.Work,
        LeaseEnded e => e.Work,
        RunCompleted e => WorkId.Train(e.Run),
        AttemptFailed e => e.Work,
        TestEvaluated e => WorkId.Test(e.Candidate),
        _ => null,
    };

    private void Add(OpenLease open)
    {
        _open.Add(open.Lease.Work, open);
        if (!_bySlot.TryGetValue(open.Lease.Slot, out var leases)) _bySlot.Add(open.Lease.Slot, leases = []);
        leases.Add(open);
    }

    private void Remove(OpenLease open)
    {
        _open.Remove(open.Lease.Work);
        var leases = _bySlot[open.Lease.Slot];
        leases.Remove(open);
        if (leases.Count == 0) _bySlot.Remove(open.Lease.Slot);
    }
}
