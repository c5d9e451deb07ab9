using System.Text.Json.Serialization;

namespace ActorSearch.Coordinator.Reading.Documents;

/// <summary>Why a request was refused (RFC 9457).</summary>
/// <param name="Type">`about:blank`: the title says what the status means.</param>
/// <param name="Detail">One line for a person.</param>
/// <param name="Errors">Faults of a search file.</param>
/// <param name="Waiting">The journal fails; the request may be repeated, for what was asked has not happened.</param>
internal sealed record ProblemDocument(
    string Type, string Title, int Status, string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<FileProblem>? Errors = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] WaitingDocument? Waiting = null);

/// <summary>One fault of a search file, or a warning.</summary>
/// <param name="Line">1-based; null when the file as a whole, its data or its model is at fault, as is the column then.</param>
/// <param name="Key">As `space.pruning_rate`; empty when the whole file is meant.</param>
internal sealed record FileProblem(int? Line, int? Column, string Key, string Message, bool Warning)
{
    public static FileProblem Of(SpecProblem problem) => problem.Line > 0
        ? new(problem.Line, problem.Column, problem.Key, problem.Message, problem.Warning)
        : Of(problem.Message, problem.Warning, problem.Key);

    /// <summary>One without a place in the file.</summary>
    public static FileProblem Of(string message, bool warning = false, string key = "") => new(null, null, key, message, warning);

    public override string ToString() =>
        (Line is { } line ? $"{line}:{Column}: " : "") + (Warning ? "warning: " : "") + (Key.Length > 0 ? Key + ": " : "") + Message;
}

/// <summary>What `check` says of a search file.</summary>
/// <param name="Good">It would be taken.</param>
/// <param name="Plan">What it comes to at most; null when it is not good.</param>
/// <param name="Weights">Of the dense network, and how many of them can be pruned; null when the data was not read.</param>
internal sealed record CheckDocument(bool Good, IReadOnlyList<FileProblem> Problems, PlanDocument? Plan, long? Weights, long? PrunableWeights);
