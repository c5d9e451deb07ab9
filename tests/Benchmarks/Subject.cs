using System.Diagnostics;
using ActorSearch.Search.Layers;
using ActorSearch.Search.Models;
using ActorSearch.Search.Randomness;
using ActorSearch.TrainerNode.Torch.Dense;
using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Engines;
using ActorSearch.TrainerNode.Training.Engines.Sparse;
using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;

namespace ActorSearch.Benchmarks;

/// <summary>A network and a batch to time.</summary>
internal sealed record Network(string Name, ModelKind Kind, ImmutableArray<int> Input, int Batch)
{
    public static readonly ImmutableArray<Network> All =
    [
        new("lenet-300-100", ModelKind.LeNet300100, [784], 64),
        new("cnn-3-28", ModelKind.Cnn3, [1, 28, 28], 32),
        new("cnn-3-64", ModelKind.Cnn3, [1, 64, 64], 32),
        new("alexnet-small-64", ModelKind.AlexNetSmall, [1, 64, 64], 32),
    ];

    public Architecture Architecture => ArchitectureOf(new PruneSpec());

    public Architecture ArchitectureOf(PruneSpec prune) => ArchitectureBuilder.Build(new ModelSpec { Kind = Kind }, Input, prune);

    /// <summary>The same network on images, of as many pixels as it has features.</summary>
    public Network OfImages => Input.Length == 3 ? this : this with { Input = [1, 28, 28] };

    /// <summary>
    /// What is never pruned: small linear layers. One weight left of ten would leave next to nothing of the network needed, and time something
    /// easier than the density says.
    /// </summary>
    public ImmutableArray<string> Kept =>
        [.. Architecture.Layers.Where(layer => layer.Weight is { Count: < 5_000, Shape.Length: 2 }).Select(layer => layer.Name)];

    /// <summary>
    /// Multiplications and additions of one training step with the weights that are left: forward, weight gradients and, but for the first layer,
    /// input gradients.
    /// </summary>
    public double Operations(NetworkMask mask)
    {
        var (sum, parameter) = (0.0, 0);
        foreach (var layer in Architecture.Layers.Where(layer => layer.Weight is not null))
        {
            var positions = layer.OutputShape.Length == 3 ? layer.OutputShape[1] * layer.OutputShape[2] : 1;
            sum += (double)(mask.Tensors[parameter]?.Left ?? layer.Weight!.Count) * positions * Batch * (parameter == 0 ? 2 : 3);
            parameter += 2;
        }
        return sum;
    }

    /// <summary>Every tensor but <see cref="Kept"/> pruned at random to a density.</summary>
    public NetworkMask Mask(double density)
    {
        var prune = new PruneSpec { Criterion = CriterionKind.Random, Keep = Kept };
        var architecture = ArchitectureOf(prune);
        var layout = new FlatLayout(architecture);
        var full = NetworkMask.Full(architecture);
        return density >= 1 ? full : Pruner.Prune(layout, full, new float[layout.Length], default, prune, 1 - density, new PruningKey(1, 0, 1));
    }
}

/// <summary>One engine under one mask, trained step after step on the same random batch.</summary>
internal sealed class Subject : IDisposable
{
    private readonly INetworkEngine _engine;
    private readonly float[] _inputs;
    private readonly byte[] _labels;
    private readonly int _layers, _batch;
    private int _done;
    private float[]? _kept;

    /// <param name="train">Null = SGD with momentum.</param>
    public Subject(Network network, NetworkMask mask, EngineKind kind, TrainSpec? train = null)
    {
        var architecture = network.Architecture;
        train ??= new TrainSpec { BatchSize = network.Batch };
        var loss = new LossSettings(2, false, 0);
        _engine = kind == EngineKind.Sparse
            ? new SparseEngine(architecture, mask, train, loss, null)
            : new TorchEngine(architecture, mask, train, loss, null, TorchSharp.torch.CPU);
        var layout = new FlatLayout(architecture);
        var weights = InitialWeights.Root(layout, 1, 0);
        mask.Apply(layout, weights);
        _engine.Load(weights);
        (_batch, _layers) = (network.Batch, architecture.Layers.Length);

        var random = new CounterRandom(1, 0, 0, RandomPurpose.SyntheticData);
        _inputs = new float[_batch * network.Input.Aggregate(1, (a, b) => a * b)];
        foreach (ref var value in _inputs.AsSpan()) value = random.NextFloat() - 0.5f;
        _labels = new byte[_batch];
        foreach (ref var label in _labels.AsSpan()) label = (byte)random.NextInt(2);
    }

    /// <param name="length">Time that passes; the thread may get less of it.</param>
    /// <returns>Steps per second of the thread's processor time, and of time.</returns>
    public Rates Measure(TimeSpan length)
    {
        var (began, clock, steps) = (Stopwatch.GetTimestamp(), ThreadClock.Now, 0);
        do
        {
            _inputs.CopyTo(_engine.TrainingInputs(_batch));
            _engine.Train(_labels, 1e-4, new DropoutStream(1, 0, 0, _done++, _layers));
            steps++;
        }
        while (Stopwatch.GetElapsedTime(began) < length);
        return new(steps / (ThreadClock.Now - clock), steps / Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    public void Fill(IDataset data, ReadOnlySpan<int> indices) => data.FillAugmented(indices, 1, 0, 0, _engine.TrainingInputs(indices.Length));

    public void Evaluate(IDataset data) => EvaluationPass.Logits(_engine, data, Split.Validation, () => { });

    /// <summary>What the end of an epoch takes when its weights are kept.</summary>
    public void Keep()
    {
        _kept = _engine.Copy(_kept);
        _engine.GradientNorm();
    }

    public void Dispose() => _engine.Dispose();
}

/// <param name="Processor">Steps per second of the thread's processor time.</param>
/// <param name="Time">Steps per second of time.</param>
internal readonly record struct Rates(double Processor, double Time);
