using ActorSearch.Coordinator.Web.Api;
using ActorSearch.Coordinator.Web.Dashboard.Access;
using ActorSearch.Coordinator.Web.Dashboard.Components;
using ActorSearch.Coordinator.Web.Dashboard.Reading;
using ActorSearch.TrainerNode.Node.Http;
using ActorSearch.TrainerNode.Training.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using HttpResults = Microsoft.AspNetCore.Http.Results;

namespace ActorSearch.Coordinator.Web.Dashboard;

/// <summary>The dashboard (docs/dashboard.md): pages under `/ui`, drawn by this coordinator, of what the active one tells.</summary>
internal static class DashboardHosting
{
    /// <summary>A browser that is gone is remembered for so long; until then it goes on where it was.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    public static void AddDashboard(this IServiceCollection services, DashboardOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(new TokenGuard(options.Token, options.ReadToken));
        services.AddSingleton<DocumentCache>();
        PassingKeys.Use(services);
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "actorsearch-form";
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        services.AddResponseCompression(compression => compression.EnableForHttps = true);
        services.AddRazorComponents().AddInteractiveServerComponents(circuit =>
        {
            circuit.DisconnectedCircuitMaxRetained = 20;
            circuit.DisconnectedCircuitRetentionPeriod = Remembered;
            circuit.MaxBufferedUnacknowledgedRenderBatches = 4;
        });
        services.AddMudServices();
    }

    /// <summary>Before whatever guards the rest.</summary>
    public static void UseDashboard(this WebApplication app)
    {
        app.UseDashboardAccess(app.Services.GetRequiredService<DashboardOptions>());
        // Files alone: what is compressed beside a secret would tell of it.
        app.UseWhen(http => DashboardPaths.IsFile(http.Request.Path), files =>
        {
            files.UseResponseCompression();
            files.UseWebFiles();
        });
    }

    public static void MapDashboard(this WebApplication app, ICheckpointStore store)
    {
        app.UseAntiforgery();
        if (app.Services.GetRequiredService<DashboardOptions>() is { Token: { } token } options) app.MapLogin(token, app.Services.GetRequiredService<TokenGuard>(), options.Link);
        // A page that lost its connection loads itself anew only where this says so: one that is stopping answers for a moment, and then the browser would show a fault of its own for good.
        var stopping = app.Lifetime.ApplicationStopping;
        app.MapGet(DashboardPaths.Alive, (HttpContext http) =>
        {
            // Another coordinator's page looks whether it can go on here.
            http.Response.Headers[AnswerHeaders.ResourcePolicy] = "cross-origin";
            return HttpResults.StatusCode(stopping.IsCancellationRequested ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status204NoContent);
        }).ExcludeFromDescription();
        app.MapGet($"{DashboardPaths.Home}/searches/{{id}}/candidates/{{candidate}}/ticket", (string id, string candidate, int? replicate, SearchGateway gateway, CancellationToken cancel) =>
            CandidateRoutes.TicketAsync(gateway, store, id, candidate, replicate ?? 0, cancel)).ExcludeFromDescription();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null);
    }
}
