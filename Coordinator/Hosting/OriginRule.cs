using ActorSearch.Coordinator.Dashboard;
using ActorSearch.TrainerNode.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ActorSearch.Coordinator.Hosting;

/// <summary>
/// Refuses requests of pages of other origins (403), unless they bear the token, which a browser does not send by itself. Browsers say who asks in
/// `Origin` and, over HTTPS or to loopback, in `Sec-Fetch-Site`; other programs send neither.
/// </summary>
internal static class OriginRule
{
    public static void UseOriginRule(this IApplicationBuilder app) => app.Use((http, next) =>
        http.BearsToken() || !IsForeign(http.Request) || IsHarmless(http.Request)
            ? next(http)
            : HttpProblem.WriteAsync(http, StatusCodes.Status403Forbidden, "pages of other sites may not use this coordinator"));

    internal static bool IsForeign(HttpRequest request)
    {
        foreach (var site in request.Headers["Sec-Fetch-Site"])
            if (site is not ("same-origin" or "none")) return true;
        var own = $"{request.Scheme}://{request.Host.Value}";
        foreach (var origin in request.Headers.Origin)
            if (!own.Equals(origin, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    /// <summary>A link to a page of the dashboard; and the look of another coordinator's page whether this one is there.</summary>
    internal static bool IsHarmless(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method)) return false;
        if (request.Path == DashboardPaths.Alive) return true;
        return request.Headers.Origin.Count == 0 && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document"
            && (request.Path == "/" || request.Path.StartsWithSegments(DashboardPaths.Home, StringComparison.Ordinal));
    }
}
