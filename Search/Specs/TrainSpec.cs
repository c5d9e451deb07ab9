using ActorSearch.Search.Optimizers;
using ActorSearch.Search.Specs.Declaring;
using static ActorSearch.Search.Specs.Declaring.Values;

namespace ActorSearch.Search.Specs;

/// <summary>How a network is trained (design part 3).</summary>
public sealed record TrainSpec : IOptimizerSettings
{
    /// <summary>A result has a point of its curve for each, and has to fit a message between processes (100 kB).</summary>
    internal const int MostEpochs = 1_000;

    internal const double MostCost = 1_000_000;

    private static readonly Only
        OfMomentum = UsedBy(nameof(Momentum)), OfNesterov = UsedBy(nameof(Nesterov)), OfBeta1 = UsedBy(nameof(Beta1)), OfBeta2 = UsedBy(nameof(Beta2)),
        OfEpsilon = UsedBy(nameof(Epsilon));

    internal static KeysOf<TrainSpec> Keys { get; } = new KeysOf<TrainSpec>()
        .Add(t => t.Epochs, Whole(1, MostEpochs, 10))
        .Add(t => t.BatchSize, Whole(1, 1_000_000, 32))
        .Add(t => t.Optimizer, OneOf(Standard))
        .Add(t => t.LearningRate, Above0(1000, "0.01"))
        .Add(t => t.Momentum, From0Below1("0.9"), only: OfMomentum)
        .Add(t => t.Nesterov, Flag, only: OfNesterov)
        .Add(t => t.Beta1, From0Below1("0.9"), only: OfBeta1)
        .Add(t => t.Beta2, From0Below1("0.999"), only: OfBeta2)
        .Add(t => t.Epsilon, Above0(1, "1e-8"), only: OfEpsilon)
        .Add(t => t.WeightDecay, From0(1000, "0.0001"))
        .Add(t => t.Schedule, new("`constant`, `cosine`, `{ cosine: floor }`, `{ step: [epochs], gamma: 0.1 }`", ScheduleSpec.Read))
        .Add(t => t.ClassCost, Above0(MostCost, "1"))
        .Add(t => t.NormaliseCost, Flag)
        .Add(t => t.RankingWeight, From0(MostCost, "0.1"))
        .Add(t => t.Select, OneOf<SelectKind>())
        .Add(t => t.FineTuneEpochs, Whole(1, MostEpochs, 1) with { Read = (s, item, key) => Whole(1, MostEpochs, FineTune(s.Search.Train)).Read(s, item, key) },
            fallback: FineTune, standard: "epochs / 4, at least 1")
        .Add(t => t.Engine, OneOf<EngineKind>())
        .Mapping(t => t.PartialAuc, "{ fpr: 0.1, weight: 1 }")
        .Add(t => t.Sampling, OneOf<SamplingKind>(), later: true)
        .Holds((section, train) =>
        {
            if (OfNesterov.Holds(train) && train.Nesterov && train.Momentum == 0) section.Add("nesterov", "needs a momentum above 0");
        });

    /// <summary>Epochs of the dense run; a child rewound to k trains from k to the end.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Samples per batch.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The optimizer; its state starts empty in every run.</summary>
    public Optimizer Optimizer { get; init; } = Standard;

    /// <summary>The initial learning rate.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Share of the last step that the next one keeps.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Momentum by Nesterov's method; `momentum` must be above 0.</summary>
    public bool Nesterov { get; init; }

    /// <summary>Decay of L2 in the gradient (`sgd`, `adam`), decoupled in `adamw`.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Decay of the mean of gradients.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean of squared gradients.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Keeps the divisor of a step above 0.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>The learning rate per epoch, see below.</summary>
    public ScheduleSpec Schedule { get; init; } = new();

    /// <summary>Factor c on the loss of the costly class in the root.</summary>
    public double ClassCost { get; init; } = 1;

    /// <summary>Divides the loss by the mean sample weight, so that a cost does not also raise the learning rate.</summary>
    public bool NormaliseCost { get; init; }

    /// <summary>Factor lambda on the squared-hinge ranking term (Entezari and Saukh 2019); 0 = off.</summary>
    public double RankingWeight { get; init; }

    /// <summary>An additional loss for a low false-positive rate.</summary>
    public PartialAucSpec? PartialAuc { get; init; }

    /// <summary>How the batches of an epoch are drawn, see below.</summary>
    public SamplingKind Sampling { get; init; } = SamplingKind.Shuffle;

    /// <summary>The epoch whose weights are kept: best validation AUC (ties to the earliest), or the last.</summary>
    public SelectKind Select { get; init; } = SelectKind.BestAuc;

    /// <summary>Length of a child's run with rewind `none`.</summary>
    public int FineTuneEpochs { get; init; } = 2;

    /// <summary>The engine that computes, see below.</summary>
    public EngineKind Engine { get; init; } = EngineKind.Auto;

    private static Optimizer Standard => Optimizer.Of("sgd");

    private static Only UsedBy(string key) => new(
        "optimizer", false, [.. Optimizer.All.Where(optimizer => optimizer.Uses.Contains(key)).Select(optimizer => optimizer.Name)],
        owner => ((TrainSpec)owner).Optimizer.Name);

    private static int FineTune(TrainSpec train) => Math.Max(1, train.Epochs / 4);
}
