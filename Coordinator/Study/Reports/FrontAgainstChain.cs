namespace ActorSearch.Coordinator.Study.Reports;

/// <summary>What searching the tree found by a number of epochs, beside what fixed chains found with as many.</summary>
/// <param name="Search">The searched tree.</param>
/// <param name="Against">`chain` (the baseline's) or `best of 4 chains` (chosen on validation).</param>
/// <param name="ChainEpochs">Epochs of that chain, or of all of those chains together, as far as this sparsity; over all replicates.</param>
/// <param name="WholeSearch">The search's whole budget, whatever the chains cost.</param>
/// <param name="SearchEpochs">Epochs of the search's candidates that were looked at.</param>
/// <param name="Found">Their best by validation that is at least as sparse; null = there is none.</param>
/// <param name="Rows">
/// FN and FPR at 5 % FPR on validation, and AUC, of what was found beside the chain's ticket; empty where there is none, or where it has no scores.
/// </param>
internal sealed record FrontRow(
    StudySearch Search, string Against, Method Chain, Ticket Ticket, long ChainEpochs, bool WholeSearch, long SearchEpochs, Ticket? Found,
    IReadOnlyList<ReportRow> Rows);

/// <summary>Searched trees against fixed chains at equal training epochs.</summary>
internal static class FrontAgainstChain
{
    public static IReadOnlyList<FrontRow> Of(StudySection section, SectionFigures figures)
    {
        var rows = new List<FrontRow>();
        foreach (var search in section.Searches.Where(search => search.IsTree))
        {
            // Its own settings', where there is such a chain.
            var alike = section.BaselineChains.Where(chain => chain.Search.NeutralHash == search.NeutralHash).ToArray();
            foreach (var baseline in alike.Length > 0 ? alike : section.BaselineChains)
            {
                Method[] chains = [baseline, .. section.Methods.Where(method => method.Search.IsChain && method.Key == baseline.Key && method != baseline)];
                foreach (var ticket in baseline.Tickets.Where(ticket => ticket is { Level: > 0, HasScores: true }))
                {
                    rows.AddRange(Beside(figures, search, "chain", [baseline], ticket));
                    if (chains.Length > 1) rows.AddRange(Beside(figures, search, $"best of {chains.Length} chains", chains, ticket));
                }
            }
        }
        return rows;
    }

    private static IEnumerable<FrontRow> Beside(SectionFigures figures, StudySearch search, string name, Method[] chains, Ticket level)
    {
        var equal = figures.Settings.Equal;
        var alike = chains.Select(chain => (Chain: chain, Ticket: chain.At(level, equal))).Where(pair => pair.Ticket is { HasScores: true }).ToArray();
        var best = Ticket.Best(alike.Select(pair => pair.Ticket!))!;
        var of = alike.First(pair => pair.Ticket == best).Chain;
        var budget = alike.Sum(pair => pair.Chain.Tickets.Where(t => t.Level <= pair.Ticket!.Level).Sum(t => t.Epochs));
        foreach (var whole in new[] { false, true })
        {
            var (seen, epochs) = (new List<Ticket>(), 0L);
            foreach (var ticket in search.Tickets)
            {
                if (!whole && epochs + ticket.Epochs > budget) break;
                seen.Add(ticket);
                epochs += ticket.Epochs;
            }
            // A whole search within the budget is reported once.
            if (whole && epochs <= budget) yield break;
            bool AsSparse(Ticket t) => t.Weights <= best.Weights || equal.Holds(best.WeightsLeft, t.Weights / best.Total);
            var found = Ticket.Best(seen.Where(t => t.Candidate.Eligible && AsSparse(t)));
            ReportFigure[] shown = found is { HasScores: true } ? [ReportFigure.FnAtFpr5, ReportFigure.FprAtFpr5, ReportFigure.Auc] : [];
            yield return new(search, name, of, best, budget, whole, epochs, found,
                shown.Length == 0 ? [] : [.. figures.Rows(search.Label, found!, chosen: true, of.Name, best, shown)]);
        }
    }
}
