using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace ActorSearch.TrainerNode.Node.Telemetry;

/// <summary>The OpenTelemetry setup that coordinators and trainers share.</summary>
public static class TelemetryServices
{
    /// <summary>Prefix of the names of ActorSearch's meters.</summary>
    public const string Meters = "ActorSearch.";

    /// <summary>Path of the endpoint that Prometheus scrapes.</summary>
    public const string MetricsPath = "/metrics";

    /// <summary>Exports ActorSearch's meters, and those meters of the runtime and of the HTTP server that have few labels.</summary>
    public static void AddPrometheus(this IServiceCollection services) => services.AddOpenTelemetry().WithMetrics(metrics => metrics
        .AddMeter(Meters + "*", "System.Runtime", "Microsoft.AspNetCore.Hosting")
        // Prometheus reserves names that end in "count" for histograms.
        .AddView("dotnet.assembly.count", "dotnet.assemblies")
        .AddView("dotnet.process.cpu.count", "dotnet.process.cpus")
        .AddView("dotnet.timer.count", "dotnet.timers")
        .AddPrometheusExporter(prometheus =>
        {
            // Without these, the library adds its own names as labels to every series.
            (prometheus.ScopeInfoEnabled, prometheus.TargetInfoEnabled) = (false, false);
            prometheus.ScrapeResponseCacheDurationMilliseconds = 0;
        }));

    /// <summary>Adds the endpoint. Call it after the middleware that requires a token.</summary>
    public static void UsePrometheus(this WebApplication app) => app.UseOpenTelemetryPrometheusScrapingEndpoint(MetricsPath);
}
