using System.Collections.Immutable;

namespace ActorSearch.Search.Specs.Reading;

/// <summary>Gathers what is wrong, so that a file's faults are told all at once.</summary>
internal sealed class Problems(string file)
{
    private readonly List<SpecProblem> _found = [];

    public bool AnyError => _found.Any(problem => !problem.Warning);

    /// <summary>By place; what overrides did comes last.</summary>
    public ImmutableArray<SpecProblem> All => [.. _found.OrderBy(p => p.Line == 0).ThenBy(p => p.Line).ThenBy(p => p.Column)];

    public void Add(YamlItem where, string key, string message) => Add(where, key, message, warning: false);

    public void Warn(YamlItem where, string key, string message) => Add(where, key, message, warning: true);

    public void Add(int line, int column, string? set, string key, string message, bool warning = false) => _found.Add(set is null
        ? new SpecProblem(line, column, key, message, warning) { Source = file }
        : new SpecProblem(0, 0, key, message, warning) { Source = $"--set {YamlScalar.Short(set)}" });

    private void Add(YamlItem where, string key, string message, bool warning) => Add(where.Line, where.Column, where.Override, key, message, warning);
}
