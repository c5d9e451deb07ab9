using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ActorSearch.TrainerNode.Node.Http;

/// <summary>Writes minimal problem documents (RFC 9457): a status and one line.</summary>
public static class HttpProblem
{
    /// <summary>Media type of problem documents.</summary>
    public const string ContentType = "application/problem+json";

    /// <summary>Responds with a problem document.</summary>
    /// <param name="detail">One line for people.</param>
    public static Task WriteAsync(HttpContext http, int status, string detail)
    {
        http.Response.StatusCode = status;
        var problem = new { type = "about:blank", title = ReasonPhrases.GetReasonPhrase(status), status, detail };
        return http.Response.WriteAsJsonAsync(problem, options: null, ContentType, http.RequestAborted);
    }
}
