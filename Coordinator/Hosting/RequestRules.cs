using ActorSearch.Coordinator.Web.Dashboard;
using ActorSearch.TrainerNode.Node.Hosting;
using ActorSearch.TrainerNode.Node.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ActorSearch.Coordinator.Hosting;

/// <summary>
/// Who may ask a coordinator (docs/api.md), in the order in which it is decided: health, a token that is brought, the name, the origin, and at last the
/// dashboard's cookie or the interface's token.
/// </summary>
internal static class RequestRules
{
    /// <summary>Before the routes.</summary>
    /// <param name="unready">As <see cref="Health.UseHealth"/> has it.</param>
    /// <param name="certificates">Nodes with a certificate of this authority may access the files; null: no node has one.</param>
    public static void UseRequestRules(this WebApplication app, HostNames names, NodeCertificates? certificates, Func<bool, Task<string?>> unready)
    {
        var guard = app.Services.GetRequiredService<TokenGuard>();
        app.UseAnswerHeaders();
        app.UseHealth(guard, unready);
        app.UseTokenGuard(guard);
        app.UseHostNames(names);
        app.UseOriginRule(IsHarmless);
        app.UseDashboard();
        app.UseCertifiedNodes(certificates, "/checkpoints");
        app.UseWhen(http => !DashboardPaths.Owns(http.Request.Path), rest => rest.RequireToken(guard));
    }

    /// <summary>A link to a page of the dashboard; and the look of another coordinator's page whether this one is there.</summary>
    private static bool IsHarmless(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method)) return false;
        if (request.Path == DashboardPaths.Alive) return true;
        return request.Headers.Origin.Count == 0 && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document"
            && (request.Path == "/" || request.Path.StartsWithSegments(DashboardPaths.Home, StringComparison.Ordinal));
    }
}
