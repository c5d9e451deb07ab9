using ActorSearch.TrainerNode.Node.Http;
using ActorSearch.TrainerNode.Training.Files;
using ActorSearch.TrainerNode.Training.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace ActorSearch.Coordinator.Store;

/// <summary>A coordinator's checkpoint store over HTTP; docs/checkpoint-store.md describes the requests and their answers.</summary>
public static class HttpCheckpointServer
{
    private const int NamesOfOnePage = 10_000;

    /// <summary>
    /// Adds the routes under `/checkpoints`. Where requests need a token, <see cref="BearerTokenCheck.RequireToken"/> goes before them; the routes themselves
    /// refuse only requests with the token for reading.
    /// </summary>
    public static IEndpointRouteBuilder MapCheckpointStore(this IEndpointRouteBuilder endpoints, CheckpointStoreService store)
    {
        var uploads = new UploadEndpoints(store);
        Map("/checkpoints/{sha256}", [HttpMethods.Get, HttpMethods.Head], (context, sha256) => GetAsync(store, context, sha256));
        Map("/checkpoints/{sha256}", [HttpMethods.Put], uploads.PutAsync);
        Map("/checkpoints/{sha256}", [HttpMethods.Delete], (context, sha256) => Task.FromResult(Delete(store, context, sha256)));
        Map("/checkpoints/{sha256}/upload", [HttpMethods.Head], uploads.OffsetAsync);
        endpoints.MapMethods("/checkpoints/", [HttpMethods.Get], Guarded(context => Task.FromResult(List(store, context))));
        return endpoints;

        void Map(string pattern, string[] methods, Func<HttpContext, string, Task<IResult>> handle) => endpoints.MapMethods(pattern, methods, Guarded(
            context => context.Request.RouteValues["sha256"] is string sha256 && ContentHash.IsName(sha256)
                ? handle(context, sha256)
                : Task.FromResult(Answer(context, Status400BadRequest, "64 hex digits of a SHA-256 were expected"))));

        static RequestDelegate Guarded(Func<HttpContext, Task<IResult>> handle) => async context =>
        {
            if (context.IsReader())
            {
                await BearerTokenCheck.RefuseAsync(context);
                return;
            }
            try
            {
                await (await handle(context)).ExecuteAsync(context);
            }
            catch (BadHttpRequestException e) when (!context.Response.HasStarted)
            {
                await Answer(context, e.StatusCode, e.Message).ExecuteAsync(context);
            }
            catch (Exception e) when (
                e is IOException or UnauthorizedAccessException && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
            {
                await Answer(context, DiskIsFull(e) ? Status507InsufficientStorage : Status503ServiceUnavailable, e.Message).ExecuteAsync(context);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException && context.RequestAborted.IsCancellationRequested)
            {
                // The client is gone; an upload keeps what arrived.
            }
        };
    }

    /// <summary>One line for people.</summary>
    internal static IResult Answer(HttpContext context, int status, string line)
    {
        if (status is Status503ServiceUnavailable or Status409Conflict) context.Response.Headers.RetryAfter = "1";
        return TypedResults.Text(line + "\n", statusCode: status);
    }

    /// <summary>Whether another coordinator asks: the answer is then for this coordinator's own folder only, and it does not ask others in turn.</summary>
    internal static bool IsAlone(HttpContext context) => context.Request.Query["alone"] == "true";

    private static async Task<IResult> GetAsync(CheckpointStoreService store, HttpContext context, string sha256)
    {
        var checkAgain = context.Request.GetTypedHeaders().CacheControl?.NoCache == true;
        if (await store.OpenAsync(sha256, IsAlone(context), checkAgain, context.RequestAborted) is not { } content)
            return Answer(context, Status404NotFound, "no such file");
        var tag = new EntityTagHeaderValue($"\"{sha256}\"");
        return TypedResults.Stream(content, "application/octet-stream", lastModified: null, entityTag: tag, enableRangeProcessing: true);
    }

    private static IResult Delete(CheckpointStoreService store, HttpContext context, string sha256)
    {
        var text = context.Request.Query["unless-written-since"];
        var since = Time(text);
        if (text.Count > 0 && since is null) return Answer(context, Status400BadRequest, "unless-written-since: a time in ISO 8601 was expected");
        // The client asks every coordinator by itself: it decides by all the searches, and learns which coordinator it could not reach.
        store.Own.Files.Delete(sha256, since);
        return TypedResults.NoContent();
    }

    private static IResult List(CheckpointStoreService store, HttpContext context)
    {
        var after = context.Request.Query["after"].ToString();
        if (Time(context.Request.Query["written-before"]) is not { } time || (after.Length > 0 && !ContentHash.IsName(after)))
            return Answer(context, Status400BadRequest, "written-before, a time in ISO 8601, was expected, and perhaps after, a name");
        var names = store.Own.Files.List(time, after, context.RequestAborted).Take(NamesOfOnePage);
        return TypedResults.Text(string.Concat(names.Select(name => name + "\n")), "text/plain");
    }

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>ENOSPC, EDQUOT, EFBIG.</summary>
    internal static bool DiskIsFull(Exception e) => (e.InnerException as IOException ?? e as IOException)?.HResult is 28 or 122 or 27;
}
