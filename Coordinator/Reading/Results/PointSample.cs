using ActorSearch.Search.Exact;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Reading.Results;

/// <summary>A candidate that stands for those near it.</summary>
/// <param name="Count">How many, itself included.</param>
internal readonly record struct SampledPoint(CandidateState Candidate, int Count);

/// <summary>
/// Few points that show where many lie: the space of false negatives, weights left (by their logarithm) and AUC is cut into cells, and of each cell that holds
/// candidates off the front, the first proposed stands for all. Cells are halved in number until there are few enough, so a picture of 100,000 candidates is no
/// larger than one of a thousand. It goes on where it was left: a candidate that came in is put into its cell, and the others are looked at again only when one
/// lies outside all cells. The points are a function of the state alone, whenever they were read before.
/// </summary>
internal sealed class PointSample
{
    private const int Finest = 64;

    private readonly List<CandidateState> _in = [];
    private readonly Dictionary<(int, int, int), List<CandidateState>> _cells = [];
    private readonly SampleAxis _missed = new(candidate => candidate.FalseNegatives), _left = new(candidate => ExactMath.Log(candidate.WeightsLeft));
    private readonly SampleAxis _auc = new(candidate => candidate.AucNumerator);
    private List<CandidateId> _awaited = [];
    private string _specHash = "";
    private CandidateId _last;
    private int _seen;

    /// <summary>Candidates with results.</summary>
    public int Count => _in.Count;

    /// <returns>This sample with what came since; where the plan is another one, a new sample.</returns>
    public PointSample Continue(SearchState state)
    {
        if (_seen > 0 && (_specHash != state.SpecHash || _seen > state.Plan.Count || state.Plan[_seen - 1] != _last)) return new PointSample().Continue(state);
        _specHash = state.SpecHash;
        var (known, awaited) = (_in.Count, new List<CandidateId>(_awaited.Count));
        foreach (var id in _awaited) Look(state[id], awaited);
        for (; _seen < state.Plan.Count; _seen++) Look(state[_last = state.Plan[_seen]], awaited);
        _awaited = awaited;
        var added = _in.Skip(known).ToList();
        // No short circuit: every axis takes them in.
        if (added.Count > 0 && (_missed.Hold(added) | _left.Hold(added) | _auc.Hold(added)))
        {
            _cells.Clear();
            added = _in;
        }
        foreach (var candidate in added) Put(candidate);
        return this;
    }

    /// <summary>At most so many points for all that are not on the front, in the order proposed.</summary>
    public IReadOnlyList<SampledPoint> Others(IReadOnlyCollection<CandidateState> front, int most)
    {
        var members = front.Select(candidate => candidate.Id).ToHashSet();
        IEnumerable<SampledPoint> points;
        if (_in.Count - members.Count <= most)
        {
            points = _in.Where(candidate => !members.Contains(candidate.Id)).Select(candidate => new SampledPoint(candidate, 1));
        }
        else
        {
            var onFront = front.CountBy(Cell).ToDictionary();
            var cells = new Dictionary<(int, int, int), SampledPoint>(_cells.Count);
            foreach (var (cell, candidates) in _cells)
                if (candidates.Count - onFront.GetValueOrDefault(cell) is > 0 and var count)
                    cells.Add(cell, new(candidates.Find(candidate => !members.Contains(candidate.Id))!, count));
            while (cells.Count > most) cells = Coarser(cells);
            points = cells.Values;
        }
        return [.. points.OrderBy(point => point.Candidate.Index)];
    }

    private void Look(CandidateState candidate, List<CandidateId> awaited)
    {
        if (candidate.Score is not null) _in.Add(candidate);
        else if (!candidate.IsIn) awaited.Add(candidate.Id);
    }

    /// <summary>In the order proposed, which is nearly the order in which they come.</summary>
    private void Put(CandidateState candidate)
    {
        var cell = Cell(candidate);
        if (!_cells.TryGetValue(cell, out var there)) _cells.Add(cell, there = []);
        var at = there.Count;
        while (at > 0 && there[at - 1].Index > candidate.Index) at--;
        there.Insert(at, candidate);
    }

    private (int, int, int) Cell(CandidateState candidate) => (_missed.Cell(candidate, Finest), _left.Cell(candidate, Finest), _auc.Cell(candidate, Finest));

    private static Dictionary<(int, int, int), SampledPoint> Coarser(Dictionary<(int, int, int), SampledPoint> cells)
    {
        var coarser = new Dictionary<(int, int, int), SampledPoint>();
        foreach (var ((x, y, z), point) in cells)
        {
            var cell = (x / 2, y / 2, z / 2);
            coarser[cell] = coarser.TryGetValue(cell, out var there)
                ? new(there.Candidate.Index <= point.Candidate.Index ? there.Candidate : point.Candidate, there.Count + point.Count)
                : point;
        }
        return coarser;
    }
}

/// <summary>
/// One side of the space that is cut into cells: from the least to the most value, rounded outwards, so that a new extreme seldom moves all cells.
/// </summary>
internal sealed class SampleAxis(Func<CandidateState, double> value)
{
    /// <summary>Steps that the range is rounded to, in its own size.</summary>
    private const double Steps = 8;

    private double _least = double.PositiveInfinity, _most = double.NegativeInfinity, _low, _high;

    /// <summary>Whether it had to move.</summary>
    public bool Hold(IEnumerable<CandidateState> candidates)
    {
        foreach (var candidate in candidates) (_least, _most) = (Math.Min(_least, value(candidate)), Math.Max(_most, value(candidate)));
        var step = _most > _least ? Math.ScaleB(1, Math.ILogB(_most - _least)) / Steps : 0;
        var (low, high) = step > 0 ? (Math.Floor(_least / step) * step, Math.Ceiling(_most / step) * step) : (_least, _most);
        if ((low, high) == (_low, _high)) return false;
        (_low, _high) = (low, high);
        return true;
    }

    public int Cell(CandidateState candidate, int cells) =>
        _high > _low ? Math.Clamp((int)((value(candidate) - _low) / (_high - _low) * cells), 0, cells - 1) : 0;
}
