using ActorSearch.Search.Specs.Declaring;
using static ActorSearch.Search.Specs.Declaring.Values;

namespace ActorSearch.Search.Specs;

/// <summary>Where FN is counted, and which candidates are out of the question.</summary>
public sealed record ObjectivesSpec
{
    internal static KeysOf<ObjectivesSpec> Keys { get; } = new KeysOf<ObjectivesSpec>(Changes.Search)
        .Mapping(o => o.Fn, OperatingPointSpec.Example)
        .Add(o => o.MaxFpr, ShareOrAll("0.5"));

    /// <summary>The operating point at which false negatives are counted.</summary>
    public OperatingPointSpec Fn { get; init; } = new() { Threshold = 0.5 };

    /// <summary>A candidate with a higher false-positive rate is never on the front and never expanded.</summary>
    public double MaxFpr { get; init; } = 0.5;
}
