using ActorSearch.TrainerNode.Hosting;
using ActorSearch.TrainerNode.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ActorSearch.TrainerNode.Http;

/// <summary>A trainer's small HTTP, where it has one: metrics and health, with the rules of the coordinators' HTTP.</summary>
internal static class TrainerHttp
{
    /// <param name="unready">Why the trainer can do no work; null when it can.</param>
    /// <returns>To be disposed when the trainer ends; null when the settings give no port.</returns>
    /// <exception cref="ActorSearch.Search.BadInputException">The port is taken.</exception>
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
