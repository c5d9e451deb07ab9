using System.Net;
using ActorSearch.TrainerNode.Node.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace ActorSearch.TrainerNode.Node.Http;

/// <summary>
/// The names that a node accepts in a request's `Host` header. Another site can make its own name resolve to this machine (DNS rebinding), and browsers would
/// then treat its pages as the node's own. Their requests carry the site's name in `Host`.
/// </summary>
public sealed class HostNames(IEnumerable<string> names)
{
    private readonly HashSet<string> _names = names.Select(Plain).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names in a node's settings.</summary>
    public static HostNames Of(NodeOptions options) => new(
    [
        options.HttpHost, options.PublicHost, .. options.HttpNames, .. options.Seeds.Select(seed => seed.Host),
        .. options.Peers.Concat(options.Addresses).Select(address => address.IdnHost),
    ]);

    /// <summary>Whether a node accepts a name or address.</summary>
    /// <param name="host">The host as in a URL, without the port.</param>
    /// <param name="arrivedAt">The address of this machine at which the request arrived. It is accepted, because a site cannot redirect an address as it can
    /// redirect its name.</param>
    public bool Accepts(string host, IPAddress? arrivedAt)
    {
        host = Plain(host);
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || _names.Contains(host)) return true;
        if (!IPAddress.TryParse(host, out var address)) return false;
        return IPAddress.IsLoopback(address) || (arrivedAt is not null && address.MapToIPv6().Equals(arrivedAt.MapToIPv6()));
    }

    private static string Plain(string host) => host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
}

/// <summary>Rejects requests with a foreign name in `Host` (421), unless they carry the token.</summary>
public static class HostRule
{
    /// <summary>Adds the check. Call it after <see cref="BearerTokenCheck.UseTokenGuard"/>.</summary>
    public static void UseHostNames(this IApplicationBuilder app, HostNames names) => app.Use((http, next) =>
        http.BearsToken() || names.Accepts(http.Request.Host.Host, http.Connection.LocalIpAddress)
            ? next(http)
            : HttpProblem.WriteAsync(http, Status421MisdirectedRequest,
                $"this node does not answer to the name {http.Request.Host.Host}; if it is one of its names, add it to the setting http-names"));
}
