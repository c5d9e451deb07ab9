using System.Collections.Immutable;

namespace ActorSearch.Search.Specs;

/// <summary>One search, default-filled: the search file (design part 8) after reading and validation.</summary>
public sealed record SearchSpec
{
    public required string Name { get; init; }
    public required DataSpec Data { get; init; }
    public required ModelSpec Model { get; init; }
    public TrainSpec Train { get; init; } = new();
    public PruneSpec Prune { get; init; } = new();
    public required SpaceSpec Space { get; init; }
    public ObjectivesSpec Objectives { get; init; } = new();
    public StrategySpec Search { get; init; } = new();
    public ResourcesSpec Resources { get; init; } = new();
    public ReportSpec Report { get; init; } = new();
}

/// <summary>What a child may differ in from its parent: the steps are the product of the three lists.</summary>
public sealed record SpaceSpec
{
    /// <summary>Shares of the remaining weights to remove, each in (0, 1).</summary>
    public required ImmutableArray<double> PruningRate { get; init; }

    /// <summary>Factors on the loss of the costly class, each above 0.</summary>
    public ImmutableArray<double> ClassCost { get; init; } = [1];

    public ImmutableArray<RewindPoint> Rewind { get; init; } = [RewindPoint.ToEpoch(0)];

    /// <summary>What the children of level 1, 2, ... are restricted to; levels beyond are not.</summary>
    public ImmutableArray<LevelSpec> ByLevel { get; init; } = [];

    /// <summary>The space of the candidates of one level.</summary>
    /// <param name="level">From 1.</param>
    public SpaceSpec At(int level)
    {
        if (level > ByLevel.Length) return this;
        var only = ByLevel[level - 1];
        return this with
        {
            PruningRate = only.PruningRate.IsEmpty ? PruningRate : only.PruningRate,
            ClassCost = only.ClassCost.IsEmpty ? ClassCost : only.ClassCost,
            Rewind = only.Rewind.IsEmpty ? Rewind : only.Rewind,
        };
    }
}

/// <summary>Those values of the space's lists that one level may use; an empty list restricts nothing.</summary>
public sealed record LevelSpec
{
    public ImmutableArray<double> PruningRate { get; init; } = [];
    public ImmutableArray<double> ClassCost { get; init; } = [];
    public ImmutableArray<RewindPoint> Rewind { get; init; } = [];
}

/// <summary>Where FN is counted, and which candidates are out of the question.</summary>
public sealed record ObjectivesSpec
{
    public OperatingPointSpec Fn { get; init; } = new() { Threshold = 0.5 };

    /// <summary>A candidate whose false-positive rate exceeds this is never on the front and never expanded.</summary>
    public double MaxFpr { get; init; } = 0.5;
}

/// <summary>Exactly one of the two is set: a fixed threshold on the probability, or one chosen on validation for a false-positive rate.</summary>
public sealed record OperatingPointSpec
{
    public double? Threshold { get; init; }
    public double? AtFpr { get; init; }
}

/// <summary>The strategy and its budgets. <see cref="MaxCandidates"/> counts the root.</summary>
public sealed record StrategySpec
{
    public StrategyKind Strategy { get; init; } = StrategyKind.ParetoBeam;
    public int Width { get; init; } = 8;
    public int MaxLevel { get; init; } = 7;
    public int MaxCandidates { get; init; } = 200;

    /// <summary>Epochs to train over all runs of all candidates; null = no limit.</summary>
    public long? MaxEpochs { get; init; }

    public int Replicates { get; init; } = 1;
    public long Seed { get; init; } = 1;
}

/// <summary>What a search may use; never part of its identity.</summary>
public sealed record ResourcesSpec
{
    /// <summary>Slots in one process; null = one per CPU core.</summary>
    public int? Slots { get; init; }

    /// <summary>Least seconds between two checkpoints of a run; they are taken after a batch or an epoch.</summary>
    public double CheckpointSeconds { get; init; } = 60;

    /// <summary>Its share of the slots beside other searches of the same coordinators.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Take trainers whose numerics differ from the first one's (the front is then not reproducible).</summary>
    public bool Mixed { get; init; }

    /// <summary>Pins the vector level of the kernels, so that unlike CPUs give the same bits.</summary>
    public VectorLevel Vector { get; init; } = VectorLevel.Auto;
}

/// <summary>Which candidates the test split is evaluated for, once, after the search ends. The root and the front always are.</summary>
public sealed record ReportSpec
{
    public ReportKind Kind { get; init; } = ReportKind.Front;

    /// <summary>Candidate ids (or unique beginnings of them) when <see cref="Kind"/> is <see cref="ReportKind.List"/>; in ordinal order.</summary>
    public ImmutableArray<string> Candidates { get; init; } = [];
}
