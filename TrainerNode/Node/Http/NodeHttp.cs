using System.Net;
using ActorSearch.TrainerNode.Node.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace ActorSearch.TrainerNode.Node.Http;

/// <summary>Configures the address of a node's HTTP server, which is plain or uses the node's certificate.</summary>
public static class NodeHttp
{
    /// <summary>Makes Kestrel listen where the options say. Plain requests to an HTTPS port get a response that explains the problem.</summary>
    public static void Listen(KestrelServerOptions kestrel, NodeOptions options, NodeCertificates? certificates)
    {
        kestrel.AddServerHeader = false;
        var address = IPAddress.TryParse(options.HttpHost, out var given) ? given
            : options.HttpHost == "localhost" ? IPAddress.Loopback : Dns.GetHostAddresses(options.HttpHost)[0];
        kestrel.Listen(address, options.HttpPort, listen =>
        {
            if (certificates is null || !options.Https) return;
            listen.RefusePlainHttp();
            // Accept any client certificate here, because a browser may send an unrelated one. CertifiedNodes verifies it where it matters.
            listen.UseHttps(certificates.Own, https =>
            {
                (https.ClientCertificateMode, https.ClientCertificateValidation) = (ClientCertificateMode.AllowCertificate, (_, _, _) => true);
                https.OnAuthenticate = (_, tls) => tls.CertificateChainPolicy = certificates.ChainPolicy;
            });
        });
    }

    /// <summary>`HTTP at ...`, once it listens.</summary>
    public static string Addresses(this WebApplication app, NodeOptions options) => $"HTTP at {Named(app, options.HttpHost).GetLeftPart(UriPartial.Authority)}";

    /// <summary>Once it listens, by a name that a client on this machine may call.</summary>
    public static Uri Address(this WebApplication app, NodeOptions options) =>
        Named(app, HostPort.IsAny(options.HttpHost) ? options.PublicHost : options.HttpHost);

    /// <summary>By the name in the settings, which the certificate is for, where Kestrel only knows the address that the name led to.</summary>
    private static Uri Named(WebApplication app, string host)
    {
        var listening = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return Uri.CheckHostName(host) == UriHostNameType.Unknown ? listening : new UriBuilder(listening) { Host = host }.Uri;
    }

    /// <summary>The exception for a port that another process uses.</summary>
    /// <param name="setting">Name of the setting that gives the port.</param>
    public static BadInputException InUse(string setting, int port, Exception cause) =>
        new($"{setting}: {port} is in use by another process", cause);

    /// <summary>Whether the server failed to start because another process uses its port.</summary>
    public static bool IsInUse(this IOException failure) => failure.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException;
}
