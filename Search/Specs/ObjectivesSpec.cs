using ActorSearch.Search.Specs.Declaring;

namespace ActorSearch.Search.Specs;

/// <summary>Where FN is counted, and which candidates are out of the question.</summary>
public sealed record ObjectivesSpec
{
    private static readonly ImmutableSortedDictionary<string, double> Usual = ImmutableSortedDictionary<string, double>.Empty.AddRange(
        Registry.Of<ILimit>().Where(limit => limit.Value.Default is not null).Select(limit => KeyValuePair.Create(limit.Key, limit.Value.Default!.Value)));

    internal static KeysOf<ObjectivesSpec> Keys { get; } = new KeysOf<ObjectivesSpec>(Changes.Search)
        .Mapping(o => o.Fn, OperatingPointSpec.Example)
        .Limits(o => o.Limits);

    /// <summary>The operating point at which false negatives are counted.</summary>
    public OperatingPointSpec Fn { get; init; } = new() { Threshold = 0.5 };

    /// <summary>The limits that are set, by name.</summary>
    public ImmutableSortedDictionary<string, double> Limits { get; init; } = Usual;
}
