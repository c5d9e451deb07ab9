using ActorSearch.TrainerNode.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ActorSearch.TrainerNode.Http;

/// <summary>Nodes of the cluster fetch and bring files by their certificate: a trainer need not know the operators' token.</summary>
public static class CertifiedNodes
{
    private static readonly object Certified = new();

    /// <param name="certificates">Null: nobody is certified.</param>
    /// <param name="files">Where the files are. A certificate opens nothing else, and removes nothing.</param>
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

    /// <summary>Whether the request came from a node of the cluster, for something that its certificate opens.</summary>
    public static bool IsCertified(this HttpContext http) => http.Items.ContainsKey(Certified);
}
