using ActorSearch.Coordinator.Journal;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Training.Devices;
using Xunit;

namespace ActorSearch.Coordinator.Tests.Processes;

/// <summary>A machine whose libtorch computes wrong, as its check found out: simulated by the findings it keeps.</summary>
public sealed class WrongLibtorchTests
{
    private const string Problem = "the gradient of the input of conv2d of 1 channel is off by 98 % of the largest value";

    [Fact]
    public async Task Auto_trains_with_the_sparse_engine_alone_and_torch_is_refused_with_the_reason()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var search = new TinySearch(candidates: 6);
        KeptFindings.For(ComputeDevice.Cpu, VectorLevel.Auto, search.Out("cache")).Write(new DeviceFindings("2 aabbccdd", null, Problem));
        async Task<(int Code, string Output, string Error)> Do(params string[] arguments)
        {
            using var process = ActorSearchProcess.Start(arguments, null, ("ACTORSEARCH_CACHE", search.Out("cache")));
            return await process.EndAsync(cancel);
        }
        var run = await Do("run", search.SearchFile, "--out", search.Out("a"), "--slots", "2");
        Assert.True(run.Code == 0, run.Error);
        Assert.Contains(
            $"warning: libtorch computes wrong on this machine, so everything trains with the sparse engine: {Problem}",
            run.Error, StringComparison.Ordinal);
        var events = JournalFile.Events(search.Journal("a")).ToList();
        Assert.All(events.OfType<LeaseGranted>(), lease => Assert.Equal("sparse 2", lease.Numerics.Engine));
        Assert.All(events.OfType<RunCompleted>(), run => Assert.Equal(EngineKind.Sparse, run.Result.Engine));

        string[][] commands =
        [
            ["run", search.SearchFile, "--out", search.Out("b"), "--set", "train.engine=torch"],
            ["check", search.SearchFile, "--set", "train.engine=torch"],
        ];
        foreach (var command in commands)
        {
            var refused = await Do(command);
            Assert.Equal(2, refused.Code);
            Assert.Equal(
                $"train.engine: torch cannot be used on this machine, because libtorch computes wrong here: {Problem}; use auto or sparse",
                refused.Error.Trim().Split((char)10)[^1]);
        }
    }
}
