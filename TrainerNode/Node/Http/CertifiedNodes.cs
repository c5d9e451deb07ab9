using ActorSearch.TrainerNode.Node.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ActorSearch.TrainerNode.Node.Http;

/// <summary>Lets nodes of the cluster download and upload files with their certificate, so that a trainer does not need the operators' token.</summary>
public static class CertifiedNodes
{
    private static readonly object Certified = new();

    /// <summary>Marks the requests that a node's certificate permits; see <see cref="IsCertified"/>.</summary>
    /// <param name="certificates">Null: no request is certified.</param>
    /// <param name="files">Path of the files. A certificate gives access to nothing else, and does not permit deletion.</param>
    public static void UseCertifiedNodes(this IApplicationBuilder app, NodeCertificates? certificates, PathString files)
    {
        if (certificates is null) return;
        app.Use((http, next) =>
        {
            var method = http.Request.Method;
            if (http.Request.Path.StartsWithSegments(files, StringComparison.Ordinal)
                && (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsPut(method))
                && http.Connection.ClientCertificate is { } shown && certificates.Trusts(shown)) http.Items[Certified] = true;
            return next(http);
        });
    }

    /// <summary>Whether a node of the cluster made the request, and its certificate permits it.</summary>
    public static bool IsCertified(this HttpContext http) => http.Items.ContainsKey(Certified);
}
