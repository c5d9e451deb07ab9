using ActorSearch.Search.Runs;
using ActorSearch.Search.Specs;
using ActorSearch.Search.Specs.Declaring;

namespace ActorSearch.Search.Objectives;

/// <summary>
/// What a candidate has to keep to be on the front and to be expanded. Every class derived from this one, in a file of its name, is registered: it needs no
/// other line. Its name is the key of its limit in the search file, under `objectives`; its doc comment is that key's meaning in docs/search-file.md.
/// </summary>
public abstract class Constraint : Registered<Constraint>, ILimit
{
    /// <summary>The numbers that the limit can be.</summary>
    internal abstract Value<double> Range { get; }

    Value<double> ILimit.Range => Range;

    /// <summary>The limit of a search that sets none; null: it has none. Hashes stay what they are only if a constraint that is added later has none.</summary>
    public virtual double? Default => null;

    /// <summary>The state of a candidate that does not keep it, for example `max-fpr`.</summary>
    public string State => Name.Replace('_', '-');

    /// <summary>The same in words, for example `above max_fpr`: the candidate is ...</summary>
    public abstract string Broken { get; }

    /// <summary>Whether a candidate keeps a limit, exactly.</summary>
    /// <param name="runs">All runs of the candidate.</param>
    public abstract bool Holds(IReadOnlyList<RunResult> runs, double limit);

    /// <summary>The first constraint by name that a candidate does not keep; null: it keeps all.</summary>
    /// <param name="runs">All runs of the candidate.</param>
    public static Constraint? BrokenBy(IReadOnlyList<RunResult> runs, ObjectivesSpec objectives) =>
        All.FirstOrDefault(constraint => objectives.Limits.TryGetValue(constraint.Name, out var limit) && !constraint.Holds(runs, limit));
}
