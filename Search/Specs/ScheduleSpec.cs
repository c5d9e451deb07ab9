using ActorSearch.Search.Candidates;
using ActorSearch.Search.Specs.Declaring;
using ActorSearch.Search.Specs.Reading;
using static ActorSearch.Search.Specs.Declaring.Values;

namespace ActorSearch.Search.Specs;

/// <summary>Learning rate as a function of the epoch: constant, x gamma at each step, or half a cosine down to <see cref="Floor"/> x the rate.</summary>
public sealed record ScheduleSpec
{
    private const string Example = "constant, cosine, { cosine: 0.01 } or { step: [8], gamma: 0.1 }";

    private static readonly Only Steps = With(ScheduleKind.Step), Cosine = With(ScheduleKind.Cosine);

    internal static KeysOf<ScheduleSpec> Keys { get; } = new KeysOf<ScheduleSpec>()
        .Part(s => s.Kind).Part(s => s.Step, only: Steps).Part(s => s.Gamma, only: Steps).Part(s => s.Floor, only: Cosine);

    /// <summary>Which of the three it is.</summary>
    public ScheduleKind Kind { get; init; } = ScheduleKind.Constant;

    /// <summary>Epochs (0-based, ascending) from whose start the rate is multiplied by <see cref="Gamma"/> once more.</summary>
    public ImmutableArray<int> Step { get; init; } = [];

    /// <summary>Factor at each step, above 0 and at most 1.</summary>
    public double Gamma { get; init; } = 0.1;

    /// <summary>Share of the rate at which the cosine ends.</summary>
    public double Floor { get; init; }

    internal static object? Read(Section train, YamlItem item, string key)
    {
        if (item is not YamlMap map)
        {
            if (train.Kind<ScheduleKind>(item, key) is not { } kind) return null;
            if (kind == ScheduleKind.Step) train.Fault(item, key, "step needs its epochs: { step: [8], gamma: 0.1 }");
            return new ScheduleSpec { Kind = kind };
        }

        var schedule = train.Sub(map, key, Example)!;
        var (step, cosine) = (schedule.Take("step"), schedule.Take("cosine"));
        if (step is null == cosine is null) schedule.Fault($"expected one of {Example}");
        var spec = new ScheduleSpec();
        var gamma = schedule.Take("gamma");
        if (cosine is not null)
        {
            if (gamma is not null) schedule.Refuse("gamma", "does not belong to cosine, but to step");
            spec = new ScheduleSpec { Kind = ScheduleKind.Cosine, Floor = From0(1, "0.01").Read(schedule, cosine, "cosine") as double? ?? 0 };
        }
        else if (step is not null)
        {
            var factor = gamma is null ? null : Above0(1, "0.1").Read(schedule, gamma, "gamma");
            spec = new ScheduleSpec { Kind = ScheduleKind.Step, Step = Epochs(schedule, step), Gamma = factor as double? ?? spec.Gamma };
        }
        schedule.Done();
        return spec;
    }

    private static ImmutableArray<int> Epochs(Section schedule, YamlItem item)
    {
        var epochs = schedule.Search.Train.Epochs;
        if (epochs == 1)
        {
            schedule.Fault(item, "step", "with one epoch there is no later epoch to change the rate at");
            return [];
        }
        var last = 0;
        var epoch = Whole(1, epochs - 1, Math.Max(1, epochs * 8 / 10));
        return (ImmutableArray<int>)List(epoch with { Read = Later }, "[8]").Read(schedule, item, "step")!;

        object? Later(Section section, YamlItem entry, string key)
        {
            if (epoch.Read(section, entry, key) is not int at) return null;
            if (at <= last) section.Fault(entry, key, $"{at} does not come after {last}; the epochs must ascend");
            return last = at;
        }
    }

    private static Only With(ScheduleKind kind) => Only.With("schedule", (ScheduleSpec s) => s.Kind, true, kind);
}
