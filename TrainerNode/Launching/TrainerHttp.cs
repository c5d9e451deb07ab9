using ActorSearch.TrainerNode.Node.Hosting;
using ActorSearch.TrainerNode.Node.Http;
using ActorSearch.TrainerNode.Node.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ActorSearch.TrainerNode.Launching;

/// <summary>A trainer's optional HTTP server, which serves metrics and health under the same access rules as the coordinators' server.</summary>
internal static class TrainerHttp
{
    /// <summary>Starts the server.</summary>
    /// <param name="unready">Returns why the trainer cannot work, or null if it can.</param>
    /// <returns>The server, which the caller disposes when the trainer ends; null if the settings give no port.</returns>
    /// <exception cref="ActorSearch.Search.BadInputException">Another process uses the port.</exception>
    public static async Task<WebApplication?> StartAsync(NodeOptions options, NodeCertificates? certificates, Func<string?> unready)
    {
        if (!options.HasHttp) return null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "actorsearch-trainer" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => NodeHttp.Listen(kestrel, options, certificates));
        builder.Services.AddPrometheus();
        var app = builder.Build();
        var guard = new TokenGuard(options.Token);
        app.UseAnswerHeaders();
        app.UseHealth(guard, _ => Task.FromResult(unready()));
        app.UseTokenGuard(guard);
        app.UseHostNames(HostNames.Of(options));
        app.UseOriginRule();
        app.RequireToken(guard);
        app.UsePrometheus();
        try
        {
            await app.StartAsync().ConfigureAwait(false);
            return app;
        }
        catch (IOException e) when (e.IsInUse())
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw NodeHttp.InUse("metrics-port", options.HttpPort, e);
        }
    }
}
