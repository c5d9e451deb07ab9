using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace ActorSearch.TrainerNode.Telemetry;

/// <summary>OpenTelemetry, as coordinators and trainers have it.</summary>
public static class TelemetryServices
{
    /// <summary>What the names of our meters begin with.</summary>
    public const string Meters = "ActorSearch.";

    public const string MetricsPath = "/metrics";

    /// <summary>Our meters, and those of the runtime and of the HTTP server that have few labels.</summary>
    public static void AddPrometheus(this IServiceCollection services) => services.AddOpenTelemetry().WithMetrics(metrics => metrics
        .AddMeter(Meters + "*", "System.Runtime", "Microsoft.AspNetCore.Hosting")
        // Names that Prometheus keeps for histograms.
        .AddView("dotnet.assembly.count", "dotnet.assemblies").AddView("dotnet.process.cpu.count", "dotnet.process.cpus").AddView("dotnet.timer.count", "dotnet.timers")
        .AddPrometheusExporter(prometheus =>
        {
            // The library's own names as labels of every series, which nobody asks for.
            (prometheus.ScopeInfoEnabled, prometheus.TargetInfoEnabled) = (false, false);
            prometheus.ScrapeResponseCacheDurationMilliseconds = 0;
        }));

    /// <summary>Behind whatever guards the rest.</summary>
    public static void UsePrometheus(this WebApplication app) => app.UseOpenTelemetryPrometheusScrapingEndpoint(MetricsPath);
}
