using System.Diagnostics.Metrics;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Search.Objectives;
using ActorSearch.TrainerNode.Node.Telemetry;

namespace ActorSearch.Coordinator.Telemetry;

/// <summary>
/// The metrics of the searches, shown while this coordinator is the active one. Those of a search that ended are shown for
/// <see cref="KeptAfterEnd"/>, and those of at most <see cref="MostSearches"/> at once.
/// </summary>
/// <remarks>
/// OpenTelemetry gives each series a place that it keeps for as long as the instrument lives, 2,000 of them. So the instruments are made
/// anew before the searches that came and went have taken them all.
/// </remarks>
internal sealed class SearchMetrics : IDisposable
{
    public const int MostSearches = 100;

    public static readonly TimeSpan KeptAfterEnd = TimeSpan.FromMinutes(10);

    private static readonly string[] Statuses = ["blocked", "cancelled", "finished", "paused", "running"];

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, SearchFigures> _searches = new(StringComparer.Ordinal);

    /// <summary>Ended searches, whether they have figures or not.</summary>
    private readonly Dictionary<string, SearchStatus> _ended = [];

    /// <summary>Searches that have figures and no actor.</summary>
    private readonly HashSet<string> _left = new(StringComparer.Ordinal);

    /// <summary>Searches that have series in the present instruments, each at most eight.</summary>
    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);
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

    /// <summary>It has ended, and is counted as that, whether it has an actor or not.</summary>
    public void Ended(SearchId id, SearchStatus status)
    {
        lock (_lock) _ended[id.Value] = status;
    }

    /// <summary>It has ended, and its actor is gone: its figures go when they are old.</summary>
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
        MetricCatalog.Searches.Read(meter, ByStatus);
        One(MetricCatalog.Running, (_, sample) => sample.State.Status == SearchStatus.Running ? 1 : 0);
        One(MetricCatalog.CandidatesPlanned, (_, sample) => sample.State.Spec?.Search.MaxCandidates);
        One(MetricCatalog.Level, (_, sample) => sample.Progress.Level);
        One(MetricCatalog.Leases, (_, sample) => sample.State.Leases.Count);
        One(MetricCatalog.WorkReady, (_, sample) => sample.Progress.Ready);
        One(MetricCatalog.FrontSize, (_, sample) => sample.Progress.Front);
        One(MetricCatalog.Hypervolume, (_, sample) => sample.Progress.Hypervolume);
        One(MetricCatalog.Positives, (_, sample) => sample.Positives);
        One(MetricCatalog.SamplesPerSecond, (_, sample) => sample.View.Slots.Sum(slot => slot.SamplesPerSecond));
        One(MetricCatalog.BarrierSeconds, (_, sample) => sample.View.Times.Barrier);
        One(MetricCatalog.LeasesGranted, (figures, _) => figures.Granted);
        One(MetricCatalog.RecoverySeconds, (figures, _) => figures.Recovery?.Took.TotalSeconds);
        One(MetricCatalog.RecoveredEvents, (figures, _) => figures.Recovery?.Replayed);
        One(MetricCatalog.SnapshotSeconds, (figures, _) => figures.Snapshot?.TotalSeconds);
        One(MetricCatalog.CommandsPending, (figures, _) => figures.Pending);
        One(MetricCatalog.MailboxMessages, (figures, _) => figures.Mailbox);
        Many(MetricCatalog.Candidates, (_, sample) => sample.Progress is var p
            ? [("done", p.Done), ("running", p.Running), ("waiting", p.Waiting), ("abandoned", p.Abandoned)] : []);
        Many(MetricCatalog.Epochs, (_, sample) => [("done", sample.Progress.EpochsDone), ("planned", sample.Progress.EpochsPlanned)]);
        Many(MetricCatalog.WorkFailing, (_, sample) => [("failing", sample.Failing), ("blocked", sample.Blocked)]);
        Many(MetricCatalog.BestFalseNegatives, (_, sample) => sample.Best);
        Many(MetricCatalog.Outcomes, (figures, _) => figures.Outcomes);
        Many(MetricCatalog.Attempts, (figures, _) => figures.Attempts);
        Many(MetricCatalog.LeasesEnded, (figures, _) => figures.LeasesEnded);
        lock (_lock)
        {
            _shown.Clear();
            (_meter, _renewing) = (meter, false);
        }

        void One(MetricFact fact, Func<SearchFigures, SearchSample, double?> value) => fact.Read(meter, () =>
        [
            .. from search in Shown()
               let known = value(search, search.Sample!)
               where known is not null
               select fact.At(known.Value, search.Id.Value),
        ]);

        void Many(MetricFact fact, Func<SearchFigures, SearchSample, IEnumerable<(string Kind, double Value)>> values) => fact.Read(meter, () =>
            [.. Shown().SelectMany(search => values(search, search.Sample!).Select(pair => fact.At(pair.Value, search.Id.Value, pair.Kind)))]);
    }

    /// <summary>Every search, however many: their number has few series.</summary>
    internal IEnumerable<Measurement<double>> ByStatus()
    {
        lock (_lock)
        {
            if (!_active) return [];
            string[] statuses =
            [
                .. _searches.Values.Where(search => search.View is not null).Select(search => Words.Status(search.View!.State)),
                .. _ended.Where(search => _searches.GetValueOrDefault(search.Key)?.View is null).Select(search => Words.Of(search.Value)),
            ];
            return Statuses.Select(status => MetricCatalog.Searches.At(statuses.Count(one => one == status), status));
        }
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

    private SearchFigures[] Shown()
    {
        lock (_lock)
        {
            if (!_active) return [];
            ForgetOld();
            SearchFigures[] shown = [.. _searches.Values.Where(search => search.IsFresh(KeptAfterEnd)).Take(MostSearches)];
            _shown.UnionWith(shown.Select(search => search.Id.Value));
            if (_shown.Count > MostSearches && !_renewing)
            {
                _renewing = true;
                // Not while a reader reads from it.
                var old = _meter;
                Renewal = Task.Run(() =>
                {
                    old?.Dispose();
                    Renew();
                });
            }
            return shown;
        }
    }
}
