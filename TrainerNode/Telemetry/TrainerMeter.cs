using System.Diagnostics;
using System.Diagnostics.Metrics;
using ActorSearch.TrainerNode.Node.Telemetry;

namespace ActorSearch.TrainerNode.Telemetry;

/// <summary>The metrics of a trainer's slots.</summary>
public sealed class TrainerMeter : ITrainerMeter, IDisposable
{
    private sealed class Slot(int index)
    {
        public string Name { get; } = index.ToString(CultureInfo.InvariantCulture);
        public long Since { get; set; }
        public TimeSpan Busy { get; set; }
        public double? Loss { get; set; }
        public double? GradientNorm { get; set; }
    }

    /// <summary>What one engine did.</summary>
    private sealed class Work
    {
        public long Epochs { get; set; }
        public long Samples { get; set; }
    }

    /// <summary>Three beats of a trainer, and some.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(18);

    private readonly Lock _lock = new();
    private readonly Meter _meter = new(TelemetryServices.Meters + "Trainer");
    private readonly SortedDictionary<string, long> _attempts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Work> _engines = new(StringComparer.Ordinal);
    private readonly string _other;
    private readonly Slot[] _slots;
    private int _waiting;
    private long _heard;

    public TrainerMeter(string trainer, int slots, Numerics numerics)
    {
        _slots = [.. Enumerable.Range(0, slots).Select(i => new Slot(i))];
        string[] results = ["trained", "tested", "interrupted", "stopped", .. Enum.GetValues<FailureKind>().Select(Results.Of)];
        foreach (var result in results) _attempts.Add(result, 0);
        foreach (var engine in new[] { EngineKind.Torch, EngineKind.Sparse }) _engines.Add(engine.Name(), new Work());
        _other = numerics.FirstEngine; // of sessions that compute with neither
        One(MetricCatalogue.Registered, () => IsRegistered ? 1 : 0, trainer);
        Many(MetricCatalogue.TrainerEpochs, fact => _engines.Select(pair => fact.At(pair.Value.Epochs, trainer, pair.Key)));
        Many(MetricCatalogue.TrainerSamples, fact => _engines.Select(pair => fact.At(pair.Value.Samples, trainer, pair.Key)));
        One(MetricCatalogue.ResultsWaiting, () => _waiting, trainer);
        Many(MetricCatalogue.TrainerAttempts, fact => _attempts.Select(pair => fact.At(pair.Value, trainer, pair.Key)));
        Many(MetricCatalogue.SlotBusy, fact => _slots.Select(slot => fact.At(slot.Since == 0 ? 0 : 1, trainer, slot.Name)));
        Many(MetricCatalogue.SlotBusySeconds, fact => _slots.Select(slot => fact.At((slot.Busy + Elapsed(slot)).TotalSeconds, trainer, slot.Name)));
        Many(MetricCatalogue.Loss, fact => _slots.Where(slot => slot.Loss is not null).Select(slot => fact.At(slot.Loss!.Value, trainer, slot.Name)));
        Many(MetricCatalogue.GradientNorm, fact => _slots.Where(slot => slot.GradientNorm is not null).Select(slot => fact.At(slot.GradientNorm!.Value, trainer, slot.Name)));
    }

    /// <summary>A coordinator that is lost is heard of no more, long before anybody is sure that it is.</summary>
    public bool IsRegistered { get { lock (_lock) return _heard != 0 && Stopwatch.GetElapsedTime(_heard) < Silence; } }

    public void Registered(bool known)
    {
        lock (_lock) _heard = known ? Stopwatch.GetTimestamp() : 0;
    }

    public void Started(int slot)
    {
        lock (_lock) (_slots[slot].Since, _slots[slot].Loss, _slots[slot].GradientNorm) = (Stopwatch.GetTimestamp(), null, null);
    }

    public void Trained(int slot, long samples, EpochPoint? epoch, double? gradientNorm, EngineKind? engine)
    {
        lock (_lock)
        {
            if (samples == 0 && epoch is null) return;
            var name = engine?.Name() ?? _other;
            if (!_engines.TryGetValue(name, out var work)) _engines.Add(name, work = new Work());
            work.Samples += samples;
            if (epoch is null) return;
            work.Epochs++;
            (_slots[slot].Loss, _slots[slot].GradientNorm) = (epoch.TrainLoss, gradientNorm);
        }
    }

    public void Ended(int slot, WorkOutcome? outcome)
    {
        lock (_lock)
        {
            var ended = _slots[slot];
            (ended.Busy, ended.Since, ended.Loss, ended.GradientNorm) = (ended.Busy + Elapsed(ended), 0, null, null);
            _attempts[outcome switch
            {
                RunFinished => "trained",
                TestFinished => "tested",
                WorkInterrupted => "interrupted",
                WorkFailed failed => Results.Of(failed.Kind),
                _ => "stopped",
            }]++;
        }
    }

    public void Waiting(int results)
    {
        lock (_lock) _waiting = results;
    }

    public void Dispose() => _meter.Dispose();

    private static TimeSpan Elapsed(Slot slot) => slot.Since == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(slot.Since);

    private void One(MetricFact fact, Func<double> value, params string[] labels) => Many(fact, _ => [fact.At(value(), labels)]);

    private void Many(MetricFact fact, Func<MetricFact, IEnumerable<Measurement<double>>> values) => fact.Read(_meter, () =>
    {
        lock (_lock) return [.. values(fact)];
    });
}
