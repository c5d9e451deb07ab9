using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;

namespace ActorSearch.Coordinator.Telemetry;

/// <summary>The figures of one view of a search.</summary>
internal sealed class SearchSample
{
    /// <summary>Shares of the weights pruned at which the best candidate is told.</summary>
    public static readonly IReadOnlyList<double> Sparsities = [0, 0.5, 0.8, 0.9, 0.95, 0.99];

    public SearchSample(SearchView view, DateTimeOffset now)
    {
        View = view;
        var state = view.State;
        Progress = SearchProgress.Of(state, now);
        Blocked = state.Blocked.Count;
        Failing = state.Failing.Count;
        if (state.Totals is not { } totals) return;
        var replicates = (double)state.Spec!.Search.Replicates;
        Positives = totals.Positives / replicates;
        var members = state.FrontCandidates;
        foreach (var sparsity in Sparsities)
        {
            var fewest = members.Where(member => member.WeightsLeft <= (1 - sparsity) * totals.Weights).Select(member => (long?)member.FalseNegatives).Min();
            if (fewest is { } count) Best.Add((sparsity.ToString(CultureInfo.InvariantCulture), count / replicates));
        }
    }

    public SearchView View { get; }

    public SearchProgress Progress { get; }

    public int Blocked { get; }

    public int Failing { get; }

    /// <summary>Null until the first run is in.</summary>
    public double? Positives { get; }

    public List<(string Sparsity, double FalseNegatives)> Best { get; } = [];
}
