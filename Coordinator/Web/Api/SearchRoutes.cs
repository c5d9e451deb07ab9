using System.ComponentModel;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Reading.Results;
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
        routes.MapPost("", async (HttpRequest request, [Description("Names the search; otherwise its file does.")] string? id, CancellationToken cancel) =>
        {
            var order = await SubmitAsync(gateway, readings, await SubmittedFile.ReadAsync(request, cancel), id, cancel);
            return HttpResults.Json(order, statusCode: StatusCodes.Status201Created);
        })
            .WithName("submit").WithSummary("Starts the search of a search file, or continues it with larger budgets. The same file again changes nothing.")
            .TakesSearchFile().Produces<OrderDocument>(StatusCodes.Status201Created)
            .Refuses(StatusCodes.Status409Conflict, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType);
        routes.MapGet("", async (CancellationToken cancel) =>
            HttpResults.Json(new SearchesDocument([.. (await gateway.SearchesAsync(cancel)).Select(search => search.Value)])))
            .WithName("searches").WithSummary("The ids of all searches.").Produces<SearchesDocument>();
        var one = routes.MapGroup("/{id}").Refuses(StatusCodes.Status404NotFound);
        Document<StatusDocument>("", "search", "How a search stands.", DocumentKind.Status);
        Document<FrontDocument>("/front.json", "front", "The front so far, byte for byte what `actorsearch run` writes.", DocumentKind.Front);
        Document<SlotsDocument>("/slots", "slots", "The slots that work for a search, and how far they are.", DocumentKind.Slots);
        Document<PointsDocument>(
            "/points", "points", "The front, and of the other candidates one for every neighbourhood: few points, however many candidates there are.",
            DocumentKind.Points);
        Document<HistoryDocument>("/history", "history", "How the front and its hypervolume grew, candidate by candidate.", DocumentKind.History);
        Document<TreeDocument>("/tree", "tree", "The tree: each level as sums, and the nodes that are worth a look.", DocumentKind.Tree);
        Order("pause", "Grants no more work; what runs is handed back with a checkpoint.", id => new Pause(id, "asked for"));
        Order("resume", "Goes on with a search that was paused.", id => new Resume(id));
        Order("cancel", "Ends a search for good.", id => new Cancel(id));

        void Document<T>(string path, string name, string summary, DocumentKind kind) => one
            .MapGet(path, (string id, HttpRequest request, CancellationToken cancel) =>
                DocumentAsync(request, gateway, new GetDocument(Id(id), kind), cancel))
            .WithName(name).WithSummary(summary).Produces<T>();

        void Order(string name, string summary, Func<SearchId, IOperatorCommand> command) => one
            .MapPost("/" + name, async (string id, CancellationToken cancel) => HttpResults.Json(Answer(await gateway.CommandAsync(command(Id(id)), cancel))))
            .WithName(name).WithSummary(summary).Produces<OrderDocument>().Refuses(StatusCodes.Status409Conflict);
    }

    /// <exception cref="RefusedException">No search can have this id.</exception>
    public static SearchId Id(string id) =>
        SearchId.IsValid(id) ? new SearchId(id) : throw RefusedException.Missing($"there is no search {id}");

    public static async Task<IResult> DocumentAsync(HttpRequest request, SearchGateway gateway, GetDocument ask, CancellationToken cancel) =>
        HttpResults.Bytes(await gateway.ReadAsync(ask, cancel, forwarded: request.Headers.ContainsKey(ActiveDocuments.Forwarded)), "application/json");

    /// <param name="id">Null: the file names the search.</param>
    /// <exception cref="RefusedException">The file is wrong, another search has that id, or the data cannot be read now.</exception>
    /// <exception cref="BadInputException">The id is none, or the data are bad.</exception>
    public static async Task<OrderDocument> SubmitAsync(
        SearchGateway gateway, DataReadings readings, SubmittedFile file, string? id, CancellationToken cancel)
    {
        if (file.Spec is not { } spec) throw new RefusedException(StatusCodes.Status400BadRequest, file.Refusal, file.Problems);
        var search = string.IsNullOrEmpty(id) ? spec.Name.Replace(' ', '-') : id;
        if (!SearchId.IsValid(search)) throw new BadInputException($"id: {search} is not {SearchId.Rule}; give one with ?id=");
        var submit = await readings.RunAsync((data, stop) => SubmittedFile.Submission(data, new SearchId(search), spec, stop), cancel);
        return Answer(await gateway.CommandAsync(submit, cancel), file);
    }

    /// <param name="submitted">Null: an order to a search that must exist.</param>
    /// <exception cref="RefusedException">The search refused, or there is no such search.</exception>
    private static OrderDocument Answer(OperatorReply reply, SubmittedFile? submitted = null)
    {
        var exists = submitted is not null || reply.Status != SearchStatus.NotSubmitted;
        if (reply.Refusal is { } refusal) throw new RefusedException(exists ? StatusCodes.Status409Conflict : StatusCodes.Status404NotFound, refusal);
        return new OrderDocument(reply.Search.Value, Words.Of(reply.Status), [.. submitted?.Problems.Select(problem => problem.ToString()) ?? []]);
    }
}
