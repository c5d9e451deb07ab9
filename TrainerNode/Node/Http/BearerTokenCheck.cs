using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static Microsoft.AspNetCore.Http.StatusCodes;

namespace ActorSearch.TrainerNode.Node.Http;

/// <summary>Accepts only requests that bear the token.</summary>
public static class BearerTokenCheck
{
    private static readonly object RightToken = new();

    /// <summary>Compares the bearer token of each request that has one, and refuses wrong ones (401, 429). See <see cref="BearsToken"/>.</summary>
    public static void UseTokenGuard(this IApplicationBuilder app, TokenGuard guard)
    {
        if (guard.IsOpen) return;
        app.Use(async (http, next) =>
        {
            var verdict = TokenGuard.Of(http.Request) is { } given ? await guard.JudgeAsync(http, given) : (TokenVerdict?)null;
            if (verdict == TokenVerdict.Wrong) await RefuseAsync(http);
            else if (verdict == TokenVerdict.TooMany)
                await HttpProblem.WriteAsync(http, Status429TooManyRequests, "too many wrong tokens came from this address; ask again later");
            else if (verdict == TokenVerdict.ReadOnly && !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
                await HttpProblem.WriteAsync(http, Status403Forbidden, "this token is for reading only");
            else
            {
                if (verdict is not null) http.Items[RightToken] = verdict;
                await next(http);
            }
        });
    }

    /// <summary>Refuses requests without the token, but for those of certified nodes; after <see cref="UseTokenGuard"/>.</summary>
    public static void RequireToken(this IApplicationBuilder app, TokenGuard guard)
    {
        if (guard.IsOpen) return;
        app.Use((http, next) => http.BearsToken() || http.IsCertified() ? next(http) : RefuseAsync(http));
    }

    /// <summary>Whether the request had a right token in its header, which browsers do not add by themselves. False if no token is required.</summary>
    public static bool BearsToken(this HttpContext http) => http.Items.ContainsKey(RightToken);

    /// <summary>Whether its right token is the one for reading, which does not permit everything.</summary>
    public static bool IsReader(this HttpContext http) => http.Items.TryGetValue(RightToken, out var verdict) && verdict is TokenVerdict.ReadOnly;

    /// <summary>Refuses a request (401) that has no token, or one that does not permit this.</summary>
    public static Task RefuseAsync(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return HttpProblem.WriteAsync(http, Status401Unauthorized, "the bearer token is missing or wrong");
    }
}
