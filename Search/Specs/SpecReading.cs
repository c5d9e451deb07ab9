using System.Collections.Immutable;

namespace ActorSearch.Search.Specs;

/// <summary>What came of reading a search file: the specification, or null and why not.</summary>
/// <param name="Spec">Null when a problem is an error.</param>
/// <param name="Problems">By line and column; those of overrides last.</param>
/// <param name="EffectiveYaml">The document with the overrides in it; without any (or with errors) the text as it was given.</param>
public sealed record SpecReading(SearchSpec? Spec, ImmutableArray<SpecProblem> Problems, string EffectiveYaml)
{
    public IEnumerable<SpecProblem> Errors => Problems.Where(problem => !problem.Warning);
    public IEnumerable<SpecProblem> Warnings => Problems.Where(problem => problem.Warning);
}

/// <summary>One thing that is wrong, or (a warning) probably not meant. Its text is one line.</summary>
/// <param name="Line">1-based; 0 when an override is at fault.</param>
/// <param name="Column">1-based; 0 when an override is at fault.</param>
/// <param name="Key">`space.pruning_rate`; empty when the whole file is meant.</param>
/// <param name="Message">What it is and what was expected.</param>
public sealed record SpecProblem(int Line, int Column, string Key, string Message, bool Warning)
{
    /// <summary>The file as named to the reader, or the override: `--set a.b=c`.</summary>
    public required string Source { get; init; }

    public override string ToString() =>
        Source + (Line > 0 ? $":{Line}:{Column}" : "") + (Warning ? ": warning: " : ": ") + (Key.Length > 0 ? Key + ": " : "") + Message;
}
