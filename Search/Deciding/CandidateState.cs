using System.Text.Json.Serialization;
using ActorSearch.Search.Candidates;
using ActorSearch.Search.Objectives;
using ActorSearch.Search.Runs;

namespace ActorSearch.Search.Deciding;

/// <summary>One candidate.</summary>
/// <param name="Round">Round of the present plan it is in; -1 = not in the present plan.</param>
/// <param name="Score">Set when all runs are in.</param>
/// <param name="Abandoned">Why it was given up; null otherwise.</param>
public sealed record CandidateState(
    CandidateId Id, CandidatePath Path, int Round, ImmutableArray<RunState> Runs, Score? Score, string? Abandoned, TestResult? Test)
{
    /// <summary>Position in <see cref="SearchState.Plan"/>; -1 = not in the present plan.</summary>
    public int Index { get; init; } = -1;

    /// <summary>Null for the root.</summary>
    public CandidateId? Parent { get; init; }

    /// <summary>How many epochs its runs train before the budget rule stops them; null: to the end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Epochs { get; init; }

    /// <summary>How its test evaluation goes; null until the search asks for one.</summary>
    public RunState? TestWork { get; init; }

    /// <summary>Why its test evaluation was given up. Test chooses nothing, so the candidate stays where it is.</summary>
    public string? TestGivenUp { get; init; }

    /// <summary>Nothing of it is left to train, unless the budget rule lets it go on.</summary>
    public bool IsIn => Score is not null || Abandoned is not null;

    /// <summary>May be on the front and be expanded.</summary>
    public bool Eligible => Abandoned is null && Epochs is null && Score is { Feasible: true };

    /// <summary>What the front and strategies know of it. It has a score.</summary>
    public ScoredCandidate ToScored() => new(Id, Path, Score!, Sum(static result => result.WeightsLeft));

    /// <summary>A sum over the results of its runs. It has a score. By a loop, because pages sum over every candidate.</summary>
    public long Sum(Func<RunResult, long> figure)
    {
        var sum = 0L;
        foreach (var run in Runs) sum += figure(run.Result!);
        return sum;
    }

    /// <summary>Its test evaluation is in, or was given up.</summary>
    public bool IsTested => Test is not null || TestGivenUp is not null;
}
