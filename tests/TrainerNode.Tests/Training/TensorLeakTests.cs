using ActorSearch.Search.Models;
using ActorSearch.TrainerNode.Torch.Dense;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Engines;
using ActorSearch.TrainerNode.Training.Models;
using ActorSearch.TrainerNode.Training.Pruning;
using TorchSharp;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Training;

public sealed class TensorLeakTests
{
    /// <summary>TorchSharp counts per thread, so the measurement has a thread of its own.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(5)]
    public void Live_tensors_are_flat_over_200_batches_and_evaluations(int? microBatch) => OnItsOwnThread(() =>
    {
        var data = Sessions.SmallData();
        var spec = Sessions.SmallSpec();
        var architecture = ArchitectureBuilder.Build(spec.Model, data.SampleShape, spec.Prune);
        using var engine = new TorchEngine(architecture, NetworkMask.Full(architecture), spec.Train, new LossSettings(1, false, 1), microBatch, torch.CPU);
        void Batch(int i)
        {
            data.FillAugmented(Enumerable.Range(0, 16).ToArray(), 1, 0, i, engine.TrainingInputs(16));
            engine.Train(data.Labels(Split.Train)[..16], 0.01, new DropoutStream(1, 0, 0, i, 8));
            if (i % 20 == 0) EvaluationPass.Logits(engine, data, Split.Validation, () => { });
        }
        Batch(0);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 1; i <= 200; i++) Batch(i);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    });

    [Fact]
    public void No_tensor_survives_its_session() => OnItsOwnThread(() =>
    {
        using var sessions = new Sessions(Sessions.SmallSpec(), Sessions.SmallData());
        var root = sessions.Root();
        sessions.Data.Poison(5, float.NaN);
        var path = Sessions.Path(Sessions.StepOf(0.5, 2, ActorSearch.Search.Candidates.RewindPoint.None));
        Assert.IsType<ActorSearch.Search.Runs.WorkFailed>(sessions.Run(sessions.Order(path, root, root.Ticket)));
        Assert.Equal(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    });

    private static void OnItsOwnThread(Action measurement)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                TorchRuntime.Initialize(VectorLevel.Auto);
                TrainingThread.Prepare();
                measurement();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null) Assert.Fail(failure.ToString());
    }
}
