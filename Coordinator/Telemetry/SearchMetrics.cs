using System.Diagnostics.Metrics;
using ActorSearch.Search.Objectives;
using ActorSearch.TrainerNode.Node.Telemetry;

namespace ActorSearch.Coordinator.Telemetry;

/// <summary>
/// The metrics of the searches, told while this coordinator is the active one. Of a search that ended they are told for
/// <see cref="KeptAfterEnd"/>, and of at most <see cref="MostSearches"/> at once.
/// </summary>
/// <remarks>
/// OpenTelemetry gives each series a place that it keeps for as long as the instrument lives, 2,000 of them. So the instruments are made
/// anew before the searches that came and went have taken them all.
/// </remarks>
internal sealed class SearchMetrics : IDisposable
{
    public const int MostSearches = 100;

    /// <summary>Searches told of by one set of instruments, each with at most eight series.</summary>
    private const int MostEver = 2 * MostSearches;

    public static readonly TimeSpan KeptAfterEnd = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, SearchFigures> _searches = new(StringComparer.Ordinal);

    /// <summary>Ended searches, whether they have figures or not.</summary>
    private readonly Dictionary<string, SearchStatus> _ended = [];

    /// <summary>Searches that have figures and no actor.</summary>
    private readonly HashSet<string> _left = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private Meter? _meter;
    private bool _active, _renewing;

    /// <summary>The last exchange of the instruments.</summary>
    internal Task Renewal { get; private set; } = Task.CompletedTask;

    public SearchMetrics(TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        Renew();
    }

    /// <summary>Of one search, from now until <see cref="Stop"/>; the same ones when its actor starts again.</summary>
    public SearchFigures Of(SearchId id)
    {
        lock (_lock)
        {
            _left.Remove(id.Value);
            return _searches.TryGetValue(id.Value, out var known) ? known : _searches[id.Value] = new SearchFigures(id, _time);
        }
    }

    /// <summary>It has ended, and is counted as that, whether anyone looks at it or not.</summary>
    public void Ended(SearchId id, SearchStatus status)
    {
        lock (_lock) _ended[id.Value] = status;
    }

    /// <summary>It has ended, and its actor is gone: its figures go when nobody waits for them any more.</summary>
    public void Left(SearchId id)
    {
        lock (_lock)
        {
            _left.Add(id.Value);
            ForgetOld();
        }
    }

    /// <summary>The searches are this coordinator's.</summary>
    public void Start()
    {
        lock (_lock) _active = true;
    }

