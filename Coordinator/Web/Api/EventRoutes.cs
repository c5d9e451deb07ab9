using System.Text;
using System.Text.Json;
using ActorSearch.Coordinator.Reading.Documents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorSearch.Coordinator.Web.Api;

/// <summary>
/// What happens in a search as server-sent events: `status` and `slots`, whole, when something in them changed, and `waiting` while no coordinator knows the
/// state. Each connection begins with all that is known, so that nothing has to be resumed, and never with less than another coordinator may have sent to its
/// client; it goes on when another coordinator becomes active.
/// </summary>
internal static class EventRoutes
{
    /// <summary>Keeps proxies from closing the connection, and detects that the client has disconnected.</summary>
    private static readonly TimeSpan SignOfLifeEvery = TimeSpan.FromSeconds(15);

    public static void Map(RouteGroupBuilder api, SearchGateway gateway, SearchFeeds feeds, CancellationToken stopping) =>
        api.MapGet("/searches/{id}/events", (string id, HttpContext http) => SendAsync(http, gateway, feeds, id, stopping))
            .WithName("events").WithTags("searches")
            .WithSummary(
                "Server-sent events: status and slots as they change, waiting while no coordinator can tell. A connection begins with all that is known.")
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream").Refuses(StatusCodes.Status404NotFound);

    private static async Task SendAsync(HttpContext http, SearchGateway gateway, SearchFeeds feeds, string id, CancellationToken stopping)
    {
        var search = SearchRoutes.Id(id);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        await gateway.KnowsAsync(search, end.Token);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        await SendAsync(http, "retry: 1000\n\n", end.Token);
        try
        {
            using var feed = feeds.Follow(search);
            await feed.Afresh.WaitAsync(end.Token);
            var sent = new FeedState(null, null, null, false);
            while (true)
            {
                var now = feed.Newest;
                var text = new StringBuilder();
                if (now.Waiting is { } why && why != sent.Waiting) Add(text, "waiting", JsonSerializer.Serialize(new { reason = why }));
                // A client that connects while the state is not known is not sent what was known before, for that may be old.
                var isKnown = now.Waiting is null || sent.Status is not null;
                var isBack = now.Waiting is null && sent.Waiting is not null;
                if (isKnown && now.Status is { } status && (status != sent.Status || isBack)) Add(text, "status", status.Line);
                if (isKnown && now.Slots is { } slots && slots != sent.Slots) Add(text, "slots", slots.Line);
                sent = isKnown ? now : sent with { Waiting = now.Waiting };
                if (text.Length > 0) await SendAsync(http, text.ToString(), end.Token);
                if (now.Gone) return;
                if (!await feed.ChangedAsync(now, SignOfLifeEvery, end.Token)) await SendAsync(http, ":\n\n", end.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Ends in order; the client goes on at another coordinator.
        }
    }

    private static void Add(StringBuilder text, string name, string json) => text.Append("event: ").Append(name).Append("\ndata: ").Append(json).Append("\n\n");

    private static async Task SendAsync(HttpContext http, string text, CancellationToken cancel)
    {
        await http.Response.WriteAsync(text, cancel);
        await http.Response.Body.FlushAsync(cancel);
    }
}
