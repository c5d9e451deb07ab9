using ActorSearch.Coordinator.Hosting;
using ActorSearch.Coordinator.Reading.Results;
using ActorSearch.Coordinator.Tests.Support;
using ActorSearch.Search.Objectives;
using ActorSearch.TrainerNode.Torch.Dense;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Devices;
using ActorSearch.TrainerNode.Training.Files;
using ActorSearch.TrainerNode.Training.Runs;
using ActorSearch.TrainerNode.Training.Stores;
using ActorSearch.TrainerNode.Training.Stores.Folder;
using ActorSearch.TrainerNode.Training.Stores.Http;

namespace ActorSearch.Coordinator.Tests.Store;

/// <summary>Promise 1 over the network: where the files are changes nothing of the front.</summary>
public sealed class StandaloneOverHttpTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly SearchSpec Spec = new()
    {
        Name = "small",
        Data = new DataSpec
        {
            Kind = DataKind.SyntheticCracks,
            Positive = ["crack"],
            ImageSize = 32,
            Synthetic = new SyntheticSpec { Samples = 400, PositiveShare = 0.2 },
        },
        Model = new ModelSpec { Kind = ModelKind.Cnn3 },
        Train = new TrainSpec { Epochs = 2, BatchSize = 16, LearningRate = 0.05 },
        Space = new SpaceSpec { PruningRate = [0.5], ClassCost = [1, 4], Rewind = [RewindPoint.ToEpoch(0), RewindPoint.None] },
        Search = new StrategySpec { Width = 2, MaxLevel = 2, MaxCandidates = 6, Seed = 5 },
        Resources = new ResourcesSpec { CheckpointSeconds = 0 },
    };

    [Fact]
    public async Task The_front_is_the_same_with_the_folder_and_with_three_coordinators_of_which_one_dies()
    {
        using var folder = new TempFolder();
        var (front, _) = await RunAsync(
            Path.Combine(folder.Path, "folder.db"), new FolderCheckpointStore(Path.Combine(folder.Path, "checkpoints")), () => Task.CompletedTask);

        await using var cluster = await StoreCluster.StartAsync(3);
        using var storeClient = new HttpCheckpointStore(cluster.Options() with
        {
            ChunkBytes = 1 << 16,
            CacheFolder = Path.Combine(folder.Path, "cache"),
            CacheBytes = 1 << 20,
        });
        ICheckpointStore store = storeClient;
        var (overHttp, state) = await RunAsync(Path.Combine(folder.Path, "http.db"), store, cluster.Servers[0].KillAsync);

        Assert.Equal(front, overHttp);
        using var othersClient = new HttpCheckpointStore(cluster.Options(1, 2));
        ICheckpointStore others = othersClient;
        foreach (var ticket in state.Front.Members.SelectMany(member => state[member.Id].Runs).Select(run => run.Result!.Ticket))
            Assert.Equal(ticket.Bytes, others.Read(ticket).Length);
        // What the test evaluation stored is there as well, wherever it was when the first died.
        var scores = state.Candidates.Values.Where(candidate => candidate.Test is not null).Select(candidate => candidate.Test!.Scores!).ToList();
        Assert.NotEmpty(scores);
        foreach (var file in scores)
            Assert.Equal(file.Bytes, others.Read(file).Length);
    }

    /// <param name="disturb">Done once the root is trained.</param>
    private static async Task<(byte[] Front, SearchState State)> RunAsync(string journal, ICheckpointStore store, Func<Task> disturb)
    {
        var numerics = TorchRuntime.Initialize(Spec.Resources.Vector);
        using var data = DatasetPool.Shared.Open(Spec.Data);
        var options = new StandaloneOptions(
            journal, store, 2, numerics,
            _ => new TrainingSession(store, order => DatasetPool.Shared.Open(order.Spec.Data), new TorchEngines(ComputeDevice.Cpu)));
        await using var host = await StandaloneHost.StartAsync(options, Cancel);
        var search = new SearchId("run");
        var submission = new SubmitSearch(
            search, Spec, SpecHashes.Spec(Spec, data.Fingerprint), SpecHashes.Training(Spec, data.Fingerprint), data.Fingerprint, DateTimeOffset.UtcNow);
        Assert.IsType<Accepted>(await host.SubmitAsync(submission, Cancel));
        var (state, disturbed) = ((SearchState?)null, false);
        await foreach (var view in host.WatchAsync(search, Cancel))
        {
            state = view.State;
            if (disturbed || !state.Candidates.Values.Any(candidate => candidate.IsIn)) continue;
            disturbed = true;
            await disturb();
        }
        Assert.Equal(SearchStatus.Finished, state!.Status);
        return (FrontFile.Json(state), state);
    }
}
