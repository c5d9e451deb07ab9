using ActorSearch.TrainerNode.Node.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ActorSearch.Coordinator.Web.Dashboard.Access;

/// <summary>Lets browsers in that have logged in, where a token is set, and says to all what a page may load.</summary>
internal static class DashboardAccess
{
    public static void UseDashboardAccess(this WebApplication app, DashboardOptions options)
    {
        var session = options.Token is { } token ? new SessionCookie(token) : null;
        var policy = Policy(options.Others);
        app.Use(async (http, next) =>
        {
            var path = http.Request.Path;
            if (path == "/" && AsksForPage(http.Request)) http.Response.Redirect(DashboardPaths.Home);
            else if (!DashboardPaths.Owns(path)) await next(http);
            else
            {
                Secure(http.Response, policy);
                if (session is null || DashboardPaths.IsOpen(path) || session.Accepts(http.Request)) await next(http);
                else if (AsksForPage(http.Request)) http.Response.Redirect($"{DashboardPaths.Login}?to={Uri.EscapeDataString(path + http.Request.QueryString)}");
                else await HttpProblem.WriteAsync(http, StatusCodes.Status401Unauthorized, $"log in at {DashboardPaths.Login}");
            }
        });
    }

    private static bool AsksForPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);

    private static void Secure(HttpResponse response, string policy)
    {
        response.Headers.ContentSecurityPolicy = policy;
        response.OnStarting(() =>
        {
            if (response.Headers.CacheControl.Count == 0) response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        });
    }

    // Components and charts set styles of elements by script; scripts come from files alone.
    private static string Policy(IReadOnlyList<Uri> others) =>
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + $"connect-src 'self'{string.Concat(others.Select(other => " " + other.GetLeftPart(UriPartial.Authority)))}; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";
}
