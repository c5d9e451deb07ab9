using System.ComponentModel;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Submission;
using ActorSearch.Search.Strategies;
using ActorSearch.TrainerNode.Training.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using HttpResults = Microsoft.AspNetCore.Http.Results;

namespace ActorSearch.Coordinator.Web.Api;

/// <summary>The search file's checker.</summary>
internal static class CheckRoute
{
    public static void Map(RouteGroupBuilder api, DataReadings readings) => api
        .MapPost("/check", async (
            [Description("Whether to read the data as well, and fit the model to it; true unless said.")] bool? data,
            HttpRequest request, CancellationToken cancel) =>
            HttpResults.Json(await CheckAsync(readings, await SubmittedFile.ReadAsync(request, cancel), data ?? true, cancel)))
        .WithName("check").WithTags("searches").WithSummary("What is wrong with a search file, with line and column; submits nothing.")
        .TakesSearchFile().Produces<CheckDocument>().Refuses(StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType);

    /// <exception cref="RefusedException">The data cannot be read now.</exception>
    public static async Task<CheckDocument> CheckAsync(DataReadings readings, SubmittedFile file, bool readData, CancellationToken cancel)
    {
        if (file.Spec is not { } spec) return Faulty(file.Problems);
        return await (readData
            ? readings.RunAsync((data, stop) => WithData(data, spec, file.Problems, stop), cancel)
            : readings.PlanAsync(stop => Checked(SearchEstimate.For(spec, null, cancel: stop), file.Problems), cancel));
    }

    private static CheckDocument WithData(DatasetPool data, SearchSpec spec, IReadOnlyList<FileProblem> problems, CancellationToken cancel)
    {
        try
        {
            var prepared = Preparation.Of(data, spec, _ => { }, cancel);
            using (prepared.Data)
            {
                var weights = prepared.Architecture.Parameters.Sum(parameter => (long)parameter.Count);
                return Checked(prepared.Estimate, problems) with { Weights = weights, PrunableWeights = prepared.Architecture.PrunableWeights };
            }
        }
        catch (BadInputException e)
        {
            return Faulty([.. problems, FileProblem.Of(e.WithoutContent)]);
        }
    }

    private static CheckDocument Faulty(IReadOnlyList<FileProblem> problems) => new(false, problems, null, null, null);

    private static CheckDocument Checked(SearchEstimate estimate, IReadOnlyList<FileProblem> problems) => new(
        true, [.. problems, .. estimate.Warnings.Select(warning => FileProblem.Of(warning, warning: true))], PlanDocument.Of(estimate), null, null);
}
