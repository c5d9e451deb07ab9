using System.Net;
using ActorSearch.TrainerNode.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ActorSearch.TrainerNode.Http;

/// <summary>
/// The names in a request's `Host` that a node answers to. A page of another site can have its name resolve to this machine (DNS rebinding) and
/// would then be of the same origin as the node; its requests have that name in `Host`.
/// </summary>
public sealed class HostNames(IEnumerable<string> names)
{
    private readonly HashSet<string> _names = names.Select(Plain).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Those that a node's settings have.</summary>
    public static HostNames Of(NodeOptions options) => new(
    [
        options.HttpHost, options.PublicHost, .. options.HttpNames, .. options.Seeds.Select(seed => seed.Host),
        .. options.Peers.Concat(options.Addresses).Select(address => address.IdnHost),
    ]);

    /// <param name="host">As in a URL, without the port.</param>
    /// <param name="arrivedAt">The address of this machine at which the request arrived. A page cannot have an address lead elsewhere, as it can a name.</param>
    public bool Accepts(string host, IPAddress? arrivedAt)
    {
        host = Plain(host);
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || _names.Contains(host)) return true;
        if (!IPAddress.TryParse(host, out var address)) return false;
        return IPAddress.IsLoopback(address) || (arrivedAt is not null && address.MapToIPv6().Equals(arrivedAt.MapToIPv6()));
    }

    private static string Plain(string host) => host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
}

/// <summary>Refuses requests that call this node by another name (421), unless they bear the token.</summary>
public static class HostRule
{
    /// <summary>After <see cref="BearerTokenCheck.UseTokenGuard"/>.</summary>
    public static void UseHostNames(this IApplicationBuilder app, HostNames names) => app.Use((http, next) =>
        http.BearsToken() || names.Accepts(http.Request.Host.Host, http.Connection.LocalIpAddress)
            ? next(http)
            : HttpProblem.WriteAsync(http, StatusCodes.Status421MisdirectedRequest,
                $"this node does not answer to the name {http.Request.Host.Host}; if it is one of its names, add it to the setting http-names"));
}
