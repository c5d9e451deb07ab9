using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;

namespace ActorSearch.Coordinator.Telemetry;

/// <summary>The figures of one view of a search.</summary>
internal sealed class SearchSample(SearchView view, DateTimeOffset now)
{
    /// <summary>Shares of the weights pruned for which the best candidate is shown.</summary>
    public static readonly IReadOnlyList<double> Sparsities = [0, 0.5, 0.8, 0.9, 0.95, 0.99];

    public SearchView View { get; } = view;

    public SearchState State => View.State;

    public SearchProgress Progress { get; } = SearchProgress.Of(view.State, now);

    public int Blocked { get; } = view.State.Blocked.Count;

    public int Failing { get; } = view.State.Failing.Count;

    /// <summary>Null until the first run is in.</summary>
    public double? Positives { get; } = view.State.Totals?.Positives / (double?)view.State.Spec?.Search.Replicates;

    /// <summary>The fewest false negatives at each of <see cref="Sparsities"/>, mean over the runs.</summary>
    public IReadOnlyList<(string Sparsity, double FalseNegatives)> Best { get; } = BestOf(view.State);

    private static IReadOnlyList<(string, double)> BestOf(SearchState state)
    {
        var members = state.FrontCandidates;
        return
        [
            .. from sparsity in Sparsities
               let small = members.Where(member => member.WeightsLeft <= (1 - sparsity) * state.Totals!.Weights)
               let fewest = small.Min(member => (long?)member.FalseNegatives)
               where fewest is not null
               select (sparsity.ToString(CultureInfo.InvariantCulture), fewest.Value / (double)state.Spec!.Search.Replicates),
        ];
    }
}
