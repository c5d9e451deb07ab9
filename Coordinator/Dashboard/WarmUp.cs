using ActorSearch.Coordinator.Dashboard.Components;
using ActorSearch.Coordinator.Dashboard.Views;
using ActorSearch.Coordinator.Documents;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorSearch.Coordinator.Dashboard;

/// <summary>Draws a search's page and its figures once, for nobody, when the coordinator starts: the first person who comes waits less for the compiler.</summary>
internal sealed partial class WarmUp(IServiceScopeFactory scopes, ILoggerFactory logs) : BackgroundService
{
    private const string Nobody = "http://localhost/";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            ((IHostEnvironmentNavigationManager)scope.ServiceProvider.GetRequiredService<NavigationManager>()).Initialize(Nobody, Nobody + DashboardPaths.Search("nobody").TrimStart('/'));
            await using var renderer = new HtmlRenderer(scope.ServiceProvider, logs);
            await renderer.Dispatcher.InvokeAsync(() => renderer.RenderComponentAsync<Routes>());
            Draw();
        }
#pragma warning disable CA1031 // A first page that comes later is no reason to end a coordinator.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failed(logs.CreateLogger<WarmUp>(), e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "the dashboard could not be drawn in advance: the first page may take seconds")]
    private static partial void Failed(ILogger log, Exception e);

    private static void Draw()
    {
        PointColumns columns = new(["a", "b"], [1, 2], [3, 2], [10, 5], [0.9, 0.8], [true, true], [1, 2]), dense = new(["c"], [0], [4], [20], [0.7], [true], [1]);
        var points = DocumentJson.Read<PointsDocument>(DocumentJson.WriteCompact(new PointsDocument("nobody", 10, 20, dense, 2, columns, 3, columns)));
        FrontFigure.Of(points, Projection.FnSparsity, "");
        HistoryFigure.Of(DocumentJson.Read<HistoryDocument>(DocumentJson.WriteCompact(new HistoryDocument("nobody", [], new(1, 0, 1, 1, 0.1)))));
    }
}
