using ActorSearch.Search;
using ActorSearch.Search.Models;
using ActorSearch.Search.Specs;
using ActorSearch.Search.Strategies;
using ActorSearch.TrainerNode.Data;

namespace ActorSearch.Coordinator.Cli;

/// <summary>A search whose file, data and model have been checked against each other.</summary>
internal sealed record Preparation(SearchSpec Spec, IDataset Data, Architecture Architecture, SearchEstimate Estimate)
{
    /// <exception cref="BadInputException">Data missing or unreadable, or an input too small for the model.</exception>
    public static Preparation Of(SearchSpec spec, Action<string> say)
    {
        say($"reading {spec.Data.Path ?? "the drawings of synthetic-cracks"}");
        var data = DatasetPool.Shared.Open(spec.Data, say: say);
        var architecture = ArchitectureBuilder.Build(spec.Model, data.SampleShape, spec.Prune);
        return new(spec, data, architecture, SearchEstimate.For(spec, architecture.PrunableWeights));
    }
}
