using ActorSearch.Search.Objectives;
using ActorSearch.Search.Strategies;

namespace ActorSearch.Coordinator.Reading.Results;

/// <summary>The front after so many candidates in the order proposed, up to the first that is not in yet.</summary>
/// <param name="Epochs">Trained for them, over all runs.</param>
internal sealed record FrontGrowth(int Candidates, int Level, long Epochs, int Front, double Hypervolume);

/// <summary>
/// How the front grew. In the order proposed, so that it is the same however many slots trained and whatever was killed. It goes on where it
/// was left: each candidate is looked at once, however often somebody asks.
/// </summary>
internal sealed record HypervolumeHistory
{
    /// <summary>Points kept at most; with more candidates every second, fourth, ... has one.</summary>
    public const int Most = 256;

    public static HypervolumeHistory Empty { get; } = new();

    public ImmutableList<FrontGrowth> Points { get; private init; } = [];

    private string SpecHash { get; init; } = "";
    private CandidateId Last { get; init; }
    private int Seen { get; init; }
    private int Stride { get; init; } = 1;
    private long Epochs { get; init; }
    private Front Front { get; init; } = Front.Empty;

    /// <summary>With what came in since; from the beginning where the plan is another one.</summary>
    public HypervolumeHistory Continue(SearchState state)
    {
        var known = SpecHash == state.SpecHash && Seen <= state.Plan.Count && (Seen == 0 || state.Plan[Seen - 1] == Last) ? this : Empty with { SpecHash = state.SpecHash };
        var (front, epochs, points, seen) = (known.Front, known.Epochs, known.Points.ToBuilder(), known.Seen);
        var stride = known.Stride;
        while (state.Counters.CandidatesIn / stride > Most) stride *= 2;
        foreach (var id in state.Plan.Skip(seen))
        {
            var candidate = state[id];
            if (!candidate.IsIn) break;
            seen++;
            epochs += EpochCost.OfRun(state.Spec!, candidate.Path) * (long)candidate.Runs.Count(run => run.Result is not null);
            if (candidate.Eligible) front = front.Add(ScoredCandidate.Of(candidate));
            if (seen % stride == 0) points.Add(new(seen, candidate.Path.Level, epochs, front.Count, Volume(state, front)));
        }
        points.RemoveAll(point => point.Candidates % stride != 0);
        return known with { Points = points.ToImmutable(), Last = seen == 0 ? default : state.Plan[seen - 1], Seen = seen, Stride = stride, Epochs = epochs, Front = front };
    }

    private static double Volume(SearchState state, Front front) =>
        state.Totals is { } totals ? Hypervolume.Of(front.Members.Select(member => totals.Gains(state.Spec!, member.Score))) : 0;
}
