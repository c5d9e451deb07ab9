using static System.FormattableString;

namespace ActorSearch.Search.Specs.Reading;

/// <summary>Gathers what is wrong, so that a file's faults are reported all at once.</summary>
internal sealed class Problems(string file)
{
    /// <summary>A reader has no use for more, and a file made for it has a hundred thousand.</summary>
    private const int MostShown = 100;

    private readonly List<SpecProblem> _found = [];

    public bool AnyError => _found.Any(problem => !problem.Warning);

    /// <summary>By place; what overrides did comes last. The last of more than a hundred says how many are left out.</summary>
    public ImmutableArray<SpecProblem> All
    {
        get
        {
            SpecProblem[] all = [.. _found.OrderBy(p => p.Line == 0).ThenBy(p => p.Line).ThenBy(p => p.Column)];
            if (all.Length <= MostShown) return [.. all];
            var rest = all[MostShown..];
            var message = Invariant($"here, and {rest.Length - 1} more after this, are faults as well");
            return [.. all[..MostShown], rest[0] with { Key = "", Message = message, Warning = rest.All(problem => problem.Warning) }];
        }
    }

    public void Add(YamlItem where, string key, string message, bool warning = false) => Add(where.At, key, message, warning);

    public void Add(Place at, string key, string message, bool warning = false) => _found.Add(at.Override is null
        ? new SpecProblem(at.Line, at.Column, key, message, warning) { Source = file }
        : new SpecProblem(0, 0, key, message, warning) { Source = $"--set {YamlScalar.Short(at.Override)}" });
}
