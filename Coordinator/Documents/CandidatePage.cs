using ActorSearch.Coordinator.Results;
using ActorSearch.Search;

namespace ActorSearch.Coordinator.Documents;

/// <summary>Some candidates of a search's present plan.</summary>
/// <param name="Total">Candidates that the filters let through, on all pages.</param>
internal sealed record CandidatePage(string Search, int Total, int Offset, int Limit, IReadOnlyList<CandidateRow> Candidates);

/// <summary>One candidate in a list; figures are means over its runs, on validation unless they say test, and null before they are there.</summary>
/// <param name="PruningRate">Of the last step, as the class cost and the rewind point; null for the root.</param>
/// <param name="Path">The steps from the root in words.</param>
/// <param name="State">`waiting`, `running`, `done`, `dead`, `one-class`, `max-fpr` or `abandoned`.</param>
/// <param name="Note">Why it was abandoned.</param>
/// <param name="Spread">How sure the figures are.</param>
internal sealed record CandidateRow(
    string Candidate, string? Parent, int Level, double? PruningRate, double? ClassCost, string? Rewind, string Path, string State, bool OnFront,
    double? Sparsity, double? WeightsLeft, long? Epochs, double? Fn, double? Fp, double? FnAtFpr5, double? Auc, double? TestFn, double? TestFp, double? TestAuc, string? Note,
    double? TestFnAtFpr5 = null, RowSpread? Spread = null)
{
    public static CandidateRow Of(SearchState state, CandidateState candidate, bool onFront)
    {
        Step? last = candidate.Path.Level == 0 ? null : candidate.Path.Last;
        var scored = candidate.Score is not null;
        double? Validation(Func<Evaluation, double> value) => scored ? DocumentJson.Finite(candidate.Runs.Average(run => value(run.Result!.Validation))) : null;
        double? Test(Func<Evaluation, double> value) => candidate.Test is { } test ? DocumentJson.Finite(test.Runs.Average(value)) : null;
        double? left = scored ? candidate.Runs.Average(run => (double)run.Result!.WeightsLeft) : null;
        return new(
            candidate.Id.Value, last is null ? null : candidate.Path.Parent.Id(state.TrainingHash).Value, candidate.Path.Level, last?.PruningRate, last?.ClassCost, last?.Rewind.ToString(),
            Words.Of(candidate.Path), Words.Of(candidate), onFront, 1 - left / (scored ? candidate.Runs[0].Result!.WeightsTotal : 1), left,
            scored ? candidate.Runs.Sum(run => (long)run.Result!.EpochsTrained) : null,
            Validation(e => e.FalseNegatives), Validation(e => e.FalsePositives), Validation(e => e.AtFpr5.FalseNegatives), Validation(e => e.Auc),
            Test(e => e.FalseNegatives), Test(e => e.FalsePositives), Test(e => e.Auc), candidate.Abandoned,
            Test(e => e.AtFpr5.FalseNegatives), scored ? RowSpread.Of(candidate) : null);
    }
}

/// <summary>Of a row's figures the sample standard deviations over the runs (null for one run) on validation, and on test the 95 % bootstrap intervals.</summary>
internal sealed record RowSpread(double? FnSd, double? FnAtFpr5Sd, double? AucSd, IntervalDocument? TestFn, IntervalDocument? TestFnAtFpr5, IntervalDocument? TestAuc)
{
    public static RowSpread Of(CandidateState candidate)
    {
        double? Sd(Func<Evaluation, double> value) => Summary.Of([.. candidate.Runs.Select(run => value(run.Result!.Validation))]).Sd is { } sd ? DocumentJson.Finite(sd) : null;
        var test = candidate.Test;
        return new(
            Sd(e => e.FalseNegatives), Sd(e => e.AtFpr5.FalseNegatives), Sd(e => e.Auc),
            IntervalDocument.Of(test?.FalseNegatives), IntervalDocument.Of(test?.FnAtFpr5), IntervalDocument.Of(test?.Auc));
    }
}

/// <summary>The ends of an interval.</summary>
internal sealed record IntervalDocument(double Low, double High)
{
    public static IntervalDocument? Of(Interval? interval) => interval is null ? null : new(interval.Low, interval.High);
}
