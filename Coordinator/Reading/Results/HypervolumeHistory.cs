using ActorSearch.Search.Objectives;
using ActorSearch.Search.Strategies;

namespace ActorSearch.Coordinator.Reading.Results;

/// <summary>The front after so many candidates in the order proposed, up to the first that is not in yet.</summary>
/// <param name="Epochs">Trained for them, over all runs.</param>
internal sealed record FrontGrowth(int Candidates, int Level, long Epochs, int Front, double Hypervolume);

/// <summary>
/// How the front grew. In the order proposed, so that it is the same however many slots trained and whatever was killed. It goes on where it
/// was left: each candidate is taken in once, however often it is read.
/// </summary>
internal sealed class HypervolumeHistory
{
    /// <summary>Points kept at most; with more candidates every second, fourth, ... has one.</summary>
    public const int Most = 256;

    private readonly List<FrontGrowth> _points = [];
    private string _specHash = "";
    private CandidateId _last;
    private int _seen, _stride = 1;
    private long _epochs;
    private Front _front = Front.Empty;

    public IReadOnlyList<FrontGrowth> Points => _points;

    /// <returns>This history with what came in since; where the plan is another one, a new history.</returns>
    public HypervolumeHistory Continue(SearchState state)
    {
        if (_seen > 0 && (_specHash != state.SpecHash || _seen > state.Plan.Count || state.Plan[_seen - 1] != _last))
            return new HypervolumeHistory().Continue(state);
        _specHash = state.SpecHash;
        while (state.Counters.CandidatesIn / _stride > Most) _stride *= 2;
        foreach (var candidate in state.Plan.Skip(_seen).Select(id => state[id]).TakeWhile(candidate => candidate.IsIn))
        {
            (_seen, _last) = (_seen + 1, candidate.Id);
            _epochs += EpochCost.OfRun(state.Spec!, candidate.Path) * (long)candidate.Runs.Count(run => run.Result is not null);
            if (candidate.Eligible) _front = _front.Add(candidate.ToScored());
            if (_seen % _stride == 0) _points.Add(new(_seen, candidate.Path.Level, _epochs, _front.Count, (state with { Front = _front }).Hypervolume));
        }
        _points.RemoveAll(point => point.Candidates % _stride != 0);
        return this;
    }
}
