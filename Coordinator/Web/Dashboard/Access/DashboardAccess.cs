using ActorSearch.TrainerNode.Node.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ActorSearch.Coordinator.Web.Dashboard.Access;

/// <summary>Admits browsers that have logged in, where a token is set, and says in every response what a page may load.</summary>
internal static class DashboardAccess
{
    public static void UseDashboardAccess(this WebApplication app, DashboardOptions options)
    {
        var session = options.Token is { } token ? new SessionCookie(token) : null;
        // Components and charts set styles of elements by script; scripts come from files alone.
        var policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
            + $"connect-src 'self'{string.Concat(options.Others.Select(other => " " + other.GetLeftPart(UriPartial.Authority)))}; "
            + "form-action 'self'; base-uri 'self'; frame-ancestors 'none'";
        app.Use(async (http, next) =>
        {
            var path = http.Request.Path;
            if (path == "/" && AsksForPage(http.Request)) http.Response.Redirect(DashboardPaths.Home);
            else if (!DashboardPaths.Owns(path)) await next(http);
            else
            {
                var headers = http.Response.Headers;
                headers.ContentSecurityPolicy = policy;
                http.Response.OnStarting(() =>
                {
                    if (headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
                    return Task.CompletedTask;
                });
                if (session is null || DashboardPaths.IsOpen(path) || session.Accepts(http.Request)) await next(http);
                else if (AsksForPage(http.Request))
                    http.Response.Redirect($"{DashboardPaths.Login}?to={Uri.EscapeDataString(path + http.Request.QueryString)}");
                else await HttpProblem.WriteAsync(http, StatusCodes.Status401Unauthorized, $"log in at {DashboardPaths.Login}");
            }
        });
    }

    private static bool AsksForPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
}
