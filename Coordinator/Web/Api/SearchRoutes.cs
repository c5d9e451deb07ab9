using System.ComponentModel;
using System.Text.Json;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Searches;
using ActorSearch.Messages;
using ActorSearch.Search.Objectives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using HttpResults = Microsoft.AspNetCore.Http.Results;

namespace ActorSearch.Coordinator.Web.Api;

/// <summary>Searches: which there are, how they stand, and orders to them.</summary>
internal static class SearchRoutes
{
    public static void Map(RouteGroupBuilder api, SearchGateway gateway, DataReadings readings)
    {
        var routes = api.MapGroup("/searches").WithTags("searches");
        routes.MapPost("", (HttpRequest request, [Description("Names the search; otherwise its file does.")] string? id, CancellationToken cancel) =>
                SubmitAsync(gateway, readings, request, id, cancel))
            .WithName("submit").WithSummary("Starts the search of a search file, or continues it with larger budgets. The same file again changes nothing.")
            .TakesSearchFile().Produces<OrderDocument>(StatusCodes.Status201Created)
            .Refuses(StatusCodes.Status409Conflict, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType);
        routes.MapGet("", async (CancellationToken cancel) => HttpResults.Json(new SearchesDocument([.. (await gateway.SearchesAsync(cancel)).Select(search => search.Value)])))
            .WithName("searches").WithSummary("The ids of all searches.").Produces<SearchesDocument>();
        routes.MapGet("/{id}", (string id, HttpRequest request, CancellationToken cancel) => DocumentAsync(request, gateway, new GetDocument(Id(id), DocumentKind.Status), cancel))
            .WithName("search").WithSummary("How a search stands.").Produces<StatusDocument>().Refuses(StatusCodes.Status404NotFound);
        routes.MapGet("/{id}/front.json", (string id, HttpRequest request, CancellationToken cancel) => DocumentAsync(request, gateway, new GetDocument(Id(id), DocumentKind.Front), cancel))
            .WithName("front").WithSummary("The front so far, byte for byte what `actorsearch run` writes.").Produces<FrontDocument>().Refuses(StatusCodes.Status404NotFound);
        routes.MapGet("/{id}/slots", (string id, HttpRequest request, CancellationToken cancel) => DocumentAsync(request, gateway, new GetDocument(Id(id), DocumentKind.Slots), cancel))
            .WithName("slots").WithSummary("The slots that work for a search, and how far they are.").Produces<SlotsDocument>().Refuses(StatusCodes.Status404NotFound);
        Picture("points", "The front, and of the other candidates one for every neighbourhood: few points, however many candidates there are.", DocumentKind.Points).Produces<PointsDocument>();
        Picture("history", "How the front and its hypervolume grew, candidate by candidate.", DocumentKind.History).Produces<HistoryDocument>();
        Picture("tree", "The tree: each level as sums, and the nodes that are worth a look.", DocumentKind.Tree).Produces<TreeDocument>();
        Order("pause", "Grants no more work; what runs is handed back with a checkpoint.", id => new Pause(id, "asked for"));
        Order("resume", "Goes on with a search that was paused.", id => new Resume(id));
        Order("cancel", "Ends a search for good.", id => new Cancel(id));

        RouteHandlerBuilder Picture(string name, string summary, DocumentKind document) => routes
            .MapGet($"/{{id}}/{name}", (string id, HttpRequest request, CancellationToken cancel) => DocumentAsync(request, gateway, new GetDocument(Id(id), document), cancel))
            .WithName(name).WithSummary(summary).Refuses(StatusCodes.Status404NotFound);

        void Order(string name, string summary, Func<SearchId, IOperatorCommand> command) => routes
            .MapPost($"/{{id}}/{name}", (string id, CancellationToken cancel) => OrderAsync(gateway, command(Id(id)), cancel))
            .WithName(name).WithSummary(summary).Produces<OrderDocument>().Refuses(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict);
    }

    /// <exception cref="RefusedException">No search can have this id.</exception>
    public static SearchId Id(string id) =>
        SearchId.IsValid(id) ? new SearchId(id) : throw new RefusedException(StatusCodes.Status404NotFound, $"there is no search {id}");

    public static async Task<IResult> DocumentAsync(HttpRequest request, SearchGateway gateway, GetDocument ask, CancellationToken cancel) =>
        HttpResults.Bytes(await gateway.ReadAsync(ask, cancel, forwarded: request.Headers.ContainsKey(ActiveDocuments.Forwarded)), "application/json");

    private static async Task<IResult> SubmitAsync(SearchGateway gateway, DataReadings readings, HttpRequest request, string? id, CancellationToken cancel)
    {
        var file = await SubmittedFile.ReadAsync(request, cancel);
        return HttpResults.Json(await SubmitAsync(gateway, readings, file, id, cancel), statusCode: StatusCodes.Status201Created);
    }

    /// <param name="id">Null: the file names the search.</param>
    /// <exception cref="RefusedException">The file is wrong, another search has that id, or the data cannot be read now.</exception>
    /// <exception cref="BadInputException">The id is none, or the data are bad.</exception>
    public static async Task<OrderDocument> SubmitAsync(SearchGateway gateway, DataReadings readings, SubmittedFile file, string? id, CancellationToken cancel)
    {
        if (file.Spec is not { } spec) throw new RefusedException(StatusCodes.Status400BadRequest, file.Refusal, file.Problems);
        var search = string.IsNullOrEmpty(id) ? spec.Name.Replace(' ', '-') : id;
        if (!SearchId.IsValid(search)) throw new BadInputException($"id: {search} is not {SearchId.Rule}; give one with ?id=");
        var submit = await readings.RunAsync((data, stop) => SubmittedFile.Submission(data, new SearchId(search), spec, stop), cancel);
        var reply = await gateway.CommandAsync(submit, cancel);
        return reply.Refusal is { } refusal
            ? throw new RefusedException(StatusCodes.Status409Conflict, refusal)
            : new OrderDocument(search, Name(reply.Status), [.. file.Problems.Select(problem => problem.ToString())]);
    }

    private static async Task<IResult> OrderAsync(SearchGateway gateway, IOperatorCommand command, CancellationToken cancel)
    {
        var reply = await gateway.CommandAsync(command, cancel);
        return reply.Refusal is { } refusal
            ? throw new RefusedException(reply.Status == SearchStatus.NotSubmitted ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict, refusal)
            : HttpResults.Json(new OrderDocument(reply.Search.Value, Name(reply.Status), []));
    }

    private static string Name(SearchStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());
}
