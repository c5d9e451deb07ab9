using ActorSearch.Search.Runs;
using ActorSearch.Search.Specs;

namespace ActorSearch.Search.Objectives;

/// <summary>
/// A limit that a candidate has to keep to be on the front and to be expanded. Every class derived from this one, in a file of its name, is registered: it
/// needs no other line. Its name is its key in the search file, under `objectives`.
/// </summary>
public abstract class Constraint : Registered<Constraint>
{
    /// <summary>Whether a candidate keeps the limit of its search, exactly.</summary>
    /// <param name="runs">All runs of the candidate.</param>
    public abstract bool Holds(IReadOnlyList<RunResult> runs, ObjectivesSpec limits);
}
