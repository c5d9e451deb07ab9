using ActorSearch.Search.Objectives;
using ActorSearch.Search.Strategies;
using CsCheck;

namespace ActorSearch.Search.Tests.Deciding;

/// <summary>Small search specifications, fixed and random.</summary>
internal static class Searches
{
    public static SearchSpec Small { get; } = new()
    {
        Name = "small",
        Data = new DataSpec { Kind = DataKind.SyntheticCracks, Positive = ["crack"] },
        Model = new ModelSpec { Kind = ModelKind.LeNet300100 },
        Train = new TrainSpec { Epochs = 4, FineTuneEpochs = 1, BatchSize = 8 },
        Space = new SpaceSpec { PruningRate = [0.3, 0.6], ClassCost = [1, 5], Rewind = [RewindPoint.ToEpoch(0), RewindPoint.ToEpoch(2), RewindPoint.None] },
        Search = new StrategySpec { Width = 3, MaxLevel = 3, MaxCandidates = 24, Replicates = 2, Seed = 5 },
    };

    /// <summary>A cost that rises along the levels; the second may rewind to one epoch alone.</summary>
    private static ImmutableArray<LevelSpec> Restricted =>
        [new LevelSpec { ClassCost = [1] }, new LevelSpec { Rewind = [RewindPoint.ToEpoch(2)] }, new LevelSpec { PruningRate = [0.3], ClassCost = [5] }];

    public static Gen<SearchSpec> Any { get; } =
        from strategy in Gen.OneOf(Strategy.All.Select(known => known.Kind).ToArray())
        from width in Gen.Int[1, 4]
        from level in Gen.Int[1, 4]
        from candidates in Gen.Int[1, 24]
        from epochs in Gen.Int[-40, 120]
        from replicates in Gen.Int[1, 2]
        from seed in Gen.Int[0, 1000]
        from rates in Gen.OneOf(1, 2)
        from criterion in Gen.OneOf(CriterionKind.MagnitudeIncrease, CriterionKind.Magnitude)
        from byLevel in Gen.Bool
        from report in Gen.OneOf(ReportKind.Front, ReportKind.All)
        select Small with
        {
            Space = Small.Space with { PruningRate = [.. Small.Space.PruningRate.Take(rates)], ByLevel = byLevel ? Restricted : [] },
            Prune = new PruneSpec { Criterion = criterion },
            Report = new ReportSpec { Kind = report },
            Search = new StrategySpec
            {
                Strategy = strategy,
                Width = width,
                MaxLevel = level,
                MaxCandidates = candidates,
                MaxEpochs = epochs < 4 ? null : epochs,
                Replicates = replicates,
                Seed = seed,
            },
        };

    /// <summary>Budgets the same or larger.</summary>
    public static Gen<SearchSpec> Grown(SearchSpec spec) =>
        from width in Gen.Int[0, 2]
        from level in Gen.Int[0, 2]
        from candidates in Gen.Int[0, 20]
        from epochs in Gen.OneOf(0L, 30L, -1L)
        select spec with
        {
            Search = spec.Search with
            {
                Width = spec.Search.Width + width,
                MaxLevel = spec.Search.MaxLevel + level,
                MaxCandidates = spec.Search.MaxCandidates + candidates,
                MaxEpochs = epochs < 0 ? null : spec.Search.MaxEpochs + epochs,
            },
        };

    /// <summary>Stands in for the hash of the search file: equal exactly when what decides is equal.</summary>
    public static string SpecHash(SearchSpec spec) => $"{spec.Search} {spec.Space.PruningRate.Length} {spec.Space.ByLevel.Length} {spec.Prune.Criterion}";
}
