using System.Collections.Immutable;

namespace ActorSearch.Search.Specs;

/// <summary>How a network is trained (design part 3).</summary>
public sealed record TrainSpec
{
    public int Epochs { get; init; } = 10;
    public int BatchSize { get; init; } = 32;
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Sgd;
    public double LearningRate { get; init; } = 0.01;
    public double Momentum { get; init; } = 0.9;
    public bool Nesterov { get; init; }
    public double WeightDecay { get; init; }
    public double Beta1 { get; init; } = 0.9;
    public double Beta2 { get; init; } = 0.999;
    public double Epsilon { get; init; } = 1e-8;
    public ScheduleSpec Schedule { get; init; } = new();

    /// <summary>Class-cost weight of the root; children take theirs from their step.</summary>
    public double ClassCost { get; init; } = 1;

    /// <summary>Divide the loss by the batch's mean sample weight.</summary>
    public bool NormaliseCost { get; init; }

    /// <summary>Factor lambda on the squared-hinge ranking term; 0 = off.</summary>
    public double RankingWeight { get; init; }

    /// <summary>A term on the partial AUC; null = off.</summary>
    public PartialAucSpec? PartialAuc { get; init; }

    /// <summary>How an epoch's batches are drawn.</summary>
    public SamplingKind Sampling { get; init; } = SamplingKind.Shuffle;

    public SelectKind Select { get; init; } = SelectKind.BestAuc;

    /// <summary>Epochs of a child with rewind `none`; the reader fills in max(1, epochs / 4).</summary>
    public int FineTuneEpochs { get; init; } = 2;

    public EngineKind Engine { get; init; } = EngineKind.Auto;
}

/// <summary>The term of the loss on the area under the part of the ROC curve up to a false-positive rate.</summary>
public sealed record PartialAucSpec
{
    /// <summary>The false-positive rate up to which the area counts, in (0, 1].</summary>
    public double Fpr { get; init; } = 0.1;

    /// <summary>Factor on the term, above 0.</summary>
    public double Weight { get; init; } = 1;
}

/// <summary>Learning rate as a function of the epoch: constant, x gamma at each step, or half a cosine down to <see cref="Floor"/> x the rate.</summary>
public sealed record ScheduleSpec
{
    public ScheduleKind Kind { get; init; } = ScheduleKind.Constant;

    /// <summary>Epochs (0-based, ascending) from whose start the rate is multiplied by <see cref="Gamma"/> once more.</summary>
    public ImmutableArray<int> Step { get; init; } = [];

    public double Gamma { get; init; } = 0.1;
    public double Floor { get; init; }
}

/// <summary>Which weights go (design part 3).</summary>
public sealed record PruneSpec
{
    public CriterionKind Criterion { get; init; } = CriterionKind.MagnitudeIncrease;

    /// <summary>Class-cost weight of the loss whose change `taylor` estimates.</summary>
    public double ClassCost { get; init; } = 1;

    public ScopeKind Scope { get; init; } = ScopeKind.Layer;

    /// <summary>Whether biases are prunable as well.</summary>
    public bool Biases { get; init; } = true;

    /// <summary>Names of layers that are never pruned.</summary>
    public ImmutableArray<string> Keep { get; init; } = [];
}
