namespace ActorSearch.Search.Specs;

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
