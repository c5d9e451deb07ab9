using System.Collections.Immutable;

namespace ActorSearch.Search.Specs.Reading;

/// <summary>Reads `space` and `objectives`.</summary>
internal static class SpaceReader
{
    /// <summary>A dense run's result names the weights of each, and has to fit a message between processes.</summary>
    private const int MostRewinds = 100;

    private const string Example = "{ pruning_rate: [0.3, 0.5], class_cost: [1, 5], rewind: [0, 2] }";

    public static SpaceSpec? Read(Section root, int epochs)
    {
        if (root.Require("space", Example) is not { } item || root.Sub(item, "space", Example) is not { } space) return null;
        var spec = new SpaceSpec
        {
            PruningRate = space.Require("pruning_rate", "a list of shares between 0 and 1, for example [0.3, 0.5]") is { } rates
                ? space.Set(rates, "pruning_rate", "[0.3, 0.5]", rate => space.Number(rate, "pruning_rate", Range.Share))
                : [],
        };
        if (space.Take("class_cost") is { } costs)
            spec = spec with { ClassCost = space.Set(costs, "class_cost", "[1, 5]", cost => space.Number(cost, "class_cost", Range.Above0(TrainReader.MostCost, "1"))) };
        if (space.Take("rewind") is { } rewinds)
        {
            spec = spec with { Rewind = space.Set(rewinds, "rewind", "[0, 2]", rewind => Rewind(space, rewind, epochs)) };
            if (spec.Rewind.Length > MostRewinds) space.Problems.Add(rewinds, space.Full("rewind"), $"{spec.Rewind.Length} points; expected {MostRewinds} at most, for the dense run keeps its weights at each");
        }
        space.Done();
        return spec;
    }

    public static ObjectivesSpec Objectives(Section root)
    {
        if (root.Sub("objectives", "{ fn: { threshold: 0.5 }, max_fpr: 0.5 }") is not { } objectives) return new ObjectivesSpec();
        var spec = new ObjectivesSpec
        {
            Fn = OperatingPoint(objectives),
            MaxFpr = objectives.Number("max_fpr", 0.5, new Range("a share above 0 and at most 1, for example 0.5", x => x is > 0 and <= 1)),
        };
        objectives.Done();
        return spec;
    }

    private static OperatingPointSpec OperatingPoint(Section objectives)
    {
        var spec = new ObjectivesSpec().Fn;
        if (objectives.Sub("fn", "{ threshold: 0.5 } or { at_fpr: 0.05 }") is not { } fn) return spec;
        var (threshold, atFpr) = (fn.Take("threshold"), fn.Take("at_fpr"));
        if (threshold is null == atFpr is null)
        {
            fn.Problems.Add(fn.Map, objectives.Full("fn"), (threshold is null ? "neither" : "both") + " of threshold and at_fpr given; expected one: { threshold: 0.5 } or { at_fpr: 0.05 }");
        }
        else if (threshold is not null) spec = new OperatingPointSpec { Threshold = fn.Number(threshold, "threshold", Range.Share) };
        else spec = new OperatingPointSpec { AtFpr = fn.Number(atFpr!, "at_fpr", Range.Share) };
        fn.Done();
        return spec;
    }

    private static RewindPoint? Rewind(Section space, YamlItem item, int epochs)
    {
        const string Expected = "an epoch, lr:k, none or reinit";
        if (item is not YamlScalar { IsEmpty: false } scalar)
        {
            space.Problems.Add(item, space.Full("rewind"), $"{item.Shown} is not {Expected}{(item is YamlScalar ? "; to keep the parent's weights write none" : "")}");
            return null;
        }
        if (!RewindPoint.TryParse(scalar.Text, out var point))
        {
            space.Problems.Add(item, space.Full("rewind"), $"{item.Shown} is not {Expected}{NearestName.Hint(scalar.Text, ["none", "reinit"])}");
            return null;
        }
        if (point.Kind is not (RewindKind.Epoch or RewindKind.Schedule) || point.Epoch < epochs) return point;
        space.Problems.Add(item, space.Full("rewind"), $"{item.Shown} is not within the {epochs} epochs of train.epochs; expected 0 to {epochs - 1}");
        return null;
    }
}
