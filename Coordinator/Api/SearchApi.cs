using System.Text;
using System.Text.Json;
using ActorSearch.Coordinator.Cli;
using ActorSearch.Messages;
using ActorSearch.Search;
using ActorSearch.Search.Specs;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using HttpResults = Microsoft.AspNetCore.Http.Results;

namespace ActorSearch.Coordinator.Api;

/// <summary>The HTTP control interface (docs/cluster.md). Every coordinator answers, whichever is active.</summary>
internal static class SearchApi
{
    public static void Map(WebApplication app)
    {
        var gateway = new SearchGateway(app.Services.GetRequiredService<ActorRegistry>());
        app.MapPost("/searches", Answering(http => SubmitAsync(http, gateway)));
        app.MapGet("/searches", Answering(http => SearchesAsync(gateway, http.RequestAborted)));
        app.MapGet("/searches/{id}", Answering(http => DocumentAsync(http, gateway, DocumentKind.Status)));
        app.MapGet("/searches/{id}/front.json", Answering(http => DocumentAsync(http, gateway, DocumentKind.Front)));
        app.MapPost("/searches/{id}/pause", Answering(http => CommandAsync(http, gateway, id => new Pause(id, "asked for"))));
        app.MapPost("/searches/{id}/resume", Answering(http => CommandAsync(http, gateway, id => new Resume(id))));
        app.MapPost("/searches/{id}/cancel", Answering(http => CommandAsync(http, gateway, id => new Cancel(id))));
        app.MapGet("/trainers", Answering(http => TrainersAsync(gateway, http.RequestAborted)));
    }

    private static SearchId Id(HttpContext http) => new((string)http.GetRouteValue("id")!);

    private static RequestDelegate Answering(Func<HttpContext, Task<IResult>> answer) => async http =>
    {
        IResult result;
        try
        {
            result = await answer(http);
        }
        catch (BadInputException e)
        {
            result = Problem(StatusCodes.Status400BadRequest, e.Message);
        }
        catch (AskTimeoutException)
        {
            result = Problem(StatusCodes.Status503ServiceUnavailable, "no coordinator is active at the moment, or its journal fails; ask again");
        }
        await result.ExecuteAsync(http);
    };

    private static async Task<IResult> SearchesAsync(SearchGateway gateway, CancellationToken cancel)
    {
        var searches = await gateway.SearchesAsync(cancel);
        return HttpResults.Json(new { searches = searches.Select(id => id.Value) });
    }

    private static async Task<IResult> TrainersAsync(SearchGateway gateway, CancellationToken cancel)
    {
        var trainers = await gateway.TrainersAsync(cancel);
        return HttpResults.Json(new
        {
            trainers = trainers.Select(t => new
            {
                name = t.Trainer,
                slots = t.Slots,
                held = t.Held,
                engine = t.Numerics.Engine,
                vector = t.Numerics.Vector,
                device = t.Device?.Name,
                memory_bytes = t.Device?.MemoryBytes,
                load = t.Device?.Load,
            }),
        });
    }

    /// <summary>The body is a search file; `?id=` names the search, otherwise its name does. The same file again changes nothing.</summary>
    private static async Task<IResult> SubmitAsync(HttpContext http, SearchGateway gateway)
    {
        var cancel = http.RequestAborted;
        using var reader = new StreamReader(http.Request.Body, new UTF8Encoding(false, throwOnInvalidBytes: false));
        var reading = SpecReader.Read(await reader.ReadToEndAsync(cancel), "search file", []);
        if (reading.Spec is not { } spec) return HttpResults.Json(new { errors = reading.Errors.Select(problem => problem.ToString()) }, statusCode: StatusCodes.Status400BadRequest);
        if (spec.Data.Path is { } path && !Path.IsPathRooted(path)) throw new BadInputException($"data.path: {path} is relative; coordinators and trainers need an absolute path that all of them see");
        // Reading the data takes time and blocks.
        var id = new SearchId(Id(http.Request.Query["id"].ToString(), spec));
        var submit = await Task.Run(() => Submission(id, spec), cancel);
        var reply = await gateway.CommandAsync(submit, cancel);
        return reply.Refusal is { } refusal
            ? Problem(StatusCodes.Status409Conflict, refusal)
            : HttpResults.Json(new { search = reply.Search.Value, status = Name(reply.Status), warnings = reading.Warnings.Select(problem => problem.ToString()) }, statusCode: StatusCodes.Status201Created);
    }

    private static Submit Submission(SearchId id, SearchSpec spec)
    {
        var prepared = Preparation.Of(spec, _ => { });
        using (prepared.Data)
            return new Submit(id, spec, SpecHashes.Spec(spec, prepared.Data.Fingerprint), SpecHashes.Training(spec, prepared.Data.Fingerprint), prepared.Data.Fingerprint);
    }

    private static string Id(string asked, SearchSpec spec)
    {
        var id = asked.Length > 0 ? asked : spec.Name.Replace(' ', '-');
        return id.Length <= 100 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? id
            : throw new BadInputException($"id: {id} is not 1 to 100 letters, digits, - _ . (give one with ?id=)");
    }

    private static async Task<IResult> DocumentAsync(HttpContext http, SearchGateway gateway, DocumentKind document)
    {
        var (content, refusal) = await gateway.ReadAsync(Id(http), document, http.RequestAborted);
        return content is null ? Problem(StatusCodes.Status404NotFound, refusal!) : HttpResults.Bytes(content, "application/json");
    }

    private static async Task<IResult> CommandAsync(HttpContext http, SearchGateway gateway, Func<SearchId, IOperatorCommand> command)
    {
        var reply = await gateway.CommandAsync(command(Id(http)), http.RequestAborted);
        if (reply.Refusal is not { } refusal) return HttpResults.Json(new { search = reply.Search.Value, status = Name(reply.Status) });
        return Problem(reply.Status == SearchStatus.NotSubmitted ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict, refusal);
    }

    private static string Name(SearchStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());

    private static IResult Problem(int status, string error) => HttpResults.Json(new { error }, statusCode: status);
}
