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

/// <summary>The dashboard (docs/dashboard.md): this coordinator renders pages under `/ui` from the documents of the active one.</summary>
internal static class DashboardHosting
{
    /// <summary>How long a page whose connection is lost stays in memory; until then it resumes where it was.</summary>
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

    /// <summary>Comes before everything that guards the rest.</summary>
    public static void UseDashboard(this WebApplication app)
    {
        app.UseDashboardAccess(app.Services.GetRequiredService<DashboardOptions>());
        // Files alone: the length of a compressed page would reveal secrets in it.
        app.UseWhen(http => DashboardPaths.IsFile(http.Request.Path), files =>
        {
            files.UseResponseCompression();
            files.UseWebFiles();
        });
    }

    public static void MapDashboard(this WebApplication app, ICheckpointStore store)
    {
        app.UseAntiforgery();
        var routes = app.MapGroup("").ExcludeFromDescription();
        if (app.Services.GetRequiredService<DashboardOptions>() is { Token: { } token } options)
            routes.MapLogin(token, app.Services.GetRequiredService<TokenGuard>(), options.Link);
        // A page that lost its connection reloads only where this answers with success: a coordinator that is stopping still answers for a moment, and a page
        // that reloads then would end in the browser's own error page.
        var stopping = app.Lifetime.ApplicationStopping;
        routes.MapGet(DashboardPaths.Alive, (HttpContext http) =>
        {
            // Another coordinator's page checks whether it can continue here.
            http.Response.Headers[AnswerHeaders.ResourcePolicy] = "cross-origin";
            return HttpResults.StatusCode(stopping.IsCancellationRequested ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status204NoContent);
        });
        routes.MapGet(
            $"{DashboardPaths.Home}/searches/{{id}}/candidates/{{candidate}}/ticket",
            (string id, string candidate, int? replicate, SearchGateway gateway, CancellationToken cancel) =>
                CandidateRoutes.TicketAsync(gateway, store, id, candidate, replicate ?? 0, cancel));
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null);
    }
}
