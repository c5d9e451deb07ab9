using ActorSearch.Search.Specs.Declaring;
using static ActorSearch.Search.Specs.Declaring.Values;

namespace ActorSearch.Search.Specs;

/// <summary>Exactly one of the two is set: a fixed threshold on the probability, or one chosen on validation for a false-positive rate.</summary>
public sealed record OperatingPointSpec
{
    internal const string Example = "{ threshold: 0.5 } or { at_fpr: 0.05 }";

    internal static KeysOf<OperatingPointSpec> Keys { get; } = new KeysOf<OperatingPointSpec>(Changes.Search)
        .Add(o => o.Threshold, Share.Maybe())
        .Add(o => o.AtFpr, Share.Maybe())
        .Holds((section, point) =>
        {
            var given = section.Map.Find("threshold") is not null;
            if (given == section.Map.Find("at_fpr") is not null)
                section.Fault($"{(given ? "both" : "neither")} of threshold and at_fpr given; expected one: {Example}");
        });

    /// <summary>A fixed probability.</summary>
    public double? Threshold { get; init; }

    /// <summary>The lowest score on the validation split whose false-positive rate is at most this.</summary>
    public double? AtFpr { get; init; }
}
