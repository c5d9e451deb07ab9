using ActorSearch.Search.Objectives;

namespace ActorSearch.Coordinator.Reading.Results;

/// <summary>How things are called and written for people.</summary>
internal static class Words
{
    /// <summary>What a candidate can be.</summary>
    public static ImmutableArray<string> States { get; } =
        ["waiting", "running", "done", "dead", "one-class", .. Constraint.All.Select(constraint => constraint.State), "abandoned"];

    /// <summary>One of <see cref="States"/>, or `infeasible` for one that breaks a constraint of a later version.</summary>
    public static string Of(SearchSpec spec, CandidateState candidate) => candidate switch
    {
        { Abandoned: not null } => "abandoned",
        { Score: { Feasible: true } } => "done",
        { Score: not null } when candidate.Runs.Any(r => r.Result!.Dead) => "dead",
        { Score: not null } when candidate.Runs.Any(r => r.Result!.Validation.AnswersWithOneClass) => "one-class",
        { Score: not null } => Broken(spec, candidate)?.State ?? "infeasible",
        _ when candidate.Runs.Any(r => r.Status == RunStatus.Leased) => "running",
        _ => "waiting",
    };

    /// <summary>The constraint that keeps a finished candidate off the front; null: none, or one of the later version whose snapshot this is.</summary>
    public static Constraint? Broken(SearchSpec spec, CandidateState candidate) =>
        Constraint.BrokenBy([.. candidate.Runs.Select(run => run.Result!)], spec.Objectives);

    /// <summary>`running`, `blocked` (work fails again and again), `paused`, `finished` or `cancelled`.</summary>
    public static string Status(SearchState state) =>
        state is { Status: SearchStatus.Running, StrugglingWork.IsEmpty: false } ? "blocked" : Of(state.Status);

    public static string Of(SearchStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>`dense` for the root; else each step as rate, cost and rewind point.</summary>
    public static string Of(CandidatePath path) => path.Level == 0 ? "dense" : string.Join(" > ", path.Steps.Select(Of));

    public static string Of(Step step) => Of(step.PruningRate, step.ClassCost, step.Rewind.ToString());

    public static string Of(double pruningRate, double classCost, string rewind) =>
        string.Create(CultureInfo.InvariantCulture, $"{pruningRate:0.###} c{classCost:0.###} @{rewind}");

    /// <summary>`threshold 0.5`, `FPR 5 %`.</summary>
    public static string Of(OperatingPointSpec fn) => fn.Threshold is { } threshold
        ? string.Create(CultureInfo.InvariantCulture, $"threshold {threshold:0.###}")
        : $"FPR {Percent(fn.AtFpr!.Value, "0.#")}";

    /// <summary>`1 candidate`, `2 candidates`.</summary>
    public static string Count(long number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {what}{(number == 1 ? "" : "s")}");

    public static string Percent(double share, string format = "0.00") => (share * 100).ToString(format, CultureInfo.InvariantCulture) + " %";

    public static string Duration(TimeSpan time) =>
        time.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:00} min")
        : time.TotalMinutes >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds:00} s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
