using ActorSearch.Coordinator.Reading.Results;

namespace ActorSearch.Coordinator.Study.Reports;

/// <summary>The searches of a study on one data set.</summary>
/// <param name="Baselines">What each method is compared with; one that is not a key is compared with nothing.</param>
/// <param name="Notes">What a reader has to know: methods without a baseline, tickets without scores.</param>
internal sealed record StudySection(
    string Name, string Fingerprint, IReadOnlyList<StudySearch> Searches, IReadOnlyList<Method> Methods, IReadOnlyDictionary<Method, Method> Baselines,
    IReadOnlyList<string> Notes)
{
    /// <summary>The chains that trees are compared with: those that are baselines, or the class-agnostic ones where there are no baselines.</summary>
    public IReadOnlyList<Method> BaselineChains =>
        [.. (Baselines.Count > 0 ? Baselines.Values.Distinct() : Methods.Where(method => method.IsAgnostic)).Where(method => method.Search.IsChain)];

    private bool HasFronts => BaselineChains.Count > 0 && Searches.Any(search => search.IsTree);

    /// <param name="baseline">The search named by --baseline, one of <paramref name="searches"/>; null = the class-agnostic one with the same settings.</param>
    /// <exception cref="BadInputException">No baseline, nothing to compare with it, or no scores.</exception>
    public static IReadOnlyList<StudySection> Of(IReadOnlyList<StudySearch> searches, StudySearch? baseline)
    {
        var groups = searches.GroupBy(search => search.DataKey).ToArray();
        if (baseline is not null && groups.Length > 1 && groups.Single(g => g.Contains(baseline)).Count() == 1)
            throw new BadInputException($"--baseline: {baseline.Directory.Path} is of other data than all searches given");
        var names = groups.Select(group => NameOf(group.First())).ToArray();
        var reasons = new List<string>();
        StudySection[] sections = [.. groups.Select((group, i) =>
        {
            var name = names.Count(names[i].Equals) == 1 ? names[i] : $"{names[i]} {i + 1}";
            return Of(name, [.. group], group.Contains(baseline) ? baseline : null, reasons);
        })];
        if (sections.All(section => section.Baselines.Count == 0 && !section.HasFronts)) throw new BadInputException(reasons[0]);
        return sections;
    }

    private static string NameOf(StudySearch search) =>
        Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(search.Spec.Data.Path ?? "synthetic-cracks"));

    private static StudySection Of(string name, IReadOnlyList<StudySearch> searches, StudySearch? given, List<string> reasons)
    {
        var notes = new List<string>();
        var methods = searches.SelectMany(Method.Of).ToArray();
        foreach (var method in methods)
        {
            var without = method.Tickets.Count(ticket => !ticket.HasScores);
            if (without == method.Tickets.Count) method.Search.Directory.ReadScores(method.Search.State, method.Tickets[^1].Candidate.Id);
            if (without > 0)
                notes.Add($"{method.Name}: {Words.Count(without, "ticket")} of {method.Tickets.Count} without scores "
                    + "(the test split is evaluated for what `report:` names) and so not compared.");
        }
        var baselines = new Dictionary<Method, Method>();
        var agnostic = methods.Where(method => method.IsAgnostic).ToArray();
        var named = given is null ? null : Named(methods.Where(method => method.Search == given).ToArray(), given);
        foreach (var method in methods)
        {
            if (method == named || named is null && method.IsAgnostic) continue;
            var alike = agnostic.Where(other => other.Key == method.Key).ToArray();
            var one = named ?? (alike.Length == 1 ? alike[0] : agnostic.Length == 1 ? agnostic[0] : null);
            if (one is not null)
            {
                baselines.Add(method, one);
                if (method.Search.Spec.Search.Seed != one.Search.Spec.Search.Seed)
                    notes.Add($"{method.Name}: its seed is not that of {one.Name}, so that replicates are paired by number alone.");
            }
            else if (agnostic.Length > 1)
            {
                var count = alike.Length > 1 ? "several" : "none";
                var verb = alike.Length > 1 ? "have" : "has";
                notes.Add($"{method.Name}: not compared: {count} of the class-agnostic searches ({List(agnostic)}) {verb} its settings; --baseline names one.");
            }
        }
        if (baselines.Count == 0)
        {
            var reason = methods.Length == 0
                    ? $"nothing to compare on {name}: of {string.Join(", ", searches.Select(s => s.Label))} none is a chain or one-shot pruning; "
                        + "give such a search with class cost 1 as well"
                : agnostic.Length == 0 && named is null
                    ? $"no baseline on {name}: none of {List(methods)} is class-agnostic (class cost 1 at the root and in the children); "
                        + "give one, or name one by --baseline"
                : agnostic.Length > 1 && methods.Any(m => !m.IsAgnostic)
                    ? $"no baseline on {name}: of several class-agnostic searches ({List(agnostic)}) none has the settings of another method alone; "
                        + "name one by --baseline"
                : methods.Length == 1 ? $"nothing to compare on {name}: {List(methods)} is the only one"
                : $"nothing to compare on {name}: {List(methods)} are all class-agnostic; name one by --baseline to compare the others with it";
            reasons.Add(reason);
            notes.Add(char.ToUpperInvariant(reason[0]) + reason[1..] + ".");
        }
        return new(name, searches[0].State.DataFingerprint, searches, methods, baselines, notes);
    }

    private static string List(IEnumerable<Method> methods) => string.Join(", ", methods.Select(method => method.Name));

    private static Method Named(Method[] methods, StudySearch given)
    {
        if ((methods.Length == 1 ? methods : methods.Where(method => method.IsAgnostic).ToArray()) is [var one]) return one;
        var holds = methods.Length == 0 ? "a tree that was searched" : $"{methods.Length} methods ({List(methods)})";
        throw new BadInputException(
            $"--baseline: {given.Directory.Path} holds {holds}; the folder of one chain, or with one that is class-agnostic, was expected");
    }
}
