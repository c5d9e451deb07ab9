using System.Runtime.CompilerServices;
using System.Text.Json;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.TrainerNode.Node.Telemetry;

namespace ActorSearch.Coordinator.Telemetry;

/// <summary>What is counted of one search while this coordinator is active. Written by the search's actor, read by readers of metrics.</summary>
internal sealed class SearchFigures(SearchId id, TimeProvider time)
{
    private const string Succeeded = "succeeded", Lost = "lease_ended";

    private static readonly string[] Results = [Succeeded, .. Enum.GetValues<FailureKind>().Select(MetricCatalog.ResultOf), Lost];

    private static readonly string[] Reasons = [.. Enum.GetNames<LeaseEndKind>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    private static readonly string[] Works = ["train", "test"];

    private readonly long[] _attempts = new long[Results.Length], _ends = new long[Reasons.Length], _outcomes = new long[Works.Length];
    private long _granted;
    private volatile SearchSample? _sample;
    private volatile SearchView? _view;

    // Boxed: a reader on another thread sees one of them whole.
    private volatile StrongBox<(TimeSpan Took, long Replayed)>? _recovery;
    private volatile StrongBox<TimeSpan>? _snapshot;

    /// <summary>When it was first seen at its end; null while it is not there.</summary>
    private long? _endedAt;

    /// <summary>Ended before this coordinator became active: its metrics are of no use.</summary>
    private bool _endedBefore;

    public SearchId Id => id;

    public long Granted => Interlocked.Read(ref _granted);

    /// <summary>Results by kind of work.</summary>
    public IEnumerable<(string, double)> Outcomes => Counts(Works, _outcomes);

    /// <summary>Attempts by how they ended.</summary>
    public IEnumerable<(string, double)> Attempts => Counts(Results, _attempts);

    /// <summary>Leases that ended without an outcome, by reason.</summary>
    public IEnumerable<(string, double)> LeasesEnded => Counts(Reasons, _ends);

    /// <summary>Null until the actor has recovered.</summary>
    public (TimeSpan Took, long Replayed)? Recovery { get => _recovery?.Value; set => _recovery = value is { } known ? new(known) : null; }

    /// <summary>Null until one was stored.</summary>
    public TimeSpan? Snapshot { get => _snapshot?.Value; set => _snapshot = value is { } known ? new(known) : null; }

    public int Pending { get; private set; }

    public int Mailbox { get; private set; }

    public SearchView? View => _view;

    /// <summary>The figures of the newest view; computed when they are read, for the front and its volume take time.</summary>
    public SearchSample? Sample
    {
        get
        {
            if (_view is not { } view) return null;
            return _sample is { } known && ReferenceEquals(known.View, view) ? known : _sample = new SearchSample(view, time.GetUtcNow());
        }
    }

    /// <summary>It is under way, or ended not longer than this ago.</summary>
    public bool IsFresh(TimeSpan kept) => _view is not null && !_endedBefore && (_endedAt is not { } ended || time.GetElapsedTime(ended) < kept);

    public void Show(SearchView view, int pending, int mailbox)
    {
        var ended = view.State.HasEnded;
        _endedBefore = ended && (_endedBefore || _view is null);
        _endedAt = ended ? _endedAt ?? time.GetTimestamp() : null;
        (Pending, Mailbox, _view) = (pending, mailbox, view);
    }

    /// <summary>Takes every event once it is written.</summary>
    public void Note(ISearchEvent @event)
    {
        switch (@event)
        {
            case LeaseGranted:
                Interlocked.Increment(ref _granted);
                break;
            case RunCompleted:
                Succeed(WorkKind.Train);
                break;
            case TestEvaluated:
                Succeed(WorkKind.Test);
                break;
            case AttemptFailed failed:
                Attempt(MetricCatalog.ResultOf(failed.Kind));
                break;
            case LeaseEnded ended:
                Attempt(Lost);
                Interlocked.Increment(ref _ends[(int)ended.Reason.Kind]);
                break;
        }
    }

    private void Succeed(WorkKind kind)
    {
        Interlocked.Increment(ref _outcomes[(int)kind]);
        Attempt(Succeeded);
    }

    private static IEnumerable<(string, double)> Counts(string[] names, long[] counts) =>
        names.Select((name, i) => (name, (double)Interlocked.Read(ref counts[i])));

    private void Attempt(string result) => Interlocked.Increment(ref _attempts[Array.IndexOf(Results, result)]);
}
