using System.Diagnostics;
using System.Diagnostics.Metrics;
using ActorSearch.TrainerNode.Node.Telemetry;
using ActorSearch.TrainerNode.Training.Stores;

namespace ActorSearch.TrainerNode.Telemetry;

/// <summary>A trainer's checkpoint store that counts how many bytes it writes and reads, and how long that takes.</summary>
public sealed class MeteredStore : ICheckpointStore, IDisposable
{
    private readonly Meter _meter = new(TelemetryServices.Meters + "Checkpoints");
    private readonly ICheckpointStore _store;
    private readonly Histogram<double> _seconds;
    private readonly TagList _writing, _reading;
    private long _written, _read;

    /// <summary>Registers the metrics.</summary>
    /// <param name="store">The caller keeps it, and disposes it.</param>
    /// <param name="trainer">Name of the trainer, for the label.</param>
    public MeteredStore(ICheckpointStore store, string trainer)
    {
        _store = store;
        _seconds = MetricCatalog.CheckpointSeconds.Histogram(_meter, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100);
        (_writing, _reading) = (MetricCatalog.CheckpointSeconds.Tags(trainer, "write"), MetricCatalog.CheckpointSeconds.Tags(trainer, "read"));
        var bytes = MetricCatalog.CheckpointBytes;
        bytes.Read(_meter, () => [bytes.At(Interlocked.Read(ref _written), trainer, "write"), bytes.At(Interlocked.Read(ref _read), trainer, "read")]);
    }

    /// <inheritdoc/>
    public void Write(string sha256, Stream content, CancellationToken cancel = default) => Interlocked.Add(ref _written, Timed(_writing, () =>
    {
        _store.Write(sha256, content, cancel);
        return content.Length;
    }));

    /// <inheritdoc/>
    public byte[] Read(CheckpointRef reference)
    {
        var content = Timed(_reading, () => _store.Read(reference));
        Interlocked.Add(ref _read, content.Length);
        return content;
    }

    /// <summary>Not counted: a trainer reads whole files.</summary>
    public Stream Open(CheckpointRef reference, CancellationToken cancel = default) => _store.Open(reference, cancel);

    /// <inheritdoc/>
    public StoreEntry? Find(string sha256, CancellationToken cancel = default) => _store.Find(sha256, cancel);

    /// <inheritdoc/>
    public IEnumerable<string> List(DateTimeOffset writtenBefore, string after = "", CancellationToken cancel = default) =>
        _store.List(writtenBefore, after, cancel);

    /// <inheritdoc/>
    public void Delete(string sha256, DateTimeOffset? unlessWrittenSince = null) => _store.Delete(sha256, unlessWrittenSince);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private T Timed<T>(TagList tags, Func<T> work)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            return work();
        }
        finally
        {
            _seconds.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, tags);
        }
    }
}
