using System.Text.RegularExpressions;
using ActorSearch.Search.Specs.Declaring;
using ActorSearch.Search.Specs.Reading;
using static ActorSearch.Search.Specs.Declaring.Values;

namespace ActorSearch.Search.Specs;

/// <summary>What a search may use; never part of its identity.</summary>
public sealed partial record ResourcesSpec
{
    private const int MostSlots = 1024;
    private const double MostCheckpointSeconds = 7 * 24 * 3600;

    internal static KeysOf<ResourcesSpec> Keys { get; } = new KeysOf<ResourcesSpec>(Changes.Nothing)
        .Add(r => r.Slots, new($"`auto` or 1 to {MostSlots}", ReadSlots), standard: "`auto`: one per CPU core")
        .Add(r => r.CheckpointSeconds, new("seconds, `60s`, `2m`, `1h`; at most 7 days", ReadCheckpoint), name: "checkpoint", standard: "60s")
        .Add(r => r.Weight, Above0(1000, "2"))
        .Add(r => r.Mixed, Flag)
        .Add(r => r.Vector, OneOf<VectorLevel>());

    /// <summary>Concurrent trainings in one process.</summary>
    public int? Slots { get; init; }

    /// <summary>Minimum time between two checkpoints of a run, taken after a batch or an epoch.</summary>
    public double CheckpointSeconds { get; init; } = 60;

    /// <summary>The search's share of the slots when other searches run on the same coordinators.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Accepts trainers whose numerics differ; the front is then not reproducible.</summary>
    public bool Mixed { get; init; }

    /// <summary>Pins the vector level of the compute kernels, for clusters with different CPUs.</summary>
    public VectorLevel Vector { get; init; } = VectorLevel.Auto;

    private static object? ReadSlots(Section resources, YamlItem item, string key)
    {
        if (item is YamlScalar { Text: "auto" }) return null;
        var text = item is YamlScalar { Plain: true } scalar ? scalar.Text : "";
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var slots) && slots is >= 1 and <= MostSlots
            ? slots
            : resources.Wrong(item, key, $"auto or a whole number from 1 to {MostSlots}, for example 2");
    }

    private static object? ReadCheckpoint(Section resources, YamlItem item, string key)
    {
        if (item is YamlScalar scalar && Duration().Match(scalar.Text) is { Success: true } match)
        {
            var unit = match.Groups[2].Value switch { "m" => 60, "h" => 3600, _ => 1 };
            var seconds = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * unit;
            if (seconds <= MostCheckpointSeconds) return seconds;
        }
        return resources.Wrong(item, key, "a time up to 7 days: seconds, 60s, 2m or 1h");
    }

    [GeneratedRegex(@"\A([0-9]{1,9}(?:\.[0-9]{1,6})?)(s|m|h)?\z")]
    private static partial Regex Duration();
}
