using System.Diagnostics;
using System.Diagnostics.Metrics;
using ActorSearch.TrainerNode.Node.Telemetry;

namespace ActorSearch.TrainerNode.Telemetry;

/// <summary>
/// The metrics of a trainer's slots. The trainer's actor reports to it while it handles messages, so every method returns at once and throws nothing.
/// </summary>
public sealed class TrainerMeter : IDisposable
{
    private sealed class Slot
    {
        public long Since { get; set; }
        public TimeSpan Busy { get; set; }
        public double? Loss { get; set; }
        public double? GradientNorm { get; set; }
        public TimeSpan Elapsed => Since == 0 ? default : Stopwatch.GetElapsedTime(Since);
    }

    /// <summary>Three beats of a trainer, and some.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(18);

    private readonly Lock _lock = new();
    private readonly Meter _meter = new(TelemetryServices.Meters + "Trainer");
    private readonly SortedDictionary<string, long> _attempts = new(StringComparer.Ordinal);

    /// <summary>What each engine did.</summary>
    private readonly SortedDictionary<string, (long Epochs, long Samples)> _engines = new(StringComparer.Ordinal);
    private readonly string _trainer, _other;
    private readonly Slot[] _slots;
    private int _waiting;
    private long _heard;

    /// <summary>Registers the metrics.</summary>
    /// <param name="trainer">Name of the trainer, for the label.</param>
    /// <param name="numerics">Names the engine of sessions that do not report theirs.</param>
    public TrainerMeter(string trainer, int slots, Numerics numerics)
    {
        _slots = [.. Enumerable.Range(0, slots).Select(_ => new Slot())];
        foreach (var result in (string[])["trained", "tested", "interrupted", "stopped", .. Enum.GetValues<FailureKind>().Select(MetricCatalog.ResultOf)])
            _attempts.Add(result, 0);
        foreach (var engine in new[] { EngineKind.Torch, EngineKind.Sparse }) _engines.Add(engine.Name(), default);
        (_trainer, _other) = (trainer, numerics.FirstEngine);
        Read(MetricCatalog.Registered, fact => [fact.At(IsRegistered ? 1 : 0, trainer)]);
        Read(MetricCatalog.ResultsWaiting, fact => [fact.At(_waiting, trainer)]);
        Read(MetricCatalog.TrainerAttempts, fact => _attempts.Select(pair => fact.At(pair.Value, trainer, pair.Key)));
        Read(MetricCatalog.TrainerEpochs, fact => _engines.Select(pair => fact.At(pair.Value.Epochs, trainer, pair.Key)));
        Read(MetricCatalog.TrainerSamples, fact => _engines.Select(pair => fact.At(pair.Value.Samples, trainer, pair.Key)));
        ReadSlots(MetricCatalog.SlotBusy, slot => slot.Since == 0 ? 0 : 1);
        ReadSlots(MetricCatalog.SlotBusySeconds, slot => (slot.Busy + slot.Elapsed).TotalSeconds);
        ReadSlots(MetricCatalog.Loss, slot => slot.Loss);
        ReadSlots(MetricCatalog.GradientNorm, slot => slot.GradientNorm);
    }

    /// <summary>Whether a coordinator confirmed the registration lately. It does so at every beat, so a lost coordinator shows soon.</summary>
    public bool IsRegistered { get { lock (_lock) return _heard != 0 && Stopwatch.GetElapsedTime(_heard) < Silence; } }

    /// <summary>A coordinator confirmed the trainer's registration (it does so at every beat), or the trainer lost its coordinator.</summary>
    public void Registered(bool known)
    {
        lock (_lock) _heard = known ? Stopwatch.GetTimestamp() : 0;
    }

    /// <summary>A slot started an attempt.</summary>
    public void Started(int slot)
    {
        lock (_lock) (_slots[slot].Since, _slots[slot].Loss, _slots[slot].GradientNorm) = (Stopwatch.GetTimestamp(), null, null);
    }

    /// <summary>A slot made progress.</summary>
    /// <param name="samples">Samples trained since the previous call for the slot.</param>
    /// <param name="epoch">The epoch that the slot has completed; null if it is still in progress.</param>
    /// <param name="gradientNorm">Gradient norm of the epoch's last batch; null if the engine does not report it.</param>
    /// <param name="engine">The engine in use; null before one is chosen, and if the session does not report it.</param>
    public void Trained(int slot, long samples, EpochPoint? epoch, double? gradientNorm, EngineKind? engine)
    {
        lock (_lock)
        {
            if (samples == 0 && epoch is null) return;
            var name = engine?.Name() ?? _other;
            var done = _engines.GetValueOrDefault(name);
            _engines[name] = (done.Epochs + (epoch is null ? 0 : 1), done.Samples + samples);
            if (epoch is not null) (_slots[slot].Loss, _slots[slot].GradientNorm) = (epoch.TrainLoss, gradientNorm);
        }
    }

    /// <summary>A slot's attempt ended.</summary>
    /// <param name="outcome">Null if the search stopped the attempt and discards its outcome.</param>
    public void Ended(int slot, WorkOutcome? outcome)
    {
        lock (_lock)
        {
            var ended = _slots[slot];
            (ended.Busy, ended.Since, ended.Loss, ended.GradientNorm) = (ended.Busy + ended.Elapsed, 0, null, null);
            _attempts[outcome switch
            {
                RunFinished => "trained",
                TestFinished => "tested",
                WorkInterrupted => "interrupted",
                WorkFailed failed => MetricCatalog.ResultOf(failed.Kind),
                _ => "stopped",
            }]++;
        }
    }

    /// <summary>The number of unacknowledged outcomes changed.</summary>
    public void Waiting(int results)
    {
        lock (_lock) _waiting = results;
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    /// <param name="value">Null ends the slot's series.</param>
    private void ReadSlots(MetricFact fact, Func<Slot, double?> value) => Read(fact, _ =>
        from slot in _slots.Index()
        let known = value(slot.Item)
        where known is not null
        select fact.At(known.Value, _trainer, $"{slot.Index}"));

    private void Read(MetricFact fact, Func<MetricFact, IEnumerable<Measurement<double>>> values) => fact.Read(_meter, () =>
    {
        lock (_lock) return [.. values(fact)];
    });
}
