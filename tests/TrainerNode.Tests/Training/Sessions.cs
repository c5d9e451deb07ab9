using System.Text.Json;
using ActorSearch.Search.Layers;
using ActorSearch.TrainerNode.Torch.Dense;
using ActorSearch.TrainerNode.Training.Devices;
using ActorSearch.TrainerNode.Training.Engines;
using ActorSearch.TrainerNode.Training.Runs;
using ActorSearch.TrainerNode.Training.Stores;
using ActorSearch.TrainerNode.Training.Stores.Folder;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Training;

/// <summary>Runs orders through the product's session, with a store in a temporary folder.</summary>
internal sealed class Sessions : IDisposable
{
    public const string TrainingHash = "test-training";

    public Sessions(SearchSpec spec, MemoryDataset data)
    {
        (Spec, Data) = (spec, data);
        Folder = Directory.CreateTempSubdirectory("actorsearch-test-").FullName;
        Store = new FolderCheckpointStore(Folder);
    }

    public SearchSpec Spec { get; set; }
    public MemoryDataset Data { get; }
    public string Folder { get; }
    public ICheckpointStore Store { get; }

    /// <summary>A small network of every kind of layer with dropout on, over 1x8x8 images.</summary>
    public static SearchSpec SmallSpec(TrainSpec? train = null, PruneSpec? prune = null, params RewindPoint[] rewind) => new()
    {
        Name = "test",
        Data = new DataSpec { Kind = DataKind.Npz, Positive = ["1"] },
        Model = new ModelSpec
        {
            Kind = ModelKind.Layers,
            Layers =
            [
                new LayerSpec { Kind = LayerKind.Of("conv2d"), Size = 4, Kernel = 3, Padding = 1 }, new LayerSpec { Kind = LayerKind.Of("relu") },
                new LayerSpec { Kind = LayerKind.Of("max-pool"), Kernel = 2, Stride = 2 }, new LayerSpec { Kind = LayerKind.Of("flatten") },
                new LayerSpec { Kind = LayerKind.Of("linear"), Size = 12 }, new LayerSpec { Kind = LayerKind.Of("relu") },
                new LayerSpec { Kind = LayerKind.Of("dropout"), Rate = 0.3 }, new LayerSpec { Kind = LayerKind.Of("linear"), Size = 1 },
            ],
        },
        Train = train ?? new TrainSpec { Epochs = 3, BatchSize = 16, LearningRate = 0.05, WeightDecay = 1e-3 },
        Prune = prune ?? new PruneSpec(),
        Space = new SpaceSpec { PruningRate = [0.5], Rewind = rewind.Length == 0 ? [RewindPoint.ToEpoch(0), RewindPoint.ToEpoch(1)] : [.. rewind] },
        Search = new StrategySpec { Seed = 7 },
        Resources = new ResourcesSpec { CheckpointSeconds = 1e9 },
    };

    /// <summary><see cref="SmallSpec"/> with an engine.</summary>
    public static SearchSpec SpecOf(EngineKind engine, TrainSpec? train = null, PruneSpec? prune = null, params RewindPoint[] rewind)
    {
        var spec = SmallSpec(train, prune, rewind);
        return spec with { Train = spec.Train with { Engine = engine } };
    }

    public static MemoryDataset SmallData() => new([1, 8, 8], 60, 45, 45);

    public WorkOrder Order(CandidatePath path, RunResult? root = null, CheckpointRef? parent = null, params TrainingCheckpoint[] resume) => new(
        new SearchId("s"), WorkId.Train(new RunId(path.Id(TrainingHash), 0)), 1, Spec, TrainingHash, Data.Fingerprint, path, parent,
        root?.RootWeights ?? [], [.. resume], [], null);

    public WorkOutcome Run(WorkOrder order, ISessionObserver? observer = null, ICheckpointStore? store = null) =>
        new TrainingSession(store ?? Store, _ => Data, new TorchEngines(ComputeDevice.Cpu))
            .Run(order, observer ?? new RecordingObserver(), CancellationToken.None);

    public WorkOutcome RunUntil(WorkOrder order, CancellationToken stop) =>
        new TrainingSession(Store, _ => Data, new TorchEngines(ComputeDevice.Cpu)).Run(order, new RecordingObserver(), stop);

    public RunResult Finish(WorkOrder order) => Finished(Run(order));

    public static RunResult Finished(WorkOutcome outcome) => Assert.IsType<RunFinished>(outcome).Result;

    public RunResult Root() => Finish(Order(CandidatePath.Root));

    /// <summary>A result as text, to compare all of it.</summary>
    public static string Text(RunResult result) => JsonSerializer.Serialize(result);

    /// <summary>Turns the last byte of a stored file over.</summary>
    public void Damage(CheckpointRef reference)
    {
        var path = System.IO.Path.Combine(Folder, reference.Sha256[..2], reference.Sha256 + ".safetensors");
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    public static CandidatePath Path(params Step[] steps) => new([.. steps]);
    public static Step StepOf(double rate, double cost, RewindPoint rewind) => new(rate, cost, rewind);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>Writes down what a session tells.</summary>
internal sealed class RecordingObserver : ISessionObserver
{
    public List<EpochPoint> Epochs { get; } = [];
    public List<TrainingCheckpoint> Checkpoints { get; } = [];
    public int Beats { get; private set; }
    public Action<TrainingCheckpoint>? OnCheckpoint { get; set; }

    public void Alive(int epoch, int lastEpoch, long samples) => Beats++;
    public List<EngineKind> Engines { get; } = [];
    public void Opened(EngineKind engine) => Engines.Add(engine);
    public List<double> GradientNorms { get; } = [];
    public void GradientNorm(double norm) => GradientNorms.Add(norm);
    public void EpochDone(EpochPoint point) => Epochs.Add(point);

    public void CheckpointSaved(TrainingCheckpoint checkpoint)
    {
        Checkpoints.Add(checkpoint);
        OnCheckpoint?.Invoke(checkpoint);
    }
}
