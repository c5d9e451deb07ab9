using ActorSearch.Search.Candidates;
using ActorSearch.Search.Specs.Declaring;
using ActorSearch.Search.Specs.Reading;
using static ActorSearch.Search.Specs.Declaring.Values;

namespace ActorSearch.Search.Specs;

/// <summary>What a child may differ in from its parent: the steps are the product of the three lists.</summary>
public sealed record SpaceSpec
{
    /// <summary>A dense run's result names the weights of each, and has to fit a message between processes.</summary>
    private const int MostRewinds = 100;

    internal static Value<ImmutableArray<double>> Rates { get; } = Set(Share, "[0.3, 0.5]");
    internal static Value<ImmutableArray<double>> Costs { get; } = Set(Above0(TrainSpec.MostCost, "1"), "[1, 5]");
    internal static Value<ImmutableArray<RewindPoint>> Points { get; } = Set(new Value<RewindPoint>("rewind points", ReadPoint), "[0, 2]");

    internal static KeysOf<SpaceSpec> Keys { get; } = new KeysOf<SpaceSpec>(Changes.Search)
        .Add(s => s.PruningRate, Rates, required: "a list of shares between 0 and 1, for example [0.3, 0.5]")
        .Add(s => s.ClassCost, Costs)
        .Add(s => s.Rewind, new($"list of at most {MostRewinds} rewind points (*set*)", (space, item, key) =>
        {
            var points = (ImmutableArray<RewindPoint>)Points.Read(space, item, key)!;
            if (points.Length > MostRewinds)
                space.Add(key, $"{points.Length} points; expected {MostRewinds} at most, for the dense run keeps its weights at each");
            return points;
        }))
        .Add(s => s.ByLevel, new("list of mappings of the three keys above", LevelSpec.ReadAll), later: true);

    /// <summary>Shares of the remaining weights to remove.</summary>
    public required ImmutableArray<double> PruningRate { get; init; } = [];

    /// <summary>Factors on the loss of the costly class.</summary>
    public ImmutableArray<double> ClassCost { get; init; } = [1];

    /// <summary>The weights and the schedule position a child starts from, see below.</summary>
    public ImmutableArray<RewindPoint> Rewind { get; init; } = [RewindPoint.ToEpoch(0)];

    /// <summary>Restricts the children of each level, see below.</summary>
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

    private static object? ReadPoint(Section space, YamlItem item, string key)
    {
        const string Expected = "an epoch, lr:k, none or reinit";
        var epochs = space.Search.Train.Epochs;
        if (item is not YamlScalar { IsEmpty: false } scalar)
            return space.Wrong(item, key, Expected + (item is YamlScalar ? "; to keep the parent's weights write none" : ""));
        if (!RewindPoint.TryParse(scalar.Text, out var point)) return space.Wrong(item, key, Expected + NearestName.Hint(scalar.Text, ["none", "reinit"]));
        if (point.Kind is not (RewindKind.Epoch or RewindKind.Schedule) || point.Epoch < epochs) return point;
        return space.Wrong(item, key, $"within the {epochs} epochs of train.epochs; expected 0 to {epochs - 1}");
    }
}
