using ActorSearch.Search.Specs.Declaring;
using static System.FormattableString;
using static ActorSearch.Search.Specs.Declaring.Values;

namespace ActorSearch.Search.Specs;

/// <summary>Shares of train, validation and test; they sum to 1.</summary>
public sealed record SplitSpec
{
    internal static KeysOf<SplitSpec> Keys { get; } = new KeysOf<SplitSpec>()
        .Add(s => s.Train, Share, required: ShareExpected)
        .Add(s => s.Validation, Share, required: ShareExpected)
        .Add(s => s.Test, Share, required: ShareExpected)
        .Holds((section, split) =>
        {
            var sum = (decimal)split.Train + (decimal)split.Validation + (decimal)split.Test;
            if (Math.Abs(sum - 1) > 1e-9m)
                section.Fault(Invariant($"the shares sum to {sum}, not to 1"));
        });

    /// <summary>Share that networks are trained with.</summary>
    public double Train { get; init; } = 0.7;

    /// <summary>Share that decides about epochs and candidates.</summary>
    public double Validation { get; init; } = 0.15;

    /// <summary>Share that is evaluated once, at the end.</summary>
    public double Test { get; init; } = 0.15;
}
