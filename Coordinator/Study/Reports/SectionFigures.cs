using ActorSearch.Search.Evaluating;
using ActorSearch.Search.Statistics;

namespace ActorSearch.Coordinator.Study.Reports;

/// <summary>How intervals are made (docs/report.md).</summary>
/// <param name="ResampleValidation">Thresholds are chosen anew on resampled validation.</param>
internal sealed record ReportSettings(EqualSparsity Equal, bool ResampleValidation, int Resamples, long Seed);

/// <summary>The statistics of a section's tickets, each computed once while it is needed; all of the same resamples.</summary>
internal sealed class SectionFigures(StudySection section, ReportSettings settings)
{
    private readonly IReadOnlyList<Statistic> _statistics = ReportFigure.Statistics(
        section.Searches.SelectMany(search => search.Tickets).Select(ticket => ticket.ClassCost).Distinct().Order());

    private readonly Dictionary<Ticket, CandidateStatistics> _kept = [];
    private StudySamples? _samples;
    private string? _of;

    public ReportSettings Settings { get; } = settings;

    public StudySamples Samples => _samples ?? throw new InvalidOperationException("no scores were read yet");

    /// <param name="keep">It is needed again: baselines are, other tickets would fill the memory.</param>
    /// <exception cref="BadInputException">It has no scores, or those of other samples.</exception>
    public CandidateStatistics Of(Ticket ticket, bool keep = false)
    {
        if (_kept.TryGetValue(ticket, out var known)) return known;
        var scores = ticket.Search.Directory.ReadScores(ticket.Search.State, ticket.Candidate.Id);
        var statistics = new CandidateStatistics(
            SamplesOf(ticket, scores), [.. scores.Runs.Select(run => run.Validation)], [.. scores.Runs.Select(run => run.Test)], _statistics);
        if (keep) _kept.Add(ticket, statistics);
        return statistics;
    }

    /// <summary>The rows of one ticket, beside one of the baseline's or alone.</summary>
    /// <param name="baseline">Its name, where there is <paramref name="against"/>.</param>
    public IEnumerable<ReportRow> Rows(
        string method, Ticket ticket, bool chosen, string? baseline, Ticket? against, IEnumerable<ReportFigure> figures, bool keep = false)
    {
        var own = Of(ticket, keep);
        var other = against is null ? null : Of(against, keep: true);
        foreach (var figure in figures)
        {
            // Without a cost there is nothing to move.
            if (figure.Moved && (ticket.ClassCost == 1 || other is null)) continue;
            var ofBaseline = figure.OfBaseline(ticket);
            var row = new ReportRow(
                section.Name, method, ticket, chosen, own.Replicates, figure, PairedComparison.Mean(own, figure.Of), null, null, Estimate.None, null);
            yield return other is null ? row : row with
            {
                Replicates = Math.Min(own.Replicates, other.Replicates),
                Baseline = baseline,
                Against = against,
                AgainstMean = PairedComparison.Mean(other, ofBaseline),
                Comparison = PairedComparison.Of(own, figure.Of, other, ofBaseline, Settings.Seed),
            };
        }
    }

    private StudySamples SamplesOf(Ticket ticket, CandidateScores scores)
    {
        if (_samples is null)
        {
            _samples = new StudySamples(scores.ValidationLabels, scores.TestLabels, Settings.ResampleValidation, Settings.Resamples, Settings.Seed);
            _of = ticket.Search.Directory.Path;
        }
        else if (!_samples.Validation.AsSpan().SequenceEqual(scores.ValidationLabels) || !_samples.Test.AsSpan().SequenceEqual(scores.TestLabels))
        {
            throw new BadInputException($"{ticket.Search.Directory.Path}: its validation or test samples are not those of {_of}, though the data are; "
                + "searches with the same splits were expected");
        }
        return _samples;
    }
}
