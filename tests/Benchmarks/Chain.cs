using ActorSearch.Search.Optimizers;
using ActorSearch.TrainerNode.Torch.Dense;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Devices;
using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;
using ActorSearch.TrainerNode.Training.Runs;
using ActorSearch.TrainerNode.Training.Stores;
using ActorSearch.TrainerNode.Training.Stores.Folder;

namespace ActorSearch.Benchmarks;

/// <summary>
/// Chains of tickets, each pruned from the one before and rewound to the initial weights: the product's own sessions on procedural cracks, seeded. For the
/// thread that trains.
/// </summary>
internal sealed class Chain : IDisposable
{
    private readonly Network _network;
    private readonly LoadedDataset _data;
    private readonly ICheckpointStore _store;
    private readonly string _folder = Directory.CreateTempSubdirectory("actorsearch-benchmark-").FullName;

    /// <param name="epochs">Of a level.</param>
    public Chain(Network network, int samples, int epochs, PruneSpec prune)
    {
        _network = network;
        Spec = new SearchSpec
        {
            Name = "benchmark",
            Data = new DataSpec
            {
                Kind = DataKind.SyntheticCracks,
                Positive = ["crack"],
                ImageSize = network.Input[1],
                Synthetic = new SyntheticSpec { Samples = samples, PositiveShare = 0.2 },
                Split = new SplitSpec(),
            },
            Model = new ModelSpec { Kind = network.Kind },
            Train = new TrainSpec { Epochs = epochs, BatchSize = network.Batch, Optimizer = Optimizer.Of("adam"), LearningRate = 0.002 },
            Prune = prune,
            Space = new SpaceSpec { PruningRate = [0.5], Rewind = [RewindPoint.ToEpoch(0)] },
            Search = new StrategySpec { Seed = 7 },
            Resources = new ResourcesSpec { CheckpointSeconds = 1e9 },
        };
        _data = DatasetPool.Shared.Open(Spec.Data);
        _store = new FolderCheckpointStore(_folder);
    }

    public SearchSpec Spec { get; }
    public IDataset Data => _data;

    /// <param name="rates">The pruning rate of each level below the dense root.</param>
    /// <returns>By level, the root first.</returns>
    public ImmutableArray<RunResult> Train(EngineKind engine, double[] rates)
    {
        var spec = Spec with { Train = Spec.Train with { Engine = engine } };
        var results = ImmutableArray.CreateBuilder<RunResult>();
        for (var level = 0; level <= rates.Length; level++)
        {
            var path = Path(rates[..level]);
            var order = new WorkOrder(
                new SearchId("b"), WorkId.Train(new RunId(path.Id("benchmark"), 0)), 1, spec, "benchmark", _data.Fingerprint, path,
                level == 0 ? null : results[^1].Ticket, level == 0 ? [] : results[0].RootWeights, [], [], null);
            var outcome = new TrainingSession(_store, work => DatasetPool.Shared.Open(work.Spec.Data), new TorchEngines(ComputeDevice.Cpu))
                .Run(order, new Silent(), CancellationToken.None);
            results.Add(outcome is RunFinished finished ? finished.Result : throw new InvalidOperationException($"level {level}: {outcome}"));
        }
        return results.ToImmutable();
    }

    /// <param name="rates">Those that led to it.</param>
    public NetworkMask MaskOf(RunResult result, double[] rates) =>
        TicketFile.Read(_store.Read(result.Ticket), new FlatLayout(_network.ArchitectureOf(Spec.Prune)), result.Ticket, "benchmark", Path(rates), 0).Mask;

    public void Dispose()
    {
        _data.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static CandidatePath Path(double[] rates) => new([.. rates.Select(rate => new Step(rate, 1, RewindPoint.ToEpoch(0)))]);

    private sealed class Silent : ISessionObserver
    {
        public void Alive(int epoch, int lastEpoch, long samples) { }
        public void EpochDone(EpochPoint point) { }
        public void CheckpointSaved(TrainingCheckpoint checkpoint) { }
    }
}
