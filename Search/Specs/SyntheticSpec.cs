using ActorSearch.Search.Specs.Declaring;
using static ActorSearch.Search.Specs.Declaring.Values;

namespace ActorSearch.Search.Specs;

/// <summary>The procedural concrete texture with rare cracks (`synthetic-cracks`).</summary>
public sealed record SyntheticSpec
{
    /// <summary>Side in pixels of the smallest and of the largest drawing.</summary>
    public const int LeastSize = 16, MostSize = 1024;

    internal static KeysOf<SyntheticSpec> Keys { get; } = new KeysOf<SyntheticSpec>()
        .Add(s => s.Samples, Whole(20, 10_000_000, 2000))
        .Add(s => s.PositiveShare, Share)
        .Add(s => s.Seed, Long(0, long.MaxValue, 1));

    /// <summary>Number of images to generate.</summary>
    public int Samples { get; init; } = 2000;

    /// <summary>Share of images with a crack.</summary>
    public double PositiveShare { get; init; } = 0.1;

    /// <summary>Seed of the generated images.</summary>
    public long Seed { get; init; } = 1;
}
