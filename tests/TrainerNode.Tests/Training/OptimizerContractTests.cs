using ActorSearch.Search.Optimizers;
using ActorSearch.TrainerNode.Tests.Sparse;
using ActorSearch.TrainerNode.Torch.Dense;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Torch.Optimizers;
using ActorSearch.TrainerNode.Training.Engines;
using ActorSearch.TrainerNode.Training.Engines.Sparse;
using TorchSharp;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Training;

/// <summary>What every optimizer has to keep.</summary>
public sealed class OptimizerContractTests
{
    public static TheoryData<string> Names => [.. Optimizer.All.Select(optimizer => optimizer.Name)];

    [Fact]
    public void Torch_has_operations_for_none_that_is_not_there() =>
        Assert.Empty(TorchUpdate.All.Select(update => update.Name).Except(Optimizer.All.Select(optimizer => optimizer.Name)));

    [Theory, MemberData(nameof(Names))]
    public void It_has_a_file_of_its_name_and_a_line_in_the_documentation(string name)
    {
        var optimizer = Optimizer.Of(name);
        if (optimizer.GetType().Assembly != typeof(Optimizer).Assembly) return;
        Assert.True(File.Exists(Checkout.PathOf("Search", "Optimizers", optimizer.GetType().Name + ".cs")));
        Assert.All(optimizer.Uses, key => Assert.NotNull(typeof(IOptimizerSettings).GetProperty(key)));
        var row = File.ReadLines(Checkout.PathOf("docs", "search-file.md")).Single(line => line.StartsWith("| `optimizer` |", StringComparison.Ordinal));
        Assert.Contains($"`{name}`", row, StringComparison.Ordinal);
        Assert.Equal(optimizer.Slots.Length, optimizer.Slots.Distinct().Count());
        Assert.All(optimizer.Slots, slot => Assert.Matches("^[a-z_]+$", slot));
        Assert.Empty(optimizer.Slots.Intersect(["mask", "weights", "kept", "initial", "trained"])); // what else a file names so
    }

    /// <summary>Weights and state taken out in the middle and put into a new engine give the same bits as going on.</summary>
    [Theory, MemberData(nameof(Names))]
    public void A_run_that_is_resumed_in_the_middle_gives_the_same_bits(string name)
    {
        TorchRuntime.Initialize(VectorLevel.Auto);
        TrainingThread.Prepare();
        foreach (var number in new[] { 3, 12, 29 })
        {
            var random = new RandomCase(number);
            var train = random.Train with { Optimizer = Optimizer.Of(name), WeightDecay = 1e-3, Nesterov = true };
            foreach (var open in new Func<INetworkEngine>[]
            {
                () => new SparseEngine(random.Architecture, random.Mask, train, random.Loss, null),
                () => new TorchEngine(random.Architecture, random.Mask, train, random.Loss, null, torch.CPU),
            })
            {
                using var scope = torch.NewDisposeScope();
                using var whole = open();
                whole.Load(random.Weights);
                for (var step = 0; step < 12; step++)
                {
                    if (step == 6) Assert.Equal(Optimizer.Of(name).Slots.Order(), whole.SaveOptimizer().Keys.Order());
                    if (step == 6) Assert.Contains(whole.SaveOptimizer().Values, slot => slot.Any(value => value != 0));
                    Step(whole, random, step);
                }
                using var first = open();
                using var second = open();
                first.Load(random.Weights);
                for (var step = 0; step < 6; step++) Step(first, random, step);
                second.Load(first.Copy());
                second.RestoreOptimizer(first.SaveOptimizer(), first.Steps);
                for (var step = 6; step < 12; step++) Step(second, random, step);
                Assert.Equal(whole.Steps, second.Steps);
                Assert.Equal(whole.Copy().Select(BitConverter.SingleToInt32Bits), second.Copy().Select(BitConverter.SingleToInt32Bits));
                foreach (var slot in Optimizer.Of(name).Slots) Assert.Equal(whole.SaveOptimizer()[slot], second.SaveOptimizer()[slot]);
            }
        }
    }

    private static void Step(INetworkEngine engine, RandomCase random, int step)
    {
        random.Inputs.CopyTo(engine.TrainingInputs(random.Batch));
        engine.Train(random.Labels, 0.01, random.Dropout with { Batch = step });
    }
}
