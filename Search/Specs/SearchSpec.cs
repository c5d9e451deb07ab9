using ActorSearch.Search.Specs.Declaring;
using ActorSearch.Search.Specs.Reading;

namespace ActorSearch.Search.Specs;

/// <summary>One search, default-filled: the search file (design part 8) after reading and validation.</summary>
/// <remarks>
/// A key of the file is declared once, in the table of the record that has its member. The member's initial value is the key's default, and its doc comment is
/// the key's meaning in docs/search-file.md, where "A new key" says how to add one.
/// </remarks>
public sealed record SearchSpec
{
    private const string NameExpected = "a name for the search, for example cracks";

    internal static KeysOf<SearchSpec> Keys { get; } = new KeysOf<SearchSpec>()
        .Add(s => s.Name, new("a valid folder name", ReadName), required: NameExpected, changes: Changes.Nothing)
        .Mapping(s => s.Data, "{ kind: images, path: ./crack, positive: Positive, image_size: 64 }", required: true)
        .Mapping(s => s.Model, "{ kind: cnn-3 }", required: true, or: ModelSpec.OfList)
        .Mapping(s => s.Train, "{ epochs: 10, learning_rate: 0.01 }")
        .Mapping(s => s.Prune, "{ criterion: magnitude-increase, scope: layer }")
        .Mapping(s => s.Space, "{ pruning_rate: [0.3, 0.5], class_cost: [1, 5], rewind: [0, 2] }", required: true, changes: Changes.Search)
        .Mapping(s => s.Objectives, "{ fn: { threshold: 0.5 }, max_fpr: 0.5 }", changes: Changes.Search)
        .Mapping(s => s.Search, "{ strategy: pareto-beam, max_level: 7 }", changes: Changes.Search)
        .Mapping(s => s.Resources, "{ slots: auto, checkpoint: 60s }", changes: Changes.Nothing)
        .Add(s => s.Report, new("`front`, `all`, or a list of candidate ids (*set*)", ReportSpec.Read), changes: Changes.Nothing);

    /// <summary>Names the search and its default folder `runs/NAME`.</summary>
    public required string Name { get; init; }

    /// <summary>Where the samples come from.</summary>
    public required DataSpec Data { get; init; }

    /// <summary>The dense network, with one logit as output.</summary>
    public required ModelSpec Model { get; init; }

    /// <summary>How a network is trained.</summary>
    public TrainSpec Train { get; init; } = new();

    /// <summary>Which weights are removed.</summary>
    public PruneSpec Prune { get; init; } = new();

    /// <summary>How a child may differ from its parent.</summary>
    public required SpaceSpec Space { get; init; }

    /// <summary>Where false negatives are counted, and which candidates are out of the question.</summary>
    public ObjectivesSpec Objectives { get; init; } = new();

    /// <summary>The strategy and its budgets.</summary>
    public StrategySpec Search { get; init; } = new();

    /// <summary>What the search may use.</summary>
    public ResourcesSpec Resources { get; init; } = new();

    /// <summary>The candidates to evaluate on the test split.</summary>
    public ReportSpec Report { get; init; } = new();

    /// <summary>A name becomes that of a folder.</summary>
    private static string? ReadName(Section root, YamlItem item, string key)
    {
        if (root.Text(item, key, NameExpected) is not { } name) return null;
        var good = name.Length <= 100 && name[0] != '.' && name.Trim() == name
            && !name.Any(c => char.IsControl(c) || "/\\:*?\"<>|".Contains(c, StringComparison.Ordinal));
        if (good) return name;
        root.Fault(item, key,
            $"{item.Shown} cannot be a folder's name: at most 100 characters, no / \\ : * ? \" < > |, no dot at the start, no space at the ends");
        return null;
    }
}
