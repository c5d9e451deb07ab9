using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ActorSearch.TrainerNode.Node.Http;

/// <summary>
/// Adds security headers to every response: browsers then do not guess content types, do not give responses to pages of other origins, and send referrers only
/// to this origin.
/// </summary>
public static class AnswerHeaders
{
    /// <summary>Name of the header that says which origins' pages may embed a response.</summary>
    public const string ResourcePolicy = "Cross-Origin-Resource-Policy";

    /// <summary>Adds the headers. Call it before all other middleware.</summary>
    public static void UseAnswerHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers[ResourcePolicy] = "same-origin";
        headers["Referrer-Policy"] = "same-origin";
        return next(http);
    });
}
