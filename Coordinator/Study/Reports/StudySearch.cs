using ActorSearch.Coordinator.Runs;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Study.Reports;

/// <summary>One finished search of a study.</summary>
internal sealed class StudySearch(string label, RunDirectory directory, SearchState state)
{
    /// <summary>What the report calls it: the folder's name, with its parents' where two are called alike.</summary>
    public string Label { get; } = label;

    public RunDirectory Directory { get; } = directory;
    public SearchState State { get; } = state;
    public SearchSpec Spec => State.Spec!;

    /// <summary>What makes two searches comparable: the same contents, labels and splits. How images are scaled or augmented may differ.</summary>
    public string DataKey =>
        $"{State.DataFingerprint}|{string.Join(',', Spec.Data.Positive.Order(StringComparer.Ordinal))}|{Spec.Data.Split}|{Spec.Data.SplitSeed}"
        + $"|{Spec.Data.Group}";

    /// <summary>Of all that a training depends on but its path and what favours the costly class.</summary>
    public string NeutralHash => field ??= SpecHashes.Training(
        Spec with { Train = Spec.Train with { ClassCost = 1, NormaliseCost = false, RankingWeight = 0 } }, State.DataFingerprint);

    /// <summary>A single path from the root: a chain of tickets.</summary>
    public bool IsChain => Plan.GroupBy(c => c.Path.Level).All(level => level.Count() == 1);

    /// <summary>The root's children alone: pruned in one shot to several sparsities.</summary>
    public bool IsOneShot => !IsChain && Spec.Search.MaxLevel == 1;

    /// <summary>Neither: the search chose its way.</summary>
    public bool IsTree => !IsChain && !IsOneShot;

    /// <summary>Candidates of the plan with what they came to, in the order proposed.</summary>
    public IReadOnlyList<Ticket> Tickets => field ??= [.. Plan.Where(c => c.Score is not null).Select(c => new Ticket(this, c))];

    private IEnumerable<CandidateState> Plan => State.Plan.Select(id => State[id]);

    /// <exception cref="BadInputException">A folder that holds no finished search, or that is given twice.</exception>
    public static IReadOnlyList<StudySearch> Read(IReadOnlyList<string> folders)
    {
        var paths = folders.Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))).ToArray();
        for (var i = 0; i < paths.Length; i++)
            if (Array.IndexOf(paths, paths[i]) < i) throw new BadInputException($"{folders[i]}: is given twice");
        var labels = Labels(paths);
        return [.. folders.Select((folder, i) =>
        {
            var directory = new RunDirectory(folder);
            var state = directory.Read();
            RequireFinished(folder, state);
            return new StudySearch(labels[i], directory, state);
        })];
    }

    /// <exception cref="BadInputException">It has not finished.</exception>
    public static void RequireFinished(string folder, SearchState state)
    {
        if (state.Status == SearchStatus.Finished) return;
        var why = state.Status == SearchStatus.Cancelled ? "was cancelled"
            : state.PlanDone ? "has not finished: test evaluations are missing"
            : $"has not finished: {state.Counters.CandidatesIn} of {state.Plan.Count} candidates proposed so far are trained";
        throw new BadInputException($"{folder}: the search {why}; a finished search was expected (the command that began it continues it)");
    }

    /// <summary>As few names from the end of each path as distinguish them.</summary>
    private static string[] Labels(string[] paths)
    {
        var parts = paths.Select(path => path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)).ToArray();
        string Label(int i, int names) => string.Join('/', parts[i].TakeLast(names));
        return [.. Enumerable.Range(0, paths.Length).Select(i =>
        {
            var names = 1;
            while (names < parts[i].Length && Enumerable.Range(0, paths.Length).Any(j => j != i && Label(j, names) == Label(i, names))) names++;
            return Label(i, names);
        })];
    }
}

/// <summary>A candidate of a study whose runs are all in.</summary>
internal sealed class Ticket(StudySearch search, CandidateState candidate)
{
    public StudySearch Search { get; } = search;
    public CandidateState Candidate { get; } = candidate;
    public int Level => Candidate.Path.Level;

    /// <summary>Prunable weights that are left, mean over the replicates.</summary>
    public double Weights { get; } = candidate.Runs.Average(run => (double)run.Result!.WeightsLeft);

    /// <summary>Prunable weights of its dense network.</summary>
    public long Total { get; } = candidate.Runs[0].Result!.WeightsTotal;

    /// <summary>Share of them that is left.</summary>
    public double WeightsLeft => Weights / Total;

    /// <summary>The class cost it was trained with last.</summary>
    public double ClassCost => Level == 0 ? Search.Spec.Train.ClassCost : Candidate.Path.Last.ClassCost;

    public bool HasScores => Candidate.Test?.Scores is not null;

    /// <summary>Mean over the replicates on validation, by which choices are made.</summary>
    public double ValidationFn => Candidate.Runs.Average(run => MetricColumn.FnAtFpr5.Of(run.Result!.Validation));

    public double ValidationAuc => Candidate.Runs.Average(run => run.Result!.Validation.Auc);

    public long Epochs => Candidate.Runs.Sum(run => (long)run.Result!.EpochsTrained);

    /// <summary>The fewest validation FN at 5 % FPR first; of equal ones the higher AUC, then fewer weights, then the lower cost and the path.</summary>
    public static Ticket? Best(IEnumerable<Ticket> tickets) => tickets
        .OrderBy(t => t.ValidationFn).ThenByDescending(t => t.ValidationAuc).ThenBy(t => t.WeightsLeft).ThenBy(t => t.ClassCost)
        .ThenBy(t => t.Search.Label, StringComparer.Ordinal).ThenBy(t => t.Candidate.Path)
        .FirstOrDefault();
}
