using Akka.Cluster;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ActorSearch.TrainerNode.Http;

/// <summary>
/// `/health/live`: the process is there. `/health/ready`: it can do its work; else 503 with the reason. For whoever starts and watches processes,
/// who has no token: they tell nothing else. Of a request with a token it is known whether that is the right one, and a wrong one is as none.
/// </summary>
public static class Health
{
    public const string LivePath = "/health/live", ReadyPath = "/health/ready";

    /// <summary>Before whatever guards the rest.</summary>
    /// <param name="unready">Why the node cannot do its work, for someone who may know everything (true) or for everybody; null when it can.</param>
    public static void UseHealth(this WebApplication app, TokenGuard guard, Func<bool, Task<string?>> unready) => app.Use(async (context, next) =>
    {
        var (path, isRead) = (context.Request.Path, HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method));
        if (isRead && path == LivePath) await Results.Json(new { status = "live" }).ExecuteAsync(context);
        else if (!isRead || path != ReadyPath) await next(context);
        else if (await unready(await guard.TrustsAsync(context)) is { } reason)
            await Results.Json(new { status = "not ready", reason }, statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
        else await Results.Json(new { status = "ready" }).ExecuteAsync(context);
    });

    /// <summary>Why this node is no full member of the cluster; null when it is.</summary>
    public static string? Membership(Cluster? cluster) =>
        cluster is null ? "the actor system is starting"
        : cluster.IsTerminated ? "this node has left the cluster"
        : cluster.SelfMember.Status == MemberStatus.Up ? null
        : $"this node is not up in the cluster: {cluster.SelfMember.Status}";
}
