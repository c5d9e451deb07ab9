using ActorSearch.Coordinator.Reading.Documents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using HttpResults = Microsoft.AspNetCore.Http.Results;

namespace ActorSearch.Coordinator.Web.Api;

/// <summary>Trainers.</summary>
internal static class TrainerRoutes
{
    public static void Map(RouteGroupBuilder api, SearchGateway gateway) => api
        .MapGet("/trainers", async (CancellationToken cancel) => HttpResults.Json(new TrainersDocument([.. (await gateway.TrainersAsync(cancel)).Select(TrainerDocument.Of)])))
        .WithName("trainers").WithTags("trainers").WithSummary("The trainers with their devices, and what their slots work at.").Produces<TrainersDocument>();
}
