using System.ComponentModel;
using ActorSearch.Coordinator.Reading.Documents;
using ActorSearch.Coordinator.Searches;
using ActorSearch.TrainerNode.Training.Checkpoints;
using ActorSearch.TrainerNode.Training.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using HttpResults = Microsoft.AspNetCore.Http.Results;

namespace ActorSearch.Coordinator.Web.Api;

/// <summary>The candidates of a search and their tickets.</summary>
internal static class CandidateRoutes
{
    public static void Map(RouteGroupBuilder api, SearchGateway gateway, ICheckpointStore store)
    {
        var routes = api.MapGroup("/searches/{id}/candidates").WithTags("candidates").Refuses(StatusCodes.Status404NotFound);
        routes.MapGet("", (string id, [AsParameters] CandidatesRequest page, HttpRequest request, CancellationToken cancel) =>
                SearchRoutes.DocumentAsync(request, gateway, new GetDocument(SearchRoutes.Id(id), DocumentKind.Candidates, page.Query()), cancel))
            .WithName("candidates").WithSummary("A page of the candidates of the present plan.").Produces<CandidatePage>()
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.Parameters!.Single(parameter => parameter.Name == CandidatesRequest.StateKey).Description = CandidatesRequest.StateHelp;
                return Task.CompletedTask;
            });
        routes.MapGet("/{candidate}", (string id, [Description(CandidateHelp)] string candidate, HttpRequest request, CancellationToken cancel) =>
                SearchRoutes.DocumentAsync(request, gateway, Ask(id, candidate), cancel))
            .WithName("candidate").WithSummary("One candidate with its settings, results and learning curves.").Produces<CandidateDocument>();
        routes.MapGet("/{candidate}/ticket", Ticket).WithName("ticket")
            .WithSummary("The ticket of a run: a safetensors file (docs/formats.md). Its entity tag is its SHA-256; ranges are served, and HEAD.")
            .Produces<Stream>(StatusCodes.Status200OK, Binary).Produces<Stream>(StatusCodes.Status206PartialContent, Binary)
            .Refuses(StatusCodes.Status410Gone, StatusCodes.Status416RangeNotSatisfiable);
        routes.MapMethods("/{candidate}/ticket", [HttpMethods.Head], Ticket).ExcludeFromDescription();

        Task<IResult> Ticket(
            string id, [Description(CandidateHelp)] string candidate,
            [Description("Number of the run, from 0; 0 by default.")] int? replicate, CancellationToken cancel) =>
            TicketAsync(gateway, store, id, candidate, replicate ?? 0, cancel);
    }

    private const string Binary = "application/octet-stream";

    private const string CandidateHelp = "The id, a unique beginning of it, or `root`.";

    private static GetDocument Ask(string id, string candidate) => candidate.Length <= 100
        ? new GetDocument(SearchRoutes.Id(id), DocumentKind.Candidate, Candidate: candidate)
        : throw RefusedException.Missing($"no candidate {candidate}");

    /// <exception cref="RefusedException">There is no such run, or its ticket is not stored.</exception>
    public static async Task<IResult> TicketAsync(
        SearchGateway gateway, ICheckpointStore store, string id, string name, int replicate, CancellationToken cancel)
    {
        var candidate = DocumentJson.Read<CandidateDocument>(await gateway.ReadAsync(Ask(id, name), cancel));
        if (replicate < 0 || replicate >= candidate.Runs.Count)
            throw RefusedException.Missing($"replicate: {candidate.Candidate} has {candidate.Runs.Count} runs, counted from 0");
        if (candidate.Runs[replicate].Ticket is not { } ticket)
            throw RefusedException.Missing($"{candidate.Candidate} has no ticket yet: it is {candidate.State}");
        if (!ticket.Stored)
        {
            throw new RefusedException(
                StatusCodes.Status410Gone,
                $"the ticket of {candidate.Candidate} was released: neither the front nor a candidate that may still be expanded needs it");
        }
        try
        {
            var file = await store.OpenAsync(new CheckpointRef(ticket.Sha256, ticket.Bytes, Step: 0), cancel);
            var run = candidate.Runs.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{replicate}");
            var tag = new EntityTagHeaderValue($"\"{ticket.Sha256}\"");
            return HttpResults.Stream(file, Binary, $"{candidate.Candidate}{run}.safetensors", entityTag: tag, enableRangeProcessing: true);
        }
        catch (CheckpointDamagedException)
        {
            throw new RefusedException(StatusCodes.Status410Gone, $"the ticket of {candidate.Candidate} is gone from the store");
        }
    }
}
