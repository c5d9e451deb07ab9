using ActorSearch.Search.Specs.Declaring;
using static ActorSearch.Search.Specs.Declaring.Values;

namespace ActorSearch.Search.Specs;

/// <summary>The term of the loss on the area under the part of the ROC curve up to a false-positive rate.</summary>
public sealed record PartialAucSpec
{
    internal static KeysOf<PartialAucSpec> Keys { get; } = new KeysOf<PartialAucSpec>()
        .Add(p => p.Fpr, ShareOrAll("0.1"))
        .Add(p => p.Weight, Above0(TrainSpec.MostCost, "1"));

    /// <summary>The false-positive rate up to which the area counts.</summary>
    public double Fpr { get; init; } = 0.1;

    /// <summary>Factor on the term.</summary>
    public double Weight { get; init; } = 1;
}
