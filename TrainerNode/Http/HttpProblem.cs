using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ActorSearch.TrainerNode.Http;

/// <summary>The least problem document (RFC 9457): status and one line.</summary>
public static class HttpProblem
{
    /// <summary>What such a document is sent as.</summary>
    public const string ContentType = "application/problem+json";

    /// <param name="detail">One line for a person.</param>
    public static Task WriteAsync(HttpContext http, int status, string detail)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(new { type = "about:blank", title = ReasonPhrases.GetReasonPhrase(status), status, detail }, options: null, ContentType, http.RequestAborted);
    }
}