    /// <summary>They are another's.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _active = false;
            _searches.Clear();
            _ended.Clear();
            _left.Clear();
        }
    }

    public void Dispose()
    {
        lock (_lock) _renewing = true;
        _meter?.Dispose();
    }

    private void Renew()
    {
        var meter = new Meter(TelemetryServices.Meters + "Searches");
        MetricCatalogue.Searches.Read(meter, ByStatus);
        One(meter, MetricCatalogue.Running, (_, sample) => sample.View.State.Status == SearchStatus.Running ? 1 : 0);
        One(meter, MetricCatalogue.CandidatesPlanned, (_, sample) => sample.View.State.Spec?.Search.MaxCandidates);
        One(meter, MetricCatalogue.Level, (_, sample) => sample.Progress.Level);
        One(meter, MetricCatalogue.Leases, (_, sample) => sample.View.State.Leases.Count);
        One(meter, MetricCatalogue.WorkReady, (_, sample) => sample.Progress.Ready);
        One(meter, MetricCatalogue.FrontSize, (_, sample) => sample.Progress.Front);
        One(meter, MetricCatalogue.Hypervolume, (_, sample) => sample.Progress.Hypervolume);
        One(meter, MetricCatalogue.Positives, (_, sample) => sample.Positives);
        One(meter, MetricCatalogue.SamplesPerSecond, (_, sample) => sample.View.Slots.Sum(slot => slot.SamplesPerSecond));
        One(meter, MetricCatalogue.BarrierSeconds, (_, sample) => sample.View.Times.Barrier);
        One(meter, MetricCatalogue.LeasesGranted, (figures, _) => figures.Granted);
        One(meter, MetricCatalogue.RecoverySeconds, (figures, _) => figures.Recovery?.Took.TotalSeconds);
        One(meter, MetricCatalogue.RecoveredEvents, (figures, _) => figures.Recovery?.Replayed);
        One(meter, MetricCatalogue.SnapshotSeconds, (figures, _) => figures.Snapshot?.TotalSeconds);
        One(meter, MetricCatalogue.CommandsPending, (figures, _) => figures.Pending);
        One(meter, MetricCatalogue.MailboxMessages, (figures, _) => figures.Mailbox);
        Many(meter, MetricCatalogue.Candidates, (_, sample) => sample.Progress is var p
            ? [("done", p.Done), ("running", p.Running), ("waiting", p.Waiting), ("abandoned", p.Abandoned)] : []);
        Many(meter, MetricCatalogue.Epochs, (_, sample) => [("done", sample.Progress.EpochsDone), ("planned", sample.Progress.EpochsPlanned)]);
        Many(meter, MetricCatalogue.WorkFailing, (_, sample) => [("failing", sample.Failing), ("blocked", sample.Blocked)]);
        Many(meter, MetricCatalogue.BestFalseNegatives, (_, sample) => sample.Best);
        Many(meter, MetricCatalogue.Outcomes, (figures, _) => figures.Outcomes.Select(pair => (pair.Work, (double)pair.Count)));
        Many(meter, MetricCatalogue.Attempts, (figures, _) => figures.Attempts.Select(pair => (pair.Result, (double)pair.Count)));
        Many(meter, MetricCatalogue.LeasesEnded, (figures, _) => figures.LeasesEnded.Select(pair => (pair.Reason, (double)pair.Count)));
        lock (_lock)
        {
            _told.Clear();
            (_meter, _renewing) = (meter, false);
        }
    }

    private void One(Meter meter, MetricFact fact, Func<SearchFigures, SearchSample, double?> value) => fact.Read(meter, () =>
    [
        .. from search in Told()
           let known = value(search, search.Sample!)
           where known is not null
           select fact.At(known.Value, search.Id.Value),
    ]);

    private void Many(Meter meter, MetricFact fact, Func<SearchFigures, SearchSample, IEnumerable<(string Kind, double Value)>> values) => fact.Read(meter, () =>
        [.. Told().SelectMany(search => values(search, search.Sample!).Select(pair => fact.At(pair.Value, search.Id.Value, pair.Kind)))]);

    /// <summary>Every search, however many: their number has few series.</summary>
    internal IEnumerable<Measurement<double>> ByStatus()
    {
        SearchFigures[] all;
        SearchStatus[] others;
        lock (_lock)
        {
            if (!_active) return [];
            all = [.. _searches.Values];
            others = [.. _ended.Where(search => _searches.GetValueOrDefault(search.Key)?.View is null).Select(search => search.Value)];
        }
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal) { ["running"] = 0, ["blocked"] = 0, ["paused"] = 0, ["finished"] = 0, ["cancelled"] = 0 };
        foreach (var search in all)
        {
            var status = search.View?.State switch
            {
                { Status: SearchStatus.Running, StrugglingWork.IsEmpty: false } => "blocked",
                { Status: SearchStatus.Running } => "running",
                { Status: SearchStatus.Paused } => "paused",
                { Status: SearchStatus.Finished } => "finished",
                { Status: SearchStatus.Cancelled } => "cancelled",
                _ => null,
            };
            if (status is not null) counts[status]++;
        }
        foreach (var status in others) counts[status == SearchStatus.Finished ? "finished" : "cancelled"]++;
        return counts.Select(pair => MetricCatalogue.Searches.At(pair.Value, pair.Key));
    }

    /// <summary>Under the lock.</summary>
    private void ForgetOld()
    {
        foreach (var id in _left.Where(id => _searches.GetValueOrDefault(id) is not { } search || !search.IsFresh(KeptAfterEnd)).ToList())
        {
            _left.Remove(id);
            _searches.Remove(id);
        }
    }

    private SearchFigures[] Told()
    {
        lock (_lock)
        {
            if (!_active) return [];
            ForgetOld();
            SearchFigures[] told = [.. _searches.Values.Where(search => search.IsFresh(KeptAfterEnd)).Take(MostSearches)];
            foreach (var search in told) _told.Add(search.Id.Value);
            if (_told.Count > MostEver - MostSearches && !_renewing && _told.Count > told.Length)
            {
                _renewing = true;
                // Not while somebody reads from it.
                var old = _meter;
                Renewal = Task.Run(() =>
                {
                    old?.Dispose();
                    Renew();
                });
            }
            return told;
        }
    }
}
