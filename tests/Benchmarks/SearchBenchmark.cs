using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ActorSearch.Search;
using ActorSearch.Search.Specs;
using ActorSearch.TrainerNode.Checkpoints;
using ActorSearch.TrainerNode.Data;
using ActorSearch.TrainerNode.Devices;
using ActorSearch.TrainerNode.Models;
using ActorSearch.TrainerNode.Training;

namespace ActorSearch.Benchmarks;

/// <summary>
/// A whole chain, dense to 0.8 % in seven levels at 50 %, at equal epochs with each engine: the product's own sessions on procedural cracks, with evaluation,
/// tickets and everything. What the engines' speeds allow is measured in the same run, on the masks of the chain itself.
/// </summary>
internal static class SearchBenchmark
{
    private const int Levels = 7, Samples = 3000;

    public static void Run(Options options)
    {
        var numerics = TorchRuntime.Initialise(VectorLevel.Auto);
        Console.WriteLine($"{numerics.Engine}, {numerics.Vector}, one thread, {Levels + 1} levels");
        var figures = new List<ChainFigure>();
        foreach (var chosen in Network.All.Where(n => (n.Name is "lenet-300-100" or "cnn-3-64") && options.Takes(n.Name)))
        {
            var network = chosen.Input.Length == 3 ? chosen : chosen with { Input = [1, 28, 28] };
            var thread = new Thread(() => figures.Add(Chain(network, options)));
            thread.Start();
            thread.Join();
        }
        if (options.Json is { } path) File.WriteAllText(path, JsonSerializer.Serialize(new { numerics.Engine, numerics.Vector, figures }, Options.JsonOptions));
    }

    private static ChainFigure Chain(Network network, Options options)
    {
        TrainingThread.Prepare();
        var folder = Directory.CreateTempSubdirectory("actorsearch-benchmark-").FullName;
        try
        {
            var spec = Spec(network);
            using var data = DatasetPool.Shared.Open(spec.Data);
            var store = new FolderCheckpointStore(folder);
            var seconds = new Dictionary<EngineKind, double>();
            ImmutableArray<RunResult> results = [];
            foreach (var engine in new[] { EngineKind.Torch, EngineKind.Sparse, EngineKind.Auto })
            {
                var began = Stopwatch.GetTimestamp();
                results = Levelled(spec with { Train = spec.Train with { Engine = engine } }, data, store);
                seconds[engine] = Stopwatch.GetElapsedTime(began).TotalSeconds;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{network.Name,-14} {engine.Name(),-7} {seconds[engine],7:F1} s, AUC by level {string.Join(' ', results.Select(r => $"{r.Validation.Auc:F3}"))}, engines {string.Join(' ', results.Select(r => r.Engine!.Value.Name()[0]))}"));
            }
            var allowed = Allowed(network, spec, store, results, options);
            var figure = new ChainFigure(network.Name, seconds[EngineKind.Torch], seconds[EngineKind.Sparse], seconds[EngineKind.Auto], allowed);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{network.Name,-14} gain {figure.SparseGain:F2} (sparse) and {figure.AutoGain:F2} (auto); training steps alone allow {allowed:F2}: {100 * figure.SparseGain / allowed:F0} % of it"));
            return figure;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Dense time over sparse time of one training step at every level, on the masks of the chain.</summary>
    private static double Allowed(Network network, SearchSpec spec, FolderCheckpointStore store, ImmutableArray<RunResult> results, Options options)
    {
        double dense = 0, sparse = 0;
        var layout = new FlatLayout(network.Architecture);
        for (var level = 0; level <= Levels; level++)
        {
            var mask = TicketFile.Read(store.Read(results[level].Ticket), layout, results[level].Ticket, "benchmark", Path(level), 0).Mask;
            using var torchSubject = new Subject(network, mask, EngineKind.Torch);
            using var sparseSubject = new Subject(network, mask, EngineKind.Sparse);
            var rates = Enumerable.Range(0, options.Rounds).Select(_ => (Torch: torchSubject.Measure(TimeSpan.FromSeconds(options.RoundSeconds)), Sparse: sparseSubject.Measure(TimeSpan.FromSeconds(options.RoundSeconds)))).ToList();
            dense += 1 / rates.Select(r => r.Torch).Order().ElementAt(options.Rounds / 2);
            sparse += 1 / rates.Select(r => r.Sparse).Order().ElementAt(options.Rounds / 2);
        }
        return dense / sparse;
    }

    /// <summary>Enough of them that start-up and compilation do not count.</summary>
    private static int Epochs(Network network) => network.Kind == ModelKind.LeNet300100 ? 40 : 3;

    private static SearchSpec Spec(Network network) => new()
    {
        Name = "benchmark",
        Data = new DataSpec { Kind = DataKind.SyntheticCracks, Positive = ["crack"], ImageSize = network.Input[1], Synthetic = new SyntheticSpec { Samples = Samples, PositiveShare = 0.2 }, Split = new SplitSpec() },
        Model = new ModelSpec { Kind = network.Kind },
        Train = new TrainSpec { Epochs = Epochs(network), BatchSize = network.Batch, Optimizer = OptimizerKind.Adam, LearningRate = 0.002 },
        Prune = new PruneSpec(),
        Space = new SpaceSpec { PruningRate = [0.5], Rewind = [RewindPoint.ToEpoch(0)] },
        Search = new StrategySpec { Seed = 7 },
        Resources = new ResourcesSpec { CheckpointSeconds = 1e9 },
    };

    private static CandidatePath Path(int level) => new([.. Enumerable.Repeat(new Step(0.5, 1, RewindPoint.ToEpoch(0)), level)]);

    private static ImmutableArray<RunResult> Levelled(SearchSpec spec, LoadedDataset data, FolderCheckpointStore store)
    {
        var results = ImmutableArray.CreateBuilder<RunResult>();
        for (var level = 0; level <= Levels; level++)
        {
            var order = new WorkOrder(
                new SearchId("b"), WorkId.Train(new RunId(Path(level).Id("benchmark"), 0)), 1, spec, "benchmark", data.Fingerprint, Path(level),
                level == 0 ? null : results[^1].Ticket, level == 0 ? [] : results[0].RootWeights, [], [], null);
            var outcome = new TorchSession(store, data => DatasetPool.Shared.Open(data), ComputeDevice.Cpu).Run(order, new Silent(), CancellationToken.None);
            results.Add(outcome is RunFinished finished ? finished.Result : throw new InvalidOperationException($"level {level}: {outcome}"));
        }
        return results.ToImmutable();
    }

    private sealed class Silent : ISessionObserver
    {
        public void Alive(int epoch, int lastEpoch, long samples) { }
        public void EpochDone(EpochPoint point) { }
        public void CheckpointSaved(TrainingCheckpoint checkpoint) { }
    }
}

/// <param name="Torch">Seconds of the chain.</param>
/// <param name="Sparse">Seconds of the chain.</param>
/// <param name="Auto">Seconds of the chain.</param>
/// <param name="Allowed">Gain of the training steps alone.</param>
internal sealed record ChainFigure(string Network, double Torch, double Sparse, double Auto, double Allowed)
{
    public double SparseGain => Torch / Sparse;
    public double AutoGain => Torch / Auto;
}
