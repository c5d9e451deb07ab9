using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace ActorSearch.TrainerNode.Node.Http;

/// <summary>
/// Rejects requests from pages of other origins (403), unless they carry the token, which browsers do not add by themselves. Browsers name the origin in
/// `Origin` and, over HTTPS or to loopback, in `Sec-Fetch-Site`; other programs send neither header.
/// </summary>
public static class OriginRule
{
    /// <summary>Adds the check. Call it after <see cref="BearerTokenCheck.UseTokenGuard"/>.</summary>
    /// <param name="isHarmless">Whether pages of other origins may make a request nevertheless; null: none.</param>
    public static void UseOriginRule(this IApplicationBuilder app, Func<HttpRequest, bool>? isHarmless = null) => app.Use((http, next) =>
        http.BearsToken() || !IsForeign(http.Request) || isHarmless?.Invoke(http.Request) == true
            ? next(http)
            : HttpProblem.WriteAsync(http, Status403Forbidden, "pages of other sites may not use this node"));

    private static bool IsForeign(HttpRequest request)
    {
        foreach (var site in request.Headers["Sec-Fetch-Site"])
            if (site is not ("same-origin" or "none")) return true;
        var own = $"{request.Scheme}://{request.Host.Value}";
        foreach (var origin in request.Headers.Origin)
            if (!own.Equals(origin, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
