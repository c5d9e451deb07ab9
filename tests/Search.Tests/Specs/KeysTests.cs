using ActorSearch.Search.Layers;
using ActorSearch.Search.Optimizers;
using ActorSearch.Search.Specs.Declaring;
using Xunit;

namespace ActorSearch.Search.Tests.Specs;

/// <summary>Every member of the specification is declared once, and what its declaration says is true.</summary>
public sealed class KeysTests
{
    private static IEnumerable<Type> Records => typeof(SearchSpec).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(SearchSpec).Namespace && type.Name.EndsWith("Spec", StringComparison.Ordinal));

    /// <summary>With the path of each mapping in the file.</summary>
    private static IEnumerable<(string Path, Key Key, Keys Of)> All(Keys keys, string at) => keys.All.SelectMany(key => key.Inner is { } inner
        ? All(inner, key.Flat ? at : $"{at}{key.Name}.").Prepend((at + key.Name, key, keys))
        : [(at + key.Name, key, keys)]);

    [Fact]
    public void Every_member_of_every_record_is_declared_exactly_once()
    {
        Assert.True(Records.Count() > 12);
        foreach (var record in Records) Assert.Equal([], Keys.Of(record)?.Undeclared ?? [$"{record.Name} declares nothing"]);
    }

    private sealed record Forgetful
    {
        internal static KeysOf<Forgetful> Keys { get; } = new KeysOf<Forgetful>(Changes.Training)
            .Add(f => f.Declared, Values.Flag).Add(f => f.Twice, Values.Flag).Add(f => f.Twice, Values.Flag, name: "again");

        public bool Declared { get; init; }
        public bool Forgotten { get; init; }
        public bool Twice { get; init; }
    }

    [Fact]
    public void The_guard_names_a_member_that_is_forgotten_or_declared_twice() => Assert.Equal(["Forgotten", "Twice"], Keys.Of(typeof(Forgetful))!.Undeclared);

    private sealed record Least(string Name, double? Default) : ILimit
    {
        public Value<double> Range => Values.From0(100, "1");
    }

    private sealed record Limited
    {
        internal static KeysOf<Limited> Keys { get; } =
            new KeysOf<Limited>(Changes.Search).Limits(l => l.Limits, [new Least("least_of_a", null), new Least("least_of_b", 7)]);

        public ImmutableSortedDictionary<string, double> Limits { get; init; } =
            ImmutableSortedDictionary<string, double>.Empty.Add("least_of_b", 7);
    }

    [Fact]
    public void Limits_are_keys_of_their_own_and_one_that_is_not_set_is_in_no_hash()
    {
        var keys = Keys.Of(typeof(Limited))!;
        Assert.Equal([], keys.Undeclared);
        Assert.Equal(["least_of_a", "least_of_b"], keys.All.Select(key => key.Name));
        var (one, other) = (new Limited(), new Limited());
        Assert.Equal([null, 7.0], keys.All.Select(key => key.Of(one)));
        Assert.Equal("{\"least_of_b\":7}", CanonicalJson.Of(one, Changes.Search));
        keys.All[0].Set(other, 3.0);
        Assert.Equal("{\"least_of_a\":3,\"least_of_b\":7}", CanonicalJson.Of(other, Changes.Search));
        Assert.Equal([("least_of_a", null, 3.0)], keys.Differences(one, other).Select(found => (found.Place, found.Old, found.New)));
    }

    [Fact]
    public void Every_record_is_reached_from_the_search_and_every_name_is_used_once_in_its_mapping()
    {
        var reached = All(SearchSpec.Keys, "").Select(entry => entry.Of.Record).Append(typeof(LevelSpec)).Distinct().ToHashSet();
        Assert.Equal(Records.ToHashSet(), reached);
        var places = All(SearchSpec.Keys, "").Where(entry => !entry.Key.Flat).Select(entry => entry.Path).ToList();
        Assert.Equal(places.Distinct(), places);
    }

    /// <summary>Each single value that can be altered is: its hashes change as declared, and nothing else does.</summary>
    [Fact]
    public void A_change_of_a_member_makes_void_what_its_key_says()
    {
        var altered = new HashSet<string>();
        (string Text, string[] Sets)[] files =
            [(SearchFiles.Design, ["prune.criterion=taylor", "train.partial_auc={}"]), (SearchFiles.Csv, []), (SearchFiles.Synthetic, [])];
        foreach (var (text, sets) in files)
        {
            foreach (var (path, key, member) in Leaves(SearchSpec.Keys, ""))
            {
                var (spec, other) = (Read(text, sets), Read(text, sets));
                var owner = member(other);
                if (owner is null || key.Only?.Holds(owner) == false || Other(key.Of(owner), key.Member.PropertyType) is not { } value) continue;
                key.Set(owner, value);
                altered.Add(path);
                var training = SpecHashes.Training(spec, "f") != SpecHashes.Training(other, "f");
                var any = SpecHashes.Spec(spec, "f") != SpecHashes.Spec(other, "f");
                Assert.True((training, any) == (key.Changes == Changes.Training, key.Changes is Changes.Training or Changes.Search), path);
                Assert.Equal(path, SpecChange.First(spec, other));
                var continues = key.Changes is Changes.Nothing or Changes.Contents || (key.Grows && key.Of(member(spec)!) is not null);
                Assert.Equal(continues, SpecChange.Refusal(spec, other) is null);
            }
        }
        Assert.Equal(Leaves(SearchSpec.Keys, "").Select(leaf => leaf.Path).Order(), altered.Order());
    }

    [Theory]
    [InlineData("search.width=9", null)]
    [InlineData("search.max_epochs=900000", "search.max_epochs is 900000, less than the unlimited of the search that is there")]
    [InlineData("search.max_level=6", "search.max_level is 6, less than the 7 of the search that is there")]
    [InlineData("data.separator=';'",
        "data.separator differs from the search that is there; only search.width, search.max_level, search.max_candidates, search.max_epochs may grow")]
    [InlineData("resources.checkpoint=5s", null)]
    [InlineData("data.path=elsewhere", null)]
    public void A_search_continues_with_what_may_change(string set, string? refusal)
    {
        var text = set.StartsWith("data", StringComparison.Ordinal)
            ? "{ name: a, data: { kind: csv, path: p, positive: 1 }, model: { kind: mlp, sizes: [2] }, space: { pruning_rate: [0.5] } }"
            : SearchFiles.Design;
        Assert.Equal(refusal, SpecChange.Refusal(Read(text), Read(text, set)));
    }

    private static SearchSpec Read(string text, params string[] sets) => SpecReader.ReadOrThrow(text, "x", sets).Spec!;

    private static IEnumerable<(string Path, Key Key, Func<object, object?> Owner)> Leaves(Keys keys, string at, Func<object, object?>? owner = null)
    {
        owner ??= spec => spec;
        foreach (var key in keys.All)
        {
            if (key.Inner is not { } inner) yield return (at + key.Name, key, owner);
            else
            {
                object? Inner(object spec) => owner(spec) is { } record && key.Only?.Holds(record) != false ? key.Of(record) : null;
                foreach (var leaf in Leaves(inner, key.Flat ? at : $"{at}{key.Name}.", Inner)) yield return leaf;
            }
        }
    }

    private static readonly Type Limits = typeof(ImmutableSortedDictionary<string, double>);

    private static object? Other(object? value, Type type) => value switch
    {
        bool flag => !flag,
        int number => number + 1,
        long number => number + 1,
        double number => number / 2 + 0.01,
        string text => text + "x",
        char => '|',
        Enum kind => Enum.GetValues(kind.GetType()).Cast<object>().First(other => !other.Equals(kind)),
        Optimizer optimizer => Optimizer.All.First(other => other != optimizer),
        ImmutableArray<string> texts => texts.Add("zz"),
        ImmutableArray<double> numbers => numbers.Add(0.99),
        ImmutableArray<int> numbers => numbers.IsEmpty ? null : numbers.Add(1000),
        ImmutableArray<LevelSpec> levels => levels.Add(new LevelSpec { ClassCost = [1] }),
        ImmutableArray<LayerSpec> layers => layers.Add(new LayerSpec { Kind = LayerKind.Of("relu") }),
        ImmutableArray<RewindPoint> points => points.Add(RewindPoint.ScheduleTo(3)),
        null when Nullable.GetUnderlyingType(type) == typeof(int) => 3,
        null when Nullable.GetUnderlyingType(type) == typeof(long) => 3L,
        null when (Nullable.GetUnderlyingType(type) ?? type) is var other && (other == typeof(double) || other == Limits) => 0.3,
        null when type == typeof(string) => "x",
        _ => null,
    };
}
