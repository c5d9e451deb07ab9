using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.TrainerNode.Node.Http;
using ActorSearch.TrainerNode.Training.Data;
using ActorSearch.TrainerNode.Training.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using HttpResults = Microsoft.AspNetCore.Http.Results;

namespace ActorSearch.Coordinator.Web.Api;

/// <summary>The HTTP interface (docs/api.md). Every coordinator answers, whichever is active.</summary>
internal static class SearchApi
{
    /// <param name="data">Opens what is submitted; closed with the services.</param>
    public static void AddSearchApi(this IServiceCollection services, DatasetPool data)
    {
        services.ConfigureHttpJsonOptions(json => DocumentJson.Apply(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddSingleton<SearchGateway>();
        // By a factory, so that the container disposes it.
        services.AddSingleton(_ => data);
        services.AddSingleton(provider => new DataReadings(
            provider.GetRequiredService<DatasetPool>(), provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));
        services.AddSingleton(provider => new SearchFeeds(
            provider.GetRequiredService<SearchGateway>(), provider.GetRequiredService<ILogger<SearchFeeds>>(),
            provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));
        services.AddSearchApiDocument();
    }

    public static void MapSearchApi(this WebApplication app, ICheckpointStore store)
    {
        var (gateway, data) = (app.Services.GetRequiredService<SearchGateway>(), app.Services.GetRequiredService<DataReadings>());
        var api = app.MapGroup("").Refuses(
            StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status421MisdirectedRequest,
            StatusCodes.Status429TooManyRequests, StatusCodes.Status503ServiceUnavailable);
        api.AddEndpointFilter((context, next) =>
        {
            ApiProblems.RequireKnownQuery(context.HttpContext);
            return next(context);
        });
        SearchRoutes.Map(api, gateway, data);
        CandidateRoutes.Map(api, gateway, store);
        EventRoutes.Map(api, gateway, app.Services.GetRequiredService<SearchFeeds>(), app.Lifetime.ApplicationStopping);
        CheckRoute.Map(api, data);
        api.MapGet("/trainers", async (CancellationToken cancel) =>
            HttpResults.Json(new TrainersDocument([.. (await gateway.TrainersAsync(cancel)).Select(TrainerDocument.Of)])))
            .WithName("trainers").WithTags("trainers").WithSummary("The trainers with their devices, and what their slots work at.")
            .Produces<TrainersDocument>();
        app.MapOpenApi("/openapi/v1.json").ExcludeFromDescription();
    }

    /// <summary>Says which refusals, as problem documents, a route has.</summary>
    public static T Refuses<T>(this T routes, params int[] statuses) where T : IEndpointConventionBuilder
    {
        foreach (var status in statuses)
            routes.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(ProblemDocument), [HttpProblem.ContentType]));
        return routes;
    }
}
