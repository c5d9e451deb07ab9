using ActorSearch.Search.Specs.Declaring;

namespace ActorSearch.Search.Specs;

/// <summary>Where FN is counted, and which candidates are out of the question.</summary>
public sealed record ObjectivesSpec
{
    private static readonly ImmutableSortedDictionary<string, ILimit> All = Registry.Of<ILimit>();

    private static readonly ImmutableSortedDictionary<string, double> Usual = All.Values
        .Where(limit => limit.Default is not null).ToImmutableSortedDictionary(limit => limit.Name, limit => limit.Default!.Value, StringComparer.Ordinal);

    internal static KeysOf<ObjectivesSpec> Keys { get; } = new KeysOf<ObjectivesSpec>(Changes.Search)
        .Mapping(o => o.Fn, OperatingPointSpec.Example)
        .Limits(o => o.Limits, All.Values);

    /// <summary>The operating point at which false negatives are counted.</summary>
    public OperatingPointSpec Fn { get; init; } = new() { Threshold = 0.5 };

    /// <summary>The limits that are set, by name.</summary>
    public ImmutableSortedDictionary<string, double> Limits { get; init; } = Usual;
}
