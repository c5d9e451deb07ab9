using System.Text;
using ActorSearch.TrainerNode.Node.Http;
using ActorSearch.TrainerNode.Training.Files;
using ActorSearch.TrainerNode.Training.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace ActorSearch.Coordinator.Store;

/// <summary>A coordinator's checkpoint store over HTTP; docs/checkpoint-store.md describes the requests and their answers.</summary>
public static class HttpCheckpointServer
{
    private const int NamesOfOnePage = 10_000;

    /// <summary>
    /// Adds the routes under `/checkpoints`. Where requests need a token, <see cref="BearerTokenCheck.RequireToken"/> goes before them; the routes themselves refuse
    /// only requests with the token for reading.
    /// </summary>
    public static IEndpointRouteBuilder MapCheckpointStore(this IEndpointRouteBuilder endpoints, CheckpointStoreService store)
    {
        var uploads = new UploadEndpoints(store);
        Map("/checkpoints/{sha256}", [HttpMethods.Get, HttpMethods.Head], (context, sha256) => GetAsync(store, context, sha256));
        Map("/checkpoints/{sha256}", [HttpMethods.Put], uploads.PutAsync);
        Map("/checkpoints/{sha256}", [HttpMethods.Delete], (context, sha256) => Delete(store, context, sha256));
        Map("/checkpoints/{sha256}/upload", [HttpMethods.Head], uploads.OffsetAsync);
        endpoints.MapMethods("/checkpoints/", [HttpMethods.Get], context => Guarded(context, () => ListAsync(store, context)));
        return endpoints;

        void Map(string pattern, string[] methods, Func<HttpContext, string, Task> handle) => endpoints.MapMethods(pattern, methods, context =>
            Guarded(context, () => context.Request.RouteValues["sha256"] is string sha256 && ContentHash.IsName(sha256)
                ? handle(context, sha256)
                : Answer(context, StatusCodes.Status400BadRequest, "64 hex digits of a SHA-256 were expected")));

        async Task Guarded(HttpContext context, Func<Task> handle)
        {
            if (context.IsReader())
            {
                await BearerTokenCheck.RefuseAsync(context);
                return;
            }
            try
            {
                await handle();
            }
            catch (BadHttpRequestException e) when (!context.Response.HasStarted)
            {
                await Answer(context, e.StatusCode, e.Message);
            }
            catch (Exception e) when (
                e is IOException or UnauthorizedAccessException && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
            {
                var status = DiskIsFull(e) ? StatusCodes.Status507InsufficientStorage : StatusCodes.Status503ServiceUnavailable;
                await Answer(context, status, e.Message);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException && context.RequestAborted.IsCancellationRequested)
            {
                // The client is gone; an upload keeps what came.
            }
        }
    }

    /// <summary>One line, for a person who looks.</summary>
    internal static Task Answer(HttpContext context, int status, string line)
    {
        context.Response.StatusCode = status;
        if (status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status409Conflict) context.Response.Headers.RetryAfter = "1";
        return TypedResults.Text(line + "\n", statusCode: status).ExecuteAsync(context);
    }

    /// <summary>Others answer for their own folder only: they ask, and are not asked in turn.</summary>
    internal static bool IsAlone(HttpContext context) => context.Request.Query["alone"] == "true";

    private static async Task GetAsync(CheckpointStoreService store, HttpContext context, string sha256)
    {
        var checkAgain = context.Request.GetTypedHeaders().CacheControl?.NoCache == true;
        if (await store.OpenAsync(sha256, IsAlone(context), checkAgain, context.RequestAborted) is not { } content)
        {
            await Answer(context, StatusCodes.Status404NotFound, "no such file");
            return;
        }
        await using (content)
        {
            var tag = new EntityTagHeaderValue($"\"{sha256}\"");
            await TypedResults.Stream(content, "application/octet-stream", lastModified: null, entityTag: tag, enableRangeProcessing: true)
                .ExecuteAsync(context);
        }
    }

    private static Task Delete(CheckpointStoreService store, HttpContext context, string sha256)
    {
        DateTimeOffset? since = null;
        if (context.Request.Query["unless-written-since"] is { Count: > 0 } text)
        {
            if (Time(text) is not { } time) return Answer(context, StatusCodes.Status400BadRequest, "unless-written-since: a time in ISO 8601 was expected");
            since = time;
        }
        // The client asks every coordinator by itself: it decides by all the searches, and learns which coordinator it could not reach.
        store.Own.Files.Delete(sha256, since);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static async Task ListAsync(CheckpointStoreService store, HttpContext context)
    {
        var after = context.Request.Query["after"].ToString();
        if (Time(context.Request.Query["written-before"]) is not { } time || (after.Length > 0 && !ContentHash.IsName(after)))
        {
            await Answer(context, StatusCodes.Status400BadRequest, "written-before, a time in ISO 8601, was expected, and perhaps after, a name");
            return;
        }
        context.Response.ContentType = "text/plain";
        var page = new StringBuilder();
        foreach (var name in store.Own.Files.List(time, after, context.RequestAborted).Take(NamesOfOnePage)) page.Append(name).Append('\n');
        await context.Response.WriteAsync(page.ToString(), context.RequestAborted);
    }

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary>ENOSPC, EDQUOT, EFBIG.</summary>
    internal static bool DiskIsFull(Exception e) => (e.InnerException as IOException ?? e as IOException)?.HResult is 28 or 122 or 27;
}
