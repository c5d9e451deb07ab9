using ActorSearch.Search.Statistics;

namespace ActorSearch.Coordinator.Study.Reports;

/// <summary>All figures of one data set.</summary>
/// <param name="Rows">Of every ticket with scores, in the order of methods, levels and figures.</param>
/// <param name="Fronts">What searched trees found, beside chains.</param>
internal sealed record SectionReport(StudySection Section, StudySamples Samples, IReadOnlyList<ReportRow> Rows, IReadOnlyList<FrontRow> Fronts)
{
    /// <exception cref="BadInputException">Scores cannot be read, or no ticket is as sparse as one of its baseline.</exception>
    public static SectionReport Of(StudySection section, ReportSettings settings)
    {
        var figures = new SectionFigures(section, settings);
        var pairs = (
            from method in section.Methods
            from ticket in method.Tickets
            where ticket.HasScores
            let against = section.Baselines.GetValueOrDefault(method)?.At(ticket, settings.Equal)
            select (Method: method, Ticket: ticket, Against: against is { HasScores: true } ? against : null)).ToArray();
        if (section.Baselines.Count > 0 && pairs.All(pair => pair.Against is null))
        {
            throw new BadInputException($"nothing to compare on {section.Name}: no ticket has as many weights left as one of its baseline's "
                + $"(within {100 * settings.Equal.Relative:0.##} % of them; --equal-sparsity)");
        }
        var chosen = Chosen(pairs.Where(pair => pair.Against is not null && pair.Ticket.ClassCost != 1));
        var rows = new List<ReportRow>();
        foreach (var (method, ticket, against) in pairs)
        {
            // A baseline's ticket comes again with each that is compared with it.
            var isBaseline = section.Baselines.Values.Contains(method);
            var baseline = section.Baselines.GetValueOrDefault(method)?.Name;
            rows.AddRange(figures.Rows(method.Name, ticket, chosen.Contains(ticket), baseline, against, ReportFigure.All, keep: isBaseline));
        }
        return new(section, figures.Samples, rows, FrontAgainstChain.Of(section, figures));
    }

    /// <summary>Of the methods that differ in class cost alone, the best at each sparsity by validation; test has no say.</summary>
    private static HashSet<Ticket> Chosen(IEnumerable<(Method Method, Ticket Ticket, Ticket? Against)> pairs) =>
    [
        .. pairs.GroupBy(pair => (pair.Method.Key, pair.Against)).Where(group => group.Select(pair => pair.Ticket.ClassCost).Distinct().Count() > 1)
            .Select(group => Ticket.Best(group.Select(pair => pair.Ticket))!),
    ];
}
