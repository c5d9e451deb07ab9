using ActorSearch.Search.Statistics;

namespace ActorSearch.Coordinator.Study.Reports;

/// <summary>One figure of one ticket on test, with its difference to the baseline where there is one: a row of `report.csv`.</summary>
/// <param name="Chosen">Its class cost is the one chosen on validation for this sparsity.</param>
/// <param name="Replicates">How many the figure is the mean of: those that both have.</param>
/// <param name="Baseline">What it is compared with; null = nothing as sparse.</param>
internal sealed record ReportRow(
    string DataSet, string Method, Ticket Ticket, bool Chosen, int Replicates, ReportFigure Figure, Estimate Mean,
    string? Baseline, Ticket? Against, Estimate AgainstMean, Comparison? Comparison)
{
    /// <summary>As a share of the baseline's dense network, where there is a baseline.</summary>
    public double WeightsLeft => Ticket.Weights / (Against ?? Ticket).Total;
}
