using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Search.Figures;
using ActorSearch.Search.Objectives;
using ActorSearch.Search.Strategies;

namespace ActorSearch.Coordinator.Reading.Documents;

/// <summary>One candidate with its settings, results and learning curves.</summary>
/// <param name="Steps">The path from the root; empty for the dense network.</param>
/// <param name="State">One of <see cref="Words.States"/>.</param>
/// <param name="Abandoned">Why.</param>
/// <param name="Validation">Means over the runs by the names of candidates.csv; null before all runs are in, and `test` before the search ends.</param>
public sealed record CandidateDocument(
    string Search, string Candidate, string? Parent, int Level, string Path, IReadOnlyList<StepDocument> Steps, string State, bool OnFront, string? Abandoned,
    CandidateSettings Settings, double? Sparsity, double? WeightsLeft, long? WeightsTotal,
    IReadOnlyDictionary<string, MetricDocument>? Validation, IReadOnlyDictionary<string, MetricDocument>? Test, IReadOnlyList<RunDocument> Runs)
{
    /// <summary>Candidates whose id is this or begins so.</summary>
    /// <param name="id">Or `root`.</param>
    public static IReadOnlyList<CandidateState> Find(SearchState state, string id)
    {
        if (id == "root" && state.Root is { } root) return [root];
        if (id.Length == 0) return [];
        return state.Candidates.GetValueOrDefault(new CandidateId(id)) is { } exact
            ? [exact]
            : [.. state.Candidates.Values.Where(c => c.Id.Value.StartsWith(id, StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>Why there is not exactly one.</summary>
    public static string Missing(SearchState state, string id) => Find(state, id) is { Count: > 1 and var many }
        ? $"{id} is the beginning of {many} candidates; give more digits"
        : $"no candidate {id}";

    /// <param name="view">What the slots do; null: not known.</param>
    internal static CandidateDocument Of(SearchState state, CandidateState candidate, SearchView? view) => new(
        state.Id.Value, candidate.Id.Value, candidate.Parent?.Value, candidate.Path.Level, Words.Of(candidate.Path),
        [.. candidate.Path.Steps.Select(step => new StepDocument(step.PruningRate, step.ClassCost, step.Rewind.ToString()))],
        Words.Of(state.Spec!, candidate), state.FrontIds.Contains(candidate.Id), candidate.Abandoned,
        CandidateSettings.Of(state.Spec!, candidate), candidate.Sparsity, candidate.MeanWeightsLeft, candidate.WeightsTotal,
        candidate.Validation is { } runs ? MetricDocument.Means(runs, null) : null,
        candidate.Test is { } test ? MetricDocument.Means(test.Runs, test) : null,
        [.. candidate.Runs.Select((run, replicate) => RunDocument.Of(candidate, run, replicate,
            view?.Slots.FirstOrDefault(slot => slot.Work == WorkId.Train(new RunId(candidate.Id, replicate)))))]);
}

/// <summary>What turns a parent into a child.</summary>
public sealed record StepDocument(double PruningRate, double ClassCost, string Rewind);

/// <summary>What the candidate was trained with.</summary>
/// <param name="ClassCost">Of its last step; for the dense network that of `train`.</param>
/// <param name="Epochs">That one run trains.</param>
/// <param name="FnAt">Where the search counts false negatives: `threshold 0.5`, `FPR 5 %`.</param>
/// <param name="Engine">What the search file asks for; the runs name the engine that trained them.</param>
public sealed record CandidateSettings(
    double ClassCost, long Epochs, string Optimizer, double LearningRate, int BatchSize, string Schedule, string Select, string Criterion, string Scope,
    int Replicates, long Seed, string? FnAt = null, string? Engine = null)
{
    internal static CandidateSettings Of(SearchSpec spec, CandidateState candidate) => new(
        candidate.LastStep?.ClassCost ?? spec.Train.ClassCost, EpochCost.OfRun(spec, candidate.Path),
        spec.Train.Optimizer.Name, spec.Train.LearningRate, spec.Train.BatchSize, spec.Train.Schedule.Kind.Name(), spec.Train.Select.Name(),
        spec.Prune.Criterion.Name(), spec.Prune.Scope.Name(), spec.Search.Replicates, spec.Search.Seed, Words.Of(spec.Objectives.Fn), spec.Train.Engine.Name());
}

/// <summary>A mean over runs, its sample standard deviation (null for one run), and on test a 95 % interval where there is one.</summary>
public sealed record MetricDocument(double? Mean, double? Sd, double? Low, double? High)
{
    /// <param name="runs">Of one split.</param>
    /// <param name="test">Where the split is test.</param>
    internal static IReadOnlyDictionary<string, MetricDocument> Means(IReadOnlyList<Evaluation> runs, TestResult? test) =>
        MetricColumn.All.ToDictionary(column => column.Column, column => Of(column, runs, test));

    /// <summary>By the names of candidates.csv.</summary>
    internal static IReadOnlyDictionary<string, double?> Of(Evaluation evaluation) =>
        MetricColumn.All.ToDictionary(column => column.Column, column => Summary.Finite(column.Of(evaluation)));

    internal static MetricDocument Of(MetricColumn column, IReadOnlyList<Evaluation> runs, TestResult? test)
    {
        var summary = Summary.Of([.. runs.Select(column.Of)]);
        var interval = column.IntervalOf(test);
        return new MetricDocument(Summary.Finite(summary.Mean), Summary.Finite(summary.Sd), interval?.Low, interval?.High);
    }
}
