using ActorSearch.TrainerNode.Node.Http;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using HttpResults = Microsoft.AspNetCore.Http.Results;

namespace ActorSearch.Coordinator.Web.Dashboard.Access;

/// <summary>A form that takes the token and gives a cookie for it.</summary>
internal static class LoginRoutes
{
    public static void MapLogin(this IEndpointRouteBuilder routes, string token, TokenGuard guard, OpeningLink? link)
    {
        var session = new SessionCookie(token);
        if (link is not null)
        {
            routes.MapGet(DashboardPaths.Open, (string? once, HttpContext http) =>
            {
                if (!link.Takes(once)) return HttpResults.LocalRedirect(DashboardPaths.Login);
                session.Give(http);
                return HttpResults.LocalRedirect(DashboardPaths.Home);
            });
        }
        routes.MapGet(DashboardPaths.Login, (string? to, HttpContext http, IAntiforgery antiforgery) =>
            session.Accepts(http.Request) ? HttpResults.LocalRedirect(Within(to)) : Page(http, antiforgery, to, null));
        routes.MapPost(DashboardPaths.Login, async (HttpContext http, IAntiforgery antiforgery) =>
        {
            var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : FormCollection.Empty;
            var to = form["to"].ToString();
            if (!await antiforgery.IsRequestValidAsync(http))
                return Page(http, antiforgery, to, "This form has expired. Please try again.", StatusCodes.Status400BadRequest);
            var verdict = await guard.JudgeAsync(http, form["token"].ToString());
            if (verdict == TokenVerdict.Right)
            {
                session.Give(http);
                return HttpResults.LocalRedirect(Within(to));
            }
            var (fault, status) = verdict switch
            {
                TokenVerdict.TooMany => ("Too many wrong tokens. Try again in a moment.", StatusCodes.Status429TooManyRequests),
                TokenVerdict.ReadOnly => ("That token only permits reading. The dashboard needs the coordinators' own.", StatusCodes.Status401Unauthorized),
                _ => ("That is not the token.", StatusCodes.Status401Unauthorized),
            };
            return Page(http, antiforgery, to, fault, status);
        });
        routes.MapPost(DashboardPaths.Logout, async (HttpContext http, IAntiforgery antiforgery) =>
        {
            if (await antiforgery.IsRequestValidAsync(http)) SessionCookie.Take(http);
            return HttpResults.LocalRedirect(DashboardPaths.Login);
        });
        // A browser that comes from another coordinator's page does not send its cookie at once (SameSite=Strict); the login page asks once more from here.
        routes.MapGet(DashboardPaths.Session, (HttpContext http) =>
            HttpResults.StatusCode(session.Accepts(http.Request) ? StatusCodes.Status204NoContent : StatusCodes.Status205ResetContent));
    }

    private static RazorComponentResult<LoginPage> Page(
        HttpContext http, IAntiforgery antiforgery, string? to, string? fault, int status = StatusCodes.Status200OK) =>
        new(new { To = Within(to), Fault = fault, Antiforgery = antiforgery.GetAndStoreTokens(http) }) { StatusCode = status };

    /// <summary>A page of the dashboard, whatever the address says.</summary>
    private static string Within(string? to) =>
        to?.StartsWith(DashboardPaths.Home + "/", StringComparison.Ordinal) == true && !to.Contains('\\', StringComparison.Ordinal) ? to : DashboardPaths.Home;
}
