using ActorSearch.Search.Layers;
using ActorSearch.Search.Models;
using ActorSearch.Search.Optimizers;
using ActorSearch.Search.Randomness;
using ActorSearch.TrainerNode.Torch.Dense;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Torch.Optimizers;
using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;
using TorchSharp;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Training;

public sealed class OptimizerTests
{
    public OptimizerTests()
    {
        TorchRuntime.Initialize(VectorLevel.Auto);
        TrainingThread.Prepare();
    }

    public static TheoryData<string, bool, double, bool> Kinds => new()
    {
        { "sgd", false, 0, true }, { "sgd", false, 0.02, true }, { "sgd", true, 0.02, true },
        { "adam", false, 0.02, true }, { "adamw", false, 0.02, true },
        { "sgd", false, 0.02, false }, { "sgd", true, 0.02, false },
        { "adam", false, 0.02, false }, { "adamw", false, 0.02, false },
    };

    [Theory, MemberData(nameof(Kinds))]
    public void A_dense_network_follows_torchs_own_optimizer_step_by_step(string kind, bool nesterov, double decay, bool fused)
    {
        using var scope = torch.NewDisposeScope();
        var train = Train(kind, nesterov, decay);
        using var network = Network();
        using var ours = new NetworkOptimizer(network, NetworkMask.Full(network.Architecture), train, fused);

        var theirs = new TorchSharp.Modules.Parameter(torch.tensor(network.Copy()));
        using torch.optim.Optimizer reference = kind switch
        {
            "sgd" => torch.optim.SGD([theirs], 0.1, momentum: 0.9, weight_decay: decay, nesterov: nesterov),
            "adam" => torch.optim.Adam([theirs], 0.1, weight_decay: decay),
            _ => torch.optim.AdamW([theirs], 0.1, weight_decay: decay),
        };
        for (var step = 0; step < 25; step++)
        {
            var gradient = Gradient(network.Layout, step);
            gradient.CopyTo(network.GradientSpan);
            theirs.grad = torch.tensor(gradient);
            ours.Step(0.1);
            reference.step();
            Assert.All(network.Copy().Zip(theirs.cpu().data<float>().ToArray()), pair => Assert.Equal(pair.Second, pair.First, 2e-5f));
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Pruned_weights_and_their_state_are_exactly_0_after_any_number_of_steps(string kind, bool nesterov, double decay, bool fused)
    {
        using var scope = torch.NewDisposeScope();
        var train = Train(kind, nesterov, decay);
        using var network = Network();
        var mask = Pruner.Prune(
            network.Layout, NetworkMask.Full(network.Architecture), network.Copy(), default,
            new PruneSpec { Criterion = CriterionKind.Magnitude }, 0.6, default);
        using var optimizer = new NetworkOptimizer(network, mask, train, fused);
        for (var step = 0; step < 25; step++)
        {
            Gradient(network.Layout, step).CopyTo(network.GradientSpan);
            optimizer.Step(0.1);
            foreach (var buffer in optimizer.Save().Values.Append(network.Copy()))
            {
                var masked = (float[])buffer.Clone();
                mask.Apply(network.Layout, masked);
                Assert.Equal(masked.Select(BitConverter.SingleToInt32Bits), buffer.Select(BitConverter.SingleToInt32Bits));
                Assert.Contains(buffer, value => value != 0);
            }
        }
    }

    /// <summary>Of the batch's gradient as it came, without weight decay, whatever the optimizer did with it.</summary>
    [Theory, MemberData(nameof(Kinds))]
    public void The_norm_of_the_gradient_is_that_of_the_weights_left_and_telling_it_changes_nothing(string kind, bool nesterov, double decay, bool fused)
    {
        using var scope = torch.NewDisposeScope();
        using var network = Network();
        var mask = Pruner.Prune(
            network.Layout, NetworkMask.Full(network.Architecture), network.Copy(), default,
            new PruneSpec { Criterion = CriterionKind.Magnitude }, 0.6, default);
        using var optimizer = new NetworkOptimizer(network, mask, Train(kind, nesterov, decay), fused);
        var gradient = Gradient(network.Layout, 1);
        gradient.CopyTo(network.GradientSpan);
        optimizer.Step(0.1);
        var (weights, left) = (network.Copy(), (float[])gradient.Clone());
        mask.Apply(network.Layout, left);
        Assert.Equal(Math.Sqrt(left.Sum(g => (double)g * g)), optimizer.GradientNorm(), 1e-9);
        Assert.True(optimizer.GradientNorm() < Math.Sqrt(gradient.Sum(g => (double)g * g)));
        Assert.Equal(gradient, network.GradientSpan.ToArray());
        Assert.Equal(weights, network.Copy());
    }

    /// <summary>As on a device other than the CPU: there the one pass over memory is on the CPU, and the buffers are not.</summary>
    [Fact]
    public void An_optimizer_without_torch_operations_gives_the_same_bits_where_these_are_used()
    {
        using var scope = torch.NewDisposeScope();
        var train = Train("sign-descent", false, 0);
        Assert.Null(TorchUpdate.Find(train.Optimizer.Name));
        using var network = Network();
        using var other = Network();
        var mask = Pruner.Prune(
            network.Layout, NetworkMask.Full(network.Architecture), network.Copy(), default,
            new PruneSpec { Criterion = CriterionKind.Magnitude }, 0.6, default);
        using var fused = new NetworkOptimizer(network, mask, train, fused: true);
        using var plain = new NetworkOptimizer(other, mask, train, fused: false);
        for (var step = 0; step < 25; step++)
        {
            Gradient(network.Layout, step).CopyTo(network.GradientSpan);
            Gradient(network.Layout, step).CopyTo(other.GradientSpan);
            fused.Step(0.1);
            plain.Step(0.1);
        }
        Assert.Equal(network.Copy(), other.Copy());
        Assert.Equal(fused.Save()["direction"], plain.Save()["direction"]);
    }

    [Fact]
    public void A_gradient_that_is_not_a_number_does_not_reach_a_pruned_weight()
    {
        using var scope = torch.NewDisposeScope();
        var train = Train("sgd", false, 0.1);
        using var network = Network();
        var mask = new NetworkMask([
            BitMask.Full(network.Layout.Parameters[0].Count).Without([3]),
            .. network.Layout.Parameters.Skip(1).Select(p => BitMask.Full(p.Count))]);
        using var optimizer = new NetworkOptimizer(network, mask, train);
        network.GradientSpan[3] = float.NaN;
        optimizer.Step(0.1);
        Assert.Equal(0, network.WeightSpan[3]);
    }

    private static TrainSpec Train(string kind, bool nesterov, double decay) =>
        new() { Optimizer = Optimizer.Of(kind), Nesterov = nesterov, WeightDecay = decay, Momentum = 0.9 };

    private static TorchNetwork Network()
    {
        var network = new TorchNetwork(ArchitectureBuilder.Build(new ModelSpec { Kind = ModelKind.Mlp, Sizes = [7] }, [9], new PruneSpec()), torch.CPU);
        network.Load(InitialWeights.Root(network.Layout, 3, 0));
        return network;
    }

    private static float[] Gradient(FlatLayout layout, int step)
    {
        var random = new CounterRandom(11, 0, step, RandomPurpose.SyntheticData);
        var gradient = new float[layout.Length];
        for (var i = 0; i < layout.Parameters.Length; i++)
        {
            foreach (ref var value in layout.Slice(gradient.AsSpan(), i)) value = random.NextFloat() - 0.4f;
        }
        return gradient;
    }
}
