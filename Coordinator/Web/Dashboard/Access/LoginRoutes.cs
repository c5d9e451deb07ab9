using ActorSearch.TrainerNode.Node.Http;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using HttpResults = Microsoft.AspNetCore.Http.Results;

namespace ActorSearch.Coordinator.Web.Dashboard.Access;

/// <summary>A form that takes the token and gives a cookie for it.</summary>
internal static class LoginRoutes
{
    public static void MapLogin(this WebApplication app, string token, TokenGuard guard, OpeningLink? link)
    {
        var session = new SessionCookie(token);
        if (link is not null)
        {
            app.MapGet(DashboardPaths.Open, (string? once, HttpContext http) =>
            {
                if (!link.Takes(once)) return HttpResults.LocalRedirect(DashboardPaths.Login);
                session.Give(http);
                return HttpResults.LocalRedirect(DashboardPaths.Home);
            }).ExcludeFromDescription();
        }
        app.MapGet(DashboardPaths.Login, (string? to, HttpContext http, IAntiforgery antiforgery) => session.Accepts(http.Request) ? HttpResults.LocalRedirect(Within(to)) : Page(http, antiforgery, to, null))
            .ExcludeFromDescription();
        app.MapPost(DashboardPaths.Login, async (HttpContext http, IAntiforgery antiforgery) =>
        {
            var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : FormCollection.Empty;
            var to = form["to"].ToString();
            if (!await antiforgery.IsRequestValidAsync(http)) return Page(http, antiforgery, to, "This page was too old. Once more, please.", StatusCodes.Status400BadRequest);
            switch (await guard.JudgeAsync(http, form["token"].ToString()))
            {
                case TokenVerdict.TooMany:
                    return Page(http, antiforgery, to, "Too many wrong tokens. Try again in a moment.", StatusCodes.Status429TooManyRequests);
                case TokenVerdict.ReadOnly:
                    return Page(http, antiforgery, to, "That token is for programs that read. The dashboard takes the coordinator's.", StatusCodes.Status401Unauthorized);
                case TokenVerdict.Wrong:
                    return Page(http, antiforgery, to, "That is not the token.", StatusCodes.Status401Unauthorized);
                default:
                    session.Give(http);
                    return HttpResults.LocalRedirect(Within(to));
            }
        }).ExcludeFromDescription();
        app.MapPost(DashboardPaths.Logout, async (HttpContext http, IAntiforgery antiforgery) =>
        {
            if (await antiforgery.IsRequestValidAsync(http)) SessionCookie.Take(http);
            return HttpResults.LocalRedirect(DashboardPaths.Login);
        }).ExcludeFromDescription();
        // A browser that comes from another coordinator's page does not show its cookie at once (SameSite=Strict); the login page asks once more from here.
        app.MapGet(DashboardPaths.Session, (HttpContext http) => HttpResults.StatusCode(session.Accepts(http.Request) ? StatusCodes.Status204NoContent : StatusCodes.Status205ResetContent)).ExcludeFromDescription();
    }

    private static RazorComponentResult<LoginPage> Page(HttpContext http, IAntiforgery antiforgery, string? to, string? fault, int status = StatusCodes.Status200OK) =>
        new(new { To = Within(to), Fault = fault, Antiforgery = antiforgery.GetAndStoreTokens(http) }) { StatusCode = status };

    /// <summary>A page of the dashboard, whatever somebody wrote into a link.</summary>
    private static string Within(string? to) => to is not null && to.StartsWith(DashboardPaths.Home + "/", StringComparison.Ordinal) && !to.Contains('\\', StringComparison.Ordinal) ? to : DashboardPaths.Home;
}
