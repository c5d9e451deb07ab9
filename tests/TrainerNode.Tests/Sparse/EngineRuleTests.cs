using ActorSearch.Search.Layers;
using ActorSearch.Search.Models;
using ActorSearch.TrainerNode.Training.Engines.Sparse;
using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Sparse;

public sealed class EngineRuleTests
{
    /// <summary>Results depend on these choices: another answer here needs another <see cref="SparseEngine.Version"/>.</summary>
    [Theory]
    [InlineData(ModelKind.LeNet300100, 28, 64, 0.0, EngineKind.Torch)]
    [InlineData(ModelKind.LeNet300100, 28, 64, 0.3, EngineKind.Sparse)]
    [InlineData(ModelKind.Cnn3, 64, 32, 0.0, EngineKind.Sparse)]
    [InlineData(ModelKind.AlexNetSmall, 64, 32, 0.0, EngineKind.Torch)]
    [InlineData(ModelKind.AlexNetSmall, 64, 32, 0.5, EngineKind.Sparse)]
    [InlineData(ModelKind.AlexNetSmall, 64, 1, 0.8, EngineKind.Torch)]
    public void Auto_goes_by_sizes_and_density(ModelKind model, int side, int batch, double pruned, EngineKind expected)
    {
        var (architecture, mask) = Pruned(model, side, pruned);
        Assert.Equal(expected, EngineRule.Choose(new TrainSpec { BatchSize = batch }, architecture, mask, cpu: true));
        Assert.Equal(EngineKind.Torch, EngineRule.Choose(new TrainSpec { BatchSize = batch }, architecture, mask, cpu: false));
        Assert.Equal(EngineKind.Sparse, EngineRule.Choose(new TrainSpec { BatchSize = batch }, architecture, mask, cpu: true, torch: false));
    }

    [Theory]
    [InlineData(EngineKind.Torch)]
    [InlineData(EngineKind.Sparse)]
    public void What_is_asked_for_is_taken(EngineKind asked)
    {
        var (architecture, mask) = Pruned(ModelKind.LeNet5, 28, 0.5);
        Assert.Equal(asked, EngineRule.Choose(new TrainSpec { Engine = asked }, architecture, mask, cpu: true));
    }

    [Fact]
    public void A_network_that_is_pruned_on_never_returns_to_the_dense_engine()
    {
        foreach (var model in new[] { ModelKind.LeNet300100, ModelKind.LeNet5, ModelKind.Cnn3, ModelKind.AlexNetSmall })
        {
            var choices = Enumerable.Range(0, 20).Select(i => Pruned(model, 64, i / 20.0))
                .Select(p => EngineRule.Choose(new TrainSpec(), p.Architecture, p.Mask, cpu: true)).ToList();
            Assert.Equal(choices.OrderBy(choice => choice), choices);
            Assert.Equal(EngineKind.Sparse, choices[^1]);
        }
    }

    private static (Architecture Architecture, NetworkMask Mask) Pruned(ModelKind model, int side, double rate)
    {
        var prune = new PruneSpec { Criterion = CriterionKind.Random };
        var architecture = ArchitectureBuilder.Build(new ModelSpec { Kind = model }, [1, side, side], prune);
        var layout = new FlatLayout(architecture);
        return (architecture, Pruner.Prune(layout, NetworkMask.Full(architecture), new float[layout.Length], default, prune, rate, new PruningKey(1, 0, 1)));
    }
}
