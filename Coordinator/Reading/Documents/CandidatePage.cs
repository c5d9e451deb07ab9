using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Reading.Documents;

/// <summary>Some candidates of a search's present plan.</summary>
/// <param name="Total">Candidates that the filters let through, on all pages.</param>
internal sealed record CandidatePage(string Search, int Total, int Offset, int Limit, IReadOnlyList<CandidateRow> Candidates);

/// <summary>One candidate in a list; figures are means over its runs, on validation unless they say test, and null before they are there.</summary>
/// <param name="PruningRate">Of the last step, as the class cost and the rewind point; null for the root.</param>
/// <param name="Path">The steps from the root in words.</param>
/// <param name="State">One of <see cref="Words.States"/>.</param>
/// <param name="Note">Why it was abandoned.</param>
/// <param name="Spread">How sure the figures are.</param>
internal sealed record CandidateRow(
    string Candidate, string? Parent, int Level, double? PruningRate, double? ClassCost, string? Rewind, string Path, string State, bool OnFront,
    double? Sparsity, double? WeightsLeft, long? Epochs, double? Fn, double? Fp, double? FnAtFpr5, double? Auc,
    double? TestFn, double? TestFp, double? TestAuc, string? Note, double? TestFnAtFpr5 = null, RowSpread? Spread = null)
{
    public static CandidateRow Of(SearchSpec spec, CandidateState candidate, bool onFront)
    {
        var (last, validation) = (candidate.LastStep, candidate.Validation);
        double? Validation(MetricColumn column) => Summary.Finite(validation?.Average(column.Of));
        double? Test(MetricColumn column) => Summary.Finite(candidate.Test?.Runs.Average(column.Of));
        return new(
            candidate.Id.Value, candidate.Parent?.Value, candidate.Path.Level, last?.PruningRate, last?.ClassCost, last?.Rewind.ToString(),
            Words.Of(candidate.Path), Words.Of(spec, candidate), onFront, candidate.Sparsity, candidate.MeanWeightsLeft, candidate.EpochsTrained,
            Validation(MetricColumn.Fn), Validation(MetricColumn.Fp), Validation(MetricColumn.FnAtFpr5), Validation(MetricColumn.Auc),
            Test(MetricColumn.Fn), Test(MetricColumn.Fp), Test(MetricColumn.Auc), candidate.Abandoned,
            Test(MetricColumn.FnAtFpr5), validation is null ? null : RowSpread.Of(validation, candidate.Test));
    }
}

/// <summary>
/// Of a row's figures the sample standard deviations over the runs (null for one run) on validation, and on test the 95 % bootstrap intervals.
/// </summary>
internal sealed record RowSpread(
    double? FnSd, double? FnAtFpr5Sd, double? AucSd, IntervalDocument? TestFn, IntervalDocument? TestFnAtFpr5, IntervalDocument? TestAuc)
{
    public static RowSpread Of(IReadOnlyList<Evaluation> validation, TestResult? test)
    {
        double? Sd(MetricColumn column) => Summary.Finite(Summary.Of([.. validation.Select(column.Of)]).Sd);
        IntervalDocument? Ends(MetricColumn column) => column.IntervalOf(test) is { } interval ? new(interval.Low, interval.High) : null;
        return new(
            Sd(MetricColumn.Fn), Sd(MetricColumn.FnAtFpr5), Sd(MetricColumn.Auc),
            Ends(MetricColumn.Fn), Ends(MetricColumn.FnAtFpr5), Ends(MetricColumn.Auc));
    }
}

/// <summary>The ends of an interval.</summary>
internal sealed record IntervalDocument(double Low, double High);
