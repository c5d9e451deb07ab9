using ActorSearch.Search.Specs.Declaring;
using static ActorSearch.Search.Specs.Declaring.Values;

namespace ActorSearch.Search.Specs;

/// <summary>Random changes to training images; everything off by default.</summary>
public sealed record AugmentSpec
{
    internal static KeysOf<AugmentSpec> Keys { get; } = new KeysOf<AugmentSpec>()
        .Add(a => a.FlipHorizontal, Flag)
        .Add(a => a.FlipVertical, Flag)
        .Add(a => a.Rotation, From0(180, "10"))
        .Add(a => a.Crop, Whole(0, 1024, 4))
        .Add(a => a.Brightness, From0(1, "0.1"))
        .Add(a => a.Contrast, From0(1, "0.1"));

    /// <summary>Swaps left and right at random.</summary>
    public bool FlipHorizontal { get; init; }

    /// <summary>Swaps top and bottom at random.</summary>
    public bool FlipVertical { get; init; }

    /// <summary>Largest angle in degrees, in either direction.</summary>
    public double Rotation { get; init; }

    /// <summary>Pixels of reflected border to add before cropping back to the original size.</summary>
    public int Crop { get; init; }

    /// <summary>Largest change as a share of the full range.</summary>
    public double Brightness { get; init; }

    /// <summary>Largest relative change about the mean of the image.</summary>
    public double Contrast { get; init; }
}
