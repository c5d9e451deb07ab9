namespace ActorSearch.Search.Specs.Reading;

/// <summary>Gathers what is wrong, so that a file's faults are reported all at once.</summary>
internal sealed class Problems(string file)
{
    /// <summary>A reader has no use for more, and a file made for it has a hundred thousand.</summary>
    private const int MostTold = 100;

    private readonly List<SpecProblem> _found = [];

    public bool AnyError => _found.Any(problem => !problem.Warning);

    /// <summary>By place; what overrides did comes last. The last of more than a hundred says how many are left out.</summary>
    public ImmutableArray<SpecProblem> All
    {
        get
        {
            SpecProblem[] all = [.. _found.OrderBy(p => p.Line == 0).ThenBy(p => p.Line).ThenBy(p => p.Column)];
            if (all.Length <= MostTold) return [.. all];
            var rest = all.AsSpan(MostTold);
            var warning = true;
            foreach (var problem in rest) warning &= problem.Warning;
            var message = string.Create(CultureInfo.InvariantCulture, $"here, and {rest.Length - 1} more after this, are faults as well");
            return [.. all.AsSpan(0, MostTold), rest[0] with { Key = "", Message = message, Warning = warning }];
        }
    }

    public void Add(YamlItem where, string key, string message) => Add(where, key, message, warning: false);

    public void Warn(YamlItem where, string key, string message) => Add(where, key, message, warning: true);

    public void Add(int line, int column, string? set, string key, string message, bool warning = false) => _found.Add(set is null
        ? new SpecProblem(line, column, key, message, warning) { Source = file }
        : new SpecProblem(0, 0, key, message, warning) { Source = $"--set {YamlScalar.Short(set)}" });

    private void Add(YamlItem where, string key, string message, bool warning) => Add(where.Line, where.Column, where.Override, key, message, warning);
}
