using System.Collections.Immutable;
using System.Globalization;

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
            PruningRate = space.Require("pruning_rate", "a list of shares between 0 and 1, for example [0.3, 0.5]") is { } rates ? Rates(space, rates) : [],
        };
        if (space.Take("class_cost") is { } costs) spec = spec with { ClassCost = Costs(space, costs) };
        if (space.Take("rewind") is { } rewinds)
        {
            spec = spec with { Rewind = Rewinds(space, rewinds, epochs) };
            if (spec.Rewind.Length > MostRewinds) space.Problems.Add(rewinds, space.Full("rewind"), $"{spec.Rewind.Length} points; expected {MostRewinds} at most, for the dense run keeps its weights at each");
        }
        if (space.Take("by_level") is { } levels) spec = spec with { ByLevel = ByLevel(space, levels, spec, epochs) };
        space.Done();
        return spec;
    }

    private static ImmutableArray<double> Rates(Section section, YamlItem item) =>
        section.Set(item, "pruning_rate", "[0.3, 0.5]", rate => section.Number(rate, "pruning_rate", Range.Share));

    private static ImmutableArray<double> Costs(Section section, YamlItem item) =>
        section.Set(item, "class_cost", "[1, 5]", cost => section.Number(cost, "class_cost", Range.Above0(TrainReader.MostCost, "1")));

    private static ImmutableArray<RewindPoint> Rewinds(Section section, YamlItem item, int epochs) =>
        section.Set(item, "rewind", "[0, 2]", rewind => Rewind(section, rewind, epochs));

    /// <summary>Levels at the end that restrict nothing say nothing and are left out, so that they do not change the hash.</summary>
    private static ImmutableArray<LevelSpec> ByLevel(Section space, YamlItem item, SpaceSpec all, int epochs)
    {
        const string Example = "[{ class_cost: [1] }, { class_cost: [5] }]";
        if (item is not YamlList { Items.IsEmpty: false } list || list.Items.Length > SearchSectionReader.MostLevels)
        {
            space.Problems.Add(item, space.Full("by_level"), item is YamlList { Items.IsEmpty: false }
                ? $"more than {SearchSectionReader.MostLevels} levels"
                : $"{item.Shown} is not a list with one mapping for each level, for example {Example}");
            return [];
        }
        // Once, for there may be a thousand levels, and nearly a hundred thousand values.
        var (rates, costs, rewinds) = (all.PruningRate.ToHashSet(), all.ClassCost.ToHashSet(), all.Rewind.ToHashSet());
        var levels = new List<LevelSpec>();
        foreach (var entry in list.Items)
        {
            if (space.Sub(entry, "by_level", "{ class_cost: [5] }") is not { } level) continue;
            levels.Add(new LevelSpec
            {
                PruningRate = Part(level, "pruning_rate", all.PruningRate, rates, part => Rates(level, part)),
                ClassCost = Part(level, "class_cost", all.ClassCost, costs, part => Costs(level, part)),
                Rewind = Part(level, "rewind", all.Rewind, rewinds, part => Rewinds(level, part, epochs)),
            });
            level.Done();
        }
        return [.. levels.Take(levels.FindLastIndex(level => !(level.PruningRate.IsEmpty && level.ClassCost.IsEmpty && level.Rewind.IsEmpty)) + 1)];
    }

    /// <summary>How many values of a list a message shows.</summary>
    private const int Listed = 20;

    /// <summary>A part of one of the space's lists; empty when it is not given or is all of it.</summary>
    private static ImmutableArray<T> Part<T>(Section level, string key, ImmutableArray<T> all, HashSet<T> known, Func<YamlItem, ImmutableArray<T>> read)
    {
        if (level.Take(key) is not { } item) return [];
        var part = read(item);
        var some = string.Join(", ", all.Take(Listed).Select(v => string.Create(CultureInfo.InvariantCulture, $"{v}")));
        if (all.Length > Listed) some += string.Create(CultureInfo.InvariantCulture, $" and {all.Length - Listed} more");
        foreach (var value in part.Where(value => !all.IsEmpty && !known.Contains(value)))
            level.Problems.Add(item, level.Full(key), string.Create(CultureInfo.InvariantCulture, $"{value} is not in space.{key}; expected some of {some}"));
        return part.Length == all.Length ? [] : part;
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
