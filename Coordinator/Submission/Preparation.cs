using ActorSearch.Search.Layers;
using ActorSearch.Search.Models;
using ActorSearch.Search.Strategies;
using ActorSearch.TrainerNode.Torch.Devices;
using ActorSearch.TrainerNode.Training.Data;

namespace ActorSearch.Coordinator.Submission;

/// <summary>A search whose file, data and model have been checked against each other.</summary>
internal sealed record Preparation(IDataset Data, Architecture Architecture, SearchEstimate Estimate)
{
    /// <exception cref="BadInputException">Data missing or unreadable, or an input too small for the model.</exception>
    public static Preparation Of(DatasetPool datasets, SearchSpec spec, Action<string> say, CancellationToken cancel)
    {
        say($"reading {spec.Data.Path ?? "the drawings of synthetic-cracks"}");
        var data = datasets.Open(spec.Data, say: say, cancel: cancel);
        var architecture = ArchitectureBuilder.Build(spec.Model, data.SampleShape, spec.Prune);
        return new(data, architecture, SearchEstimate.For(spec, architecture.PrunableWeights, cancel: cancel));
    }

    /// <summary>What computes on this machine.</summary>
    /// <param name="warn">Hears why libtorch is left out, where it is.</param>
    /// <exception cref="BadInputException">The search asks for an engine that cannot be used here.</exception>
    public static Numerics Numerics(SearchSpec spec, Action<string> warn)
    {
        try
        {
            var numerics = TorchRuntime.Initialize(spec.Resources.Vector);
            TorchRuntime.Require(spec.Train.Engine);
            if (TorchRuntime.CpuProblem is { } problem) warn($"warning: {TorchRuntime.Warning(problem)}");
            return numerics;
        }
        catch (NotSupportedException e)
        {
            throw new BadInputException(e.Message, e);
        }
    }
}
