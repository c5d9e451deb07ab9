using System.Diagnostics;
using System.Diagnostics.Metrics;
using ActorSearch.TrainerNode.Node.Telemetry;

namespace ActorSearch.Coordinator.Telemetry;

/// <summary>The metrics of one coordinator: whether it is the active one, what waits for its journal, which slots ask for work. Any thread.</summary>
internal sealed class CoordinatorMeter : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Meter _meter = new(TelemetryServices.Meters + "Coordinator");
    private readonly Histogram<double> _waits;
    private int _trainers, _slots, _parked, _guards;
    private long _activations, _waitingSince;
    private TimeSpan _waited;
    private bool _active;

    public CoordinatorMeter()
    {
        _waits = MetricCatalog.PoolWaitSeconds.Histogram(_meter, 0.001, 0.01, 0.1, 1, 10, 60, 600, 3600);
        MetricCatalog.CoordinatorActive.Read(_meter, () => IsActive ? 1 : 0);
        MetricCatalog.Activations.Read(_meter, () => Interlocked.Read(ref _activations));
        MetricCatalog.JournalWaiting.Read(_meter, () => Volatile.Read(ref _guards));
        MetricCatalog.JournalWaitingSeconds.Read(_meter, () =>
        {
            lock (_lock) return (_waited + Waiting).TotalSeconds;
        });
        WhileActive(MetricCatalog.PoolTrainers, () => _trainers);
        WhileActive(MetricCatalog.PoolSlots, () => _slots);
        WhileActive(MetricCatalog.PoolSlotsParked, () => _parked);
    }

    public SearchMetrics Searches { get; } = new();

    public bool IsActive { get { lock (_lock) return _active; } }

    /// <summary>The journal of this coordinator fails.</summary>
    public bool IsWaiting => Volatile.Read(ref _guards) > 0;

    private TimeSpan Waiting => _guards == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_waitingSince);

    /// <summary>The searches are this coordinator's; said again when their list was away for a while.</summary>
    public void Start()
    {
        lock (_lock)
        {
            if (!_active) Interlocked.Increment(ref _activations);
            _active = true;
        }
        Searches.Start();
    }

    /// <summary>They are another's.</summary>
    public void Stop()
    {
        lock (_lock) (_active, _trainers, _slots, _parked) = (false, 0, 0, 0);
        Searches.Stop();
    }

    /// <summary>One more actor waits for its journal.</summary>
    public void JournalAway()
    {
        lock (_lock)
            if (_guards++ == 0) _waitingSince = Stopwatch.GetTimestamp();
    }

    /// <summary>It waits no more.</summary>
    public void JournalBack()
    {
        lock (_lock)
        {
            var waited = Waiting;
            if (--_guards == 0) _waited += waited;
        }
    }

    public void Pool(int trainers, int slots, int parked)
    {
        lock (_lock) (_trainers, _slots, _parked) = (trainers, slots, parked);
    }

    /// <summary>A slot got an offer, so long after its request.</summary>
    public void Offered(TimeSpan waited) => _waits.Record(waited.TotalSeconds);

    public void Dispose()
    {
        Searches.Dispose();
        _meter.Dispose();
    }

    private void WhileActive(MetricFact fact, Func<double> value) => fact.Read(_meter, () =>
    {
        lock (_lock) return _active ? [fact.At(value())] : [];
    });
}
