namespace ActorSearch.Search.Specs;

/// <summary>What came of reading a search file: the specification, or null and why not.</summary>
/// <param name="Spec">Null when a problem is an error.</param>
/// <param name="Problems">By line and column; those of overrides last.</param>
/// <param name="EffectiveYaml">The document with the overrides in it; without any (or with errors) the text as it was given.</param>
public sealed record SpecReading(SearchSpec? Spec, ImmutableArray<SpecProblem> Problems, string EffectiveYaml)
{
    /// <summary>Why there is no specification.</summary>
    public IEnumerable<SpecProblem> Errors => Problems.Where(problem => !problem.Warning);
    /// <summary>What is probably not meant.</summary>
    public IEnumerable<SpecProblem> Warnings => Problems.Where(problem => problem.Warning);
}
