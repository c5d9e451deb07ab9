using System.Collections.Immutable;

namespace ActorSearch.Search.Specs.Reading;

/// <summary>Reads `train` and `prune`.</summary>
internal static class TrainReader
{
    /// <summary>A result has a point of its curve for each, and has to fit a message between processes (100 kB).</summary>
    public const int MostEpochs = 1_000;

    public const double MostCost = 1_000_000;

    public static TrainSpec Read(Section root)
    {
        if (root.Sub("train", "{ epochs: 10, learning_rate: 0.01 }") is not { } train) return new TrainSpec { FineTuneEpochs = FineTune(new TrainSpec().Epochs) };
        var epochs = train.Int("epochs", 10, 1, MostEpochs, 10);
        var spec = new TrainSpec
        {
            Epochs = epochs,
            BatchSize = train.Int("batch_size", 32, 1, 1_000_000, 32),
            Optimizer = train.Kind("optimizer", OptimizerKind.Sgd),
            LearningRate = train.Number("learning_rate", 0.01, Range.Above0(1000, "0.01")),
            Momentum = train.Number("momentum", 0.9, Range.From0Below1("0.9")),
            Nesterov = train.Bool("nesterov", false),
            WeightDecay = train.Number("weight_decay", 0, Range.From0(1000, "0.0001")),
            Beta1 = train.Number("beta1", 0.9, Range.From0Below1("0.9")),
            Beta2 = train.Number("beta2", 0.999, Range.From0Below1("0.999")),
            Epsilon = train.Number("epsilon", 1e-8, Range.Above0(1, "1e-8")),
            Schedule = Schedule(train, epochs),
            ClassCost = train.Number("class_cost", 1, Range.Above0(MostCost, "1")),
            NormaliseCost = train.Bool("normalise_cost", false),
            RankingWeight = train.Number("ranking_weight", 0, Range.From0(MostCost, "0.1")),
            PartialAuc = PartialAuc(train),
            Sampling = train.Kind("sampling", SamplingKind.Shuffle),
            Select = train.Kind("select", SelectKind.BestAuc),
            FineTuneEpochs = train.Int("fine_tune_epochs", FineTune(epochs), 1, MostEpochs, FineTune(epochs)),
            Engine = train.Kind("engine", EngineKind.Auto),
        };
        CheckOptimiser(train, spec);
        train.Done();
        return spec;
    }

    public static PruneSpec Prune(Section root)
    {
        if (root.Sub("prune", "{ criterion: magnitude-increase, scope: layer }") is not { } prune) return new PruneSpec();
        var spec = new PruneSpec
        {
            Criterion = prune.Kind("criterion", CriterionKind.MagnitudeIncrease),
            ClassCost = prune.Number("class_cost", 1, Range.Above0(MostCost, "1")),
            Scope = prune.Kind("scope", ScopeKind.Layer),
            Biases = prune.Bool("biases", true),
            // An empty list is what the default means, so it is fine here.
            Keep = prune.Take("keep") is { } keep and not YamlList { Items.IsEmpty: true } ? prune.Texts(keep, "keep", "[fc2]", "the name of a layer") : [],
        };
        if (spec.Criterion != CriterionKind.Taylor && prune.Take("class_cost") is { } cost)
            prune.Problems.Warn(cost, prune.Full("class_cost"), $"has no effect with criterion {spec.Criterion.Name()}");
        prune.Done();
        return spec;
    }

    private static PartialAucSpec? PartialAuc(Section train)
    {
        if (train.Sub("partial_auc", "{ fpr: 0.1, weight: 1 }") is not { } term) return null;
        var spec = new PartialAucSpec
        {
            Fpr = term.Number("fpr", 0.1, new Range("a share above 0 and at most 1, for example 0.1", x => x is > 0 and <= 1)),
            Weight = term.Number("weight", 1, Range.Above0(MostCost, "1")),
        };
        term.Done();
        return spec;
    }

    private static int FineTune(int epochs) => Math.Max(1, epochs / 4);

    /// <summary>Keys of another optimiser are no error, so that `--set train.optimizer=adam` needs no other change; but they do nothing.</summary>
    private static void CheckOptimiser(Section train, TrainSpec spec)
    {
        var sgd = spec.Optimizer == OptimizerKind.Sgd;
        foreach (var key in sgd ? new[] { "beta1", "beta2", "epsilon" } : ["momentum", "nesterov"])
            if (train.Take(key) is { } item) train.Problems.Warn(item, train.Full(key), $"has no effect with optimizer {spec.Optimizer.Name()}");
        if (sgd && spec.Nesterov && spec.Momentum == 0)
            train.Problems.Add(train.Take("nesterov")!, train.Full("nesterov"), "needs a momentum above 0");
    }

    private static ScheduleSpec Schedule(Section train, int epochs)
    {
        const string Example = "constant, cosine, { cosine: 0.01 } or { step: [8], gamma: 0.1 }";
        if (train.Take("schedule") is not { } item) return new ScheduleSpec();
        if (item is not YamlMap map)
        {
            if (train.Kind<ScheduleKind>(item, "schedule") is not { } kind) return new ScheduleSpec();
            if (kind == ScheduleKind.Step) train.Problems.Add(item, train.Full("schedule"), "step needs its epochs: { step: [8], gamma: 0.1 }");
            return new ScheduleSpec { Kind = kind };
        }

        var schedule = new Section(map, train.Full("schedule"), train.Problems);
        var (step, cosine) = (schedule.Take("step"), schedule.Take("cosine"));
        if (step is null == cosine is null) schedule.Problems.Add(map, train.Full("schedule"), $"expected one of {Example}");
        var spec = new ScheduleSpec();
        if (cosine is not null)
        {
            if (schedule.Has("gamma")) schedule.Refuse("gamma", "does not belong to cosine, but to step");
            spec = new ScheduleSpec { Kind = ScheduleKind.Cosine, Floor = schedule.Number(cosine, "cosine", Range.From0(1, "0.01")) ?? 0 };
        }
        else if (step is not null)
        {
            spec = new ScheduleSpec { Kind = ScheduleKind.Step, Step = Steps(schedule, step, epochs), Gamma = schedule.Number("gamma", 0.1, Range.Above0(1, "0.1")) };
        }
        schedule.Take("gamma");
        schedule.Done();
        return spec;
    }

    private static ImmutableArray<int> Steps(Section schedule, YamlItem item, int epochs)
    {
        if (epochs == 1)
        {
            schedule.Problems.Add(item, schedule.Full("step"), "with one epoch there is no later epoch to change the rate at");
            return [];
        }
        var last = 0;
        return schedule.List(item, "step", "[8]", entry =>
        {
            if (schedule.Whole(entry, "step", 1, epochs - 1, epochs * 8L / 10 is var e && e > 0 ? e : 1) is not { } epoch) return (int?)null;
            if (epoch <= last) schedule.Problems.Add(entry, schedule.Full("step"), $"{epoch} does not come after {last}; the epochs must ascend");
            return last = (int)epoch;
        });
    }
}
