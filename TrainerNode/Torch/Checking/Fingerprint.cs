using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ActorSearch.Search.Layers;
using ActorSearch.Search.Models;
using ActorSearch.Search.Optimizers;
using ActorSearch.Search.Randomness;
using ActorSearch.TrainerNode.Training.Engines;
using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;

namespace ActorSearch.TrainerNode.Torch.Checking;

/// <summary>
/// What an engine computes on this machine, bit by bit (docs/decisions/0007): trains small networks on fixed numbers, with their losses and optimizers,
/// and hashes the weights.
/// </summary>
internal static class Fingerprint
{
    private const int Steps = 8, Batch = 32;

    /// <summary>The networks between them have every kind of layer, and inner maps of few and of many channels.</summary>
    private static readonly (int[] Input, LayerSpec[] Layers, TrainSpec Train)[] Networks =
    [
        ([784], [Linear(300), Relu, Linear(100), Relu, Linear(1)], new() { BatchSize = Batch, Optimizer = Optimizer.Of("sgd"), Momentum = 0.9 }),
        ([1, 28, 28],
            [
                Convolution(16), Relu, Of("max-pool", kernel: 3, stride: 2, padding: 1), Convolution(32), Relu,
                Of("adaptive-avg-pool", 5), Of("flatten"), Of("dropout", rate: 0.2), Linear(1),
            ],
            new() { BatchSize = Batch, Optimizer = Optimizer.Of("adam") }),
        ([3, 16, 16],
            [
                Convolution(2), Relu, Convolution(3), Relu, Of("avg-pool", kernel: 2, stride: 2), Of("flatten"), Linear(1),
            ],
            new() { BatchSize = Batch, Optimizer = Optimizer.Of("adamw"), WeightDecay = 0.01 }),
    ];

    private static LayerSpec Relu => Of("relu");
    private static LayerSpec Linear(int size) => Of("linear", size);
    private static LayerSpec Convolution(int size) => Of("conv2d", size, 3, padding: 1);

    private static LayerSpec Of(string kind, int size = 0, int kernel = 0, int stride = 1, int padding = 0, double rate = 0) =>
        new() { Kind = LayerKind.Of(kind), Size = size, Kernel = kernel, Stride = stride, Padding = padding, Rate = rate };

    /// <param name="kind">The engine of <paramref name="engines"/> to use.</param>
    /// <returns>Eight hexadecimal digits; equal where every bit is.</returns>
    public static string Of(IEngines engines, EngineKind kind)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (number, (input, layers, train)) in Networks.Index())
        {
            var model = new ModelSpec { Kind = ModelKind.Layers, Layers = [.. layers] };
            var layout = new FlatLayout(ArchitectureBuilder.Build(model, ImmutableArray.Create(input), new PruneSpec()));
            var mask = NetworkMask.Full(layout.Architecture);
            using var engine = engines.Open(layout.Architecture, mask, train with { Engine = kind }, new LossSettings(2, true, 0.5, 0.5, 0.3), null);
            engine.Load(InitialWeights.Root(layout, number, 0));
            var random = new CounterRandom(number, 0, 0, RandomPurpose.SyntheticData);
            byte[] labels = [.. Enumerable.Range(0, Batch).Select(i => (byte)(i % 3 == 0 ? 1 : 0))];
            for (var step = 0; step < Steps; step++)
            {
                foreach (ref var value in engine.TrainingInputs(Batch)) value = 2 * random.NextFloat() - 1;
                engine.Train(labels, 0.01, new DropoutStream(number, 0, 0, step, layers.Length));
            }
            hash.AppendData(MemoryMarshal.AsBytes<float>(engine.Copy()));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 4));
    }
}
