using ActorSearch.Search.Candidates;
using ActorSearch.Search.Specs.Declaring;
using ActorSearch.Search.Specs.Reading;
using static System.FormattableString;

namespace ActorSearch.Search.Specs;

/// <summary>Those values of the space's lists that one level may use; an empty list restricts nothing.</summary>
public sealed record LevelSpec
{
    /// <summary>Levels of a tree, and of restrictions.</summary>
    internal const int MostLevels = 1000;

    /// <summary>How many values of a list a message shows.</summary>
    private const int Listed = 20;

    internal static KeysOf<LevelSpec> Keys { get; } = new KeysOf<LevelSpec>(Changes.Search)
        .Add(l => l.PruningRate, Part(SpaceSpec.Rates, space => space.PruningRate), later: true)
        .Add(l => l.ClassCost, Part(SpaceSpec.Costs, space => space.ClassCost), later: true)
        .Add(l => l.Rewind, Part(SpaceSpec.Points, space => space.Rewind), later: true);

    /// <summary>Of the space's shares to remove.</summary>
    public ImmutableArray<double> PruningRate { get; init; } = [];

    /// <summary>Of the space's factors.</summary>
    public ImmutableArray<double> ClassCost { get; init; } = [];

    /// <summary>Of the space's rewind points.</summary>
    public ImmutableArray<RewindPoint> Rewind { get; init; } = [];

    /// <summary>Levels at the end that restrict nothing say nothing and are left out, so that they do not change the hash.</summary>
    internal static object? ReadAll(Section space, YamlItem item, string key)
    {
        const string Expected = "a list with one mapping for each level, for example [{ class_cost: [1] }, { class_cost: [5] }]";
        if (item is not YamlList { Items.IsEmpty: false } list) return space.Wrong(item, key, Expected);
        if (list.Items.Length > MostLevels)
        {
            space.Fault(item, key, $"more than {MostLevels} levels");
            return null;
        }
        var levels = new List<LevelSpec>();
        foreach (var entry in list.Items)
        {
            if (space.Sub(entry, key, "{ class_cost: [5] }") is not { } section) continue;
            var level = new LevelSpec();
            Keys.Fill(section, level);
            section.Done();
            levels.Add(level);
        }
        var last = levels.FindLastIndex(level => !(level.PruningRate.IsEmpty && level.ClassCost.IsEmpty && level.Rewind.IsEmpty));
        return levels.Take(last + 1).ToImmutableArray();
    }

    /// <summary>A part of one of the space's lists; empty when it is all of it.</summary>
    private static Value<ImmutableArray<T>> Part<T>(Value<ImmutableArray<T>> value, Func<SpaceSpec, ImmutableArray<T>> of) =>
        new(value.Words, (level, item, key) =>
        {
            var part = (ImmutableArray<T>)value.Read(level, item, key)!;
            var all = of(level.Search.Space);
            // A set is in order, and there may be a thousand levels and nearly a hundred thousand values.
            foreach (var wrong in part.Where(one => !all.IsEmpty && all.BinarySearch(one) < 0))
            {
                var some = string.Join(", ", all.Take(Listed).Select(one => Invariant($"{one}")));
                if (all.Length > Listed) some += Invariant($" and {all.Length - Listed} more");
                level.Add(key, Invariant($"{wrong} is not in space.{key}; expected some of {some}"));
            }
            return part.Length == all.Length ? ImmutableArray<T>.Empty : part;
        });
}
