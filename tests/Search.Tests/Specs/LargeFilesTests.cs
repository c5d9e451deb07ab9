using Xunit;

namespace ActorSearch.Search.Tests.Specs;

/// <summary>Files as large as they may be. Sets are read with one look-up an item; how long that takes is no assertion here.</summary>
public sealed class LargeFilesTests
{
    private static SpecReading Read(string space, string data = "{ kind: synthetic-cracks }") =>
        SpecReader.Read($"name: x\ndata: {data}\nmodel: {{ kind: mlp, sizes: [4] }}\nspace: {space}\n", "x.yaml", []);

    private static string List(int count, Func<int, int> value) =>
        "[" + string.Join(',', Enumerable.Range(0, count).Select(i => (value(i) / 1e6).ToString("F6", CultureInfo.InvariantCulture))) + "]";

    [Fact]
    public void A_set_of_ninety_five_thousand_values_is_read_in_order()
    {
        const int count = 95_000;
        // 7 and 95,000 have no common divisor, so every value comes once.
        var spec = Read($"{{ pruning_rate: {List(count, i => 1 + i * 7 % count)} }}").Spec!;
        Assert.Equal(Enumerable.Range(1, count).Select(i => i / 1e6), spec.Space.PruningRate);
    }

    [Fact]
    public void Repeated_values_are_each_told_and_the_first_hundred_shown()
    {
        var problems = Read($"{{ pruning_rate: {List(40_000, i => 1 + i % 20_000)} }}").Problems;
        Assert.Equal(101, problems.Length);
        Assert.Contains("is in the list twice", problems[0].Message, StringComparison.Ordinal);
        Assert.Contains("and 19899 more", problems[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_level_s_values_are_looked_up_in_those_of_the_space()
    {
        var problems = Read($"{{ pruning_rate: {List(30_000, i => 1 + i)}, by_level: [ {{ pruning_rate: {List(30_000, i => 10_001 + i)} }} ] }}").Problems;
        Assert.Contains("is not in space.pruning_rate; expected some of", problems[0].Message, StringComparison.Ordinal);
        Assert.Contains("and 29980 more", problems[0].Message, StringComparison.Ordinal);
        Assert.All(problems, problem => Assert.InRange(problem.Message.Length, 1, 1000));
    }

    [Fact(Timeout = 60_000)]
    public async Task Ids_that_are_none_are_each_told_with_their_place()
    {
        var ids = string.Join(",\n ", Enumerable.Range(0, 95_000).Select(i => $"z{i:D5}"));
        var text = $"name: x\ndata: {{ kind: synthetic-cracks }}\nmodel: {{ kind: mlp, sizes: [4] }}\nspace: {{ pruning_rate: [0.5] }}\nreport: [\n {ids}]\n";
        var problems = (await Task.Run(() => SpecReader.Read(text, "x.yaml", []), TestContext.Current.CancellationToken)).Problems;
        Assert.Equal(Enumerable.Range(6, 100), problems.Take(100).Select(problem => problem.Line));
        Assert.StartsWith("z00099 is not a candidate's id", problems[99].Message, StringComparison.Ordinal);
        Assert.Contains("and 94899 more", problems[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thousand_levels_are_looked_up_in_one_set_of_values()
    {
        const int count = 90_000;
        var space = $"{{ pruning_rate: {List(count, i => 1 + i)}, by_level: [{string.Join(',', Enumerable.Repeat("{ pruning_rate: [0.000001] }", 1_000))}] }}";
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(1_000, Read(space).Spec!.Space.ByLevel.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500L << 20);
    }

    [Fact]
    public void A_name_of_half_a_megabyte_is_compared_with_none()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(NearestName.Of(new string('x', 500_000), ["pruning_rate", "class_cost", "rewind"]));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData(15, false)]
    [InlineData(16, true)]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    public void Drawings_have_the_sizes_that_can_be_drawn(int size, bool good)
    {
        Assert.Equal(good, size is >= SyntheticSpec.LeastSize and <= SyntheticSpec.MostSize);
        Assert.Equal(good, Read("{ pruning_rate: [0.5] }", $"{{ kind: synthetic-cracks, image_size: {size} }}").Spec is not null);
    }

    [Fact]
    public void The_documentation_has_the_sizes_of_drawings() =>
        Assert.Contains(
            $"`synthetic-cracks`: {SyntheticSpec.LeastSize} to {SyntheticSpec.MostSize})", File.ReadAllText(Checkout.PathOf("docs", "search-file.md")),
            StringComparison.Ordinal);
}
