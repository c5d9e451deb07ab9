using System.Diagnostics;
using System.Diagnostics.Metrics;
using ActorSearch.Search;
using ActorSearch.TrainerNode.Checkpoints;

namespace ActorSearch.TrainerNode.Telemetry;

/// <summary>A trainer's checkpoint store that tells how many bytes it moves and how long that takes.</summary>
public sealed class MeteredStore : ICheckpointStore, IDisposable
{
    private readonly Meter _meter = new(TelemetryServices.Meters + "Checkpoints");
    private readonly ICheckpointStore _store;
    private readonly Histogram<double> _seconds;
    private readonly TagList _writing, _reading;
    private long _written, _read;

    public MeteredStore(ICheckpointStore store, string trainer)
    {
        _store = store;
        _seconds = MetricCatalogue.CheckpointSeconds.Histogram(_meter, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100);
        (_writing, _reading) = (MetricCatalogue.CheckpointSeconds.Tags(trainer, "write"), MetricCatalogue.CheckpointSeconds.Tags(trainer, "read"));
        var bytes = MetricCatalogue.CheckpointBytes;
        bytes.Read(_meter, () => [bytes.At(Interlocked.Read(ref _written), trainer, "write"), bytes.At(Interlocked.Read(ref _read), trainer, "read")]);
    }

    public CheckpointRef Write(ReadOnlySpan<byte> content, long step)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            var reference = _store.Write(content, step);
            Interlocked.Add(ref _written, content.Length);
            return reference;
        }
        finally
        {
            _seconds.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, _writing);
        }
    }

    public byte[] Read(CheckpointRef reference)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            var content = _store.Read(reference);
            Interlocked.Add(ref _read, content.Length);
            return content;
        }
        finally
        {
            _seconds.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, _reading);
        }
    }

    public bool Exists(CheckpointRef reference) => _store.Exists(reference);

    public void Delete(string sha256) => _store.Delete(sha256);

    public void Delete(string sha256, DateTimeOffset unlessWrittenSince) => _store.Delete(sha256, unlessWrittenSince);

    public IReadOnlyCollection<string> WrittenBefore(DateTimeOffset time) => _store.WrittenBefore(time);

    public void Dispose() => _meter.Dispose();
}
