using ActorSearch.Search.Models;
using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;
using ActorSearch.TrainerNode.Training.Pruning.Criteria;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Pruning;

/// <summary>What every criterion has to keep.</summary>
public sealed class CriterionContractTests
{
    private static readonly FlatLayout Layout = new(ArchitectureBuilder.Build(new ModelSpec { Kind = ModelKind.Mlp, Sizes = [20] }, [30], new PruneSpec()));

    public static TheoryData<string> Names => [.. Criterion.All.Select(criterion => criterion.Name)];

    [Fact]
    public void Every_name_of_the_search_file_has_one_and_none_is_beside() =>
        Assert.Equal(KindNames.All<CriterionKind>().Order(StringComparer.Ordinal), Criterion.All.Select(criterion => criterion.Name));

    [Theory, MemberData(nameof(Names))]
    public void It_has_a_file_of_its_name_and_a_line_in_the_documentation(string name)
    {
        Assert.True(File.Exists(Checkout.PathOf("TrainerNode", "Training", "Pruning", "Criteria", Criterion.Of(Kind(name)).GetType().Name + ".cs")));
        Assert.Contains(File.ReadLines(Checkout.PathOf("docs", "search-file.md")), line => line.StartsWith($"- `{name}`: ", StringComparison.Ordinal));
    }

    /// <summary>The share that was asked for goes, of what was left, and the same again; what is gone stays gone.</summary>
    [Theory, MemberData(nameof(Names))]
    public void It_removes_the_share_that_was_asked_for_and_the_same_again(string name)
    {
        float[] Draw(long seed) => InitialWeights.Root(Layout, seed, 0);
        foreach (var scope in Enum.GetValues<ScopeKind>())
        {
            var mask = NetworkMask.Full(Layout.Architecture);
            for (var level = 1; level <= 5; level++)
            {
                NetworkMask Next() => Pruner.Prune(
                    Layout, mask, Draw(level), Draw(level + 10), new PruneSpec { Criterion = Kind(name), Scope = scope }, 0.3,
                    new PruningKey(1, 0, level), Draw(level + 20));
                var next = Next();
                Assert.Equal(next, Next());
                Assert.All(
                    mask.Tensors.Zip(next.Tensors),
                    pair => Assert.All(Enumerable.Range(0, pair.First!.Count), i => Assert.True(pair.First[i] || !pair.Second![i])));
                if (scope == ScopeKind.Global)
                {
                    Assert.Equal(mask.Left - (long)(0.3m * mask.Left), next.Left);
                }
                else
                {
                    Assert.All(
                        mask.Tensors.Zip(next.Tensors),
                        pair => Assert.Equal(pair.First!.Left - Math.Min((int)(0.3m * pair.First.Left), pair.First.Left - 1), pair.Second!.Left));
                }
                mask = next;
            }
        }
    }

    private static CriterionKind Kind(string name) =>
        KindNames.TryParse<CriterionKind>(name, out var kind) ? kind : throw new ArgumentException(name, nameof(name));
}
