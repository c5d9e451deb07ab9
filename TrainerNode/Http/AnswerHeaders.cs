using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ActorSearch.TrainerNode.Http;

/// <summary>
/// Headers of every answer: browsers do not guess a content type, do not hand answers to pages of other origins, and send addresses of pages to this
/// origin alone.
/// </summary>
public static class AnswerHeaders
{
    /// <summary>Which origins' pages may embed an answer.</summary>
    public const string ResourcePolicy = "Cross-Origin-Resource-Policy";

    /// <summary>Before everything else.</summary>
    public static void UseAnswerHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers[ResourcePolicy] = "same-origin";
        headers["Referrer-Policy"] = "same-origin";
        return next(http);
    });
}
