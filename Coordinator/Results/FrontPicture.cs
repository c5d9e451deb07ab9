using System.Globalization;
using ActorSearch.Search;

namespace ActorSearch.Coordinator.Results;

/// <summary>`front.png` of a search's state.</summary>
internal static class FrontPicture
{
    public static byte[] Png(SearchState state)
    {
        var front = state.FrontCandidates.Select(c => c.Id).ToHashSet();
        var scored = state.Plan.Select(id => state.Candidates[id]).Where(c => c.Score is not null).ToList();
        var points = scored.Where(c => c.Score!.Eligible || c.Path.Level == 0).Select(c => Point(c, front.Contains(c.Id))).ToList();
        var positives = scored.Count == 0 ? 0 : scored[0].Runs[0].Result!.Validation.Positives;
        var fn = state.Spec!.Objectives.Fn;
        var where = fn.Threshold is { } threshold
            ? string.Create(CultureInfo.InvariantCulture, $"threshold {threshold:0.###}")
            : $"FPR {Words.Percent(fn.AtFpr!.Value, "0.#")}";
        var unusable = scored.Count - points.Count;
        var subtitle = $"{scored.Count} candidates, {front.Count} on the front, FN at {where}" + (unusable > 0 ? $"; {unusable} unusable not shown" : "");
        return FrontPlot.Png(state.Spec.Name, subtitle, positives, points);
    }

    private static PlotPoint Point(CandidateState candidate, bool onFront)
    {
        var results = candidate.Runs.Select(r => r.Result!).ToList();
        return new(
            results.Average(r => (double)r.WeightsLeft / r.WeightsTotal), results.Average(r => (double)r.Validation.FalseNegatives),
            results.Average(r => r.Validation.Auc), onFront, candidate.Path.Level == 0);
    }
}
