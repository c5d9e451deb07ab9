using Akka.Cluster;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace ActorSearch.TrainerNode.Node.Http;

/// <summary>
/// Health endpoints for orchestrators and monitoring. `/health/live` responds while the process runs. `/health/ready` responds 200 if the node can do its work,
/// else 503 with the reason. No token is required, and nothing else is exposed. A request with a valid token may get a more detailed reason; an invalid one is
/// ignored.
/// </summary>
public static class Health
{
    /// <summary>Paths of the two endpoints.</summary>
    public const string LivePath = "/health/live", ReadyPath = "/health/ready";

    /// <summary>Adds the endpoints. Call it before the middleware that requires a token.</summary>
    /// <param name="unready">Returns why the node cannot do its work, or null if it can. The argument is true for a client with a valid token, which may see
    /// details.</param>
    public static void UseHealth(this WebApplication app, TokenGuard guard, Func<bool, Task<string?>> unready) => app.Use(async (context, next) =>
    {
        var (path, isRead) = (context.Request.Path, HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method));
        if (isRead && path == LivePath) await Results.Json(new { status = "live" }).ExecuteAsync(context);
        else if (!isRead || path != ReadyPath) await next(context);
        else if (await unready(await guard.TrustsAsync(context)) is not { } reason) await Results.Json(new { status = "ready" }).ExecuteAsync(context);
        else await Results.Json(new { status = "not ready", reason }, statusCode: Status503ServiceUnavailable).ExecuteAsync(context);
    });

    /// <summary>Why this node is not a full member of the cluster; null if it is.</summary>
    /// <param name="cluster">Null while the actor system is starting.</param>
    public static string? Membership(Cluster? cluster) =>
        cluster is null ? "the actor system is starting"
        : cluster.IsTerminated ? "this node has left the cluster"
        : cluster.SelfMember.Status == MemberStatus.Up ? null
        : $"this node is not up in the cluster: {cluster.SelfMember.Status}";
}
