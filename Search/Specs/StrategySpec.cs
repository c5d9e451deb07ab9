using ActorSearch.Search.Specs.Declaring;
using static ActorSearch.Search.Specs.Declaring.Values;

namespace ActorSearch.Search.Specs;

/// <summary>The strategy and its budgets.</summary>
public sealed record StrategySpec
{
    internal static KeysOf<StrategySpec> Keys { get; } = new KeysOf<StrategySpec>(Changes.Search)
        .Add(s => s.Strategy, OneOf<StrategyKind>())
        .Add(s => s.Width, Whole(1, 1_000_000, 8), grows: true)
        .Add(s => s.MaxLevel, Whole(0, LevelSpec.MostLevels, 7), grows: true)
        .Add(s => s.MaxCandidates, Whole(1, 10_000_000, 200), grows: true)
        .Add(s => s.MaxEpochs, Long(1, 1_000_000_000_000, 5000).Maybe(), grows: true)
        .Add(s => s.Replicates, Whole(1, 1000, 3))
        .Add(s => s.Seed, Long(0, long.MaxValue, 7), changes: Changes.Training)
        .Holds((section, spec) =>
        {
            var epochs = section.Search.Train.Epochs;
            var need = $"{epochs} epochs x {spec.Replicates} replicate{(spec.Replicates == 1 ? "" : "s")}";
            if (spec.MaxEpochs < (long)epochs * spec.Replicates) section.Add("max_epochs", $"{spec.MaxEpochs} is less than the root alone needs: {need}");
        });

    /// <summary>How the search explores the tree.</summary>
    public StrategyKind Strategy { get; init; } = StrategyKind.ParetoBeam;

    /// <summary>Candidates to expand per level.</summary>
    public int Width { get; init; } = 8;

    /// <summary>Length of the longest path; 0 = the dense network alone.</summary>
    public int MaxLevel { get; init; } = 7;

    /// <summary>Most candidates to train, including the root.</summary>
    public int MaxCandidates { get; init; } = 200;

    /// <summary>Most epochs to train, over all runs of all candidates; at least epochs x replicates.</summary>
    public long? MaxEpochs { get; init; }

    /// <summary>Runs per candidate, each with its own seed; objectives are means over them.</summary>
    public int Replicates { get; init; } = 1;

    /// <summary>Seed of everything random except the splits and the generated images.</summary>
    public long Seed { get; init; } = 1;
}
